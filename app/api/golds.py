"""What becomes of trusted answers that a draft contradicts, over the API."""

from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.gold_keys import choose_golds
from app.domain.roles import Actor
from app.domain.texts import BodyText, ShortText
from app.gate.caller import Manager, Number
from app.pages.golds import GoldsView, show_golds

router = APIRouter(prefix="/projects/{slug}/drafts/{number}/golds", tags=["revisions"])
How = Literal["rekey", "retire", "keep"]


class Fate(BaseModel):
    """`rekey`: it takes the ruling's answer; `retire`: the task is gold no more; `keep`: it stays,
    for a reason."""

    how: How
    reason: BodyText = ""


class TaskFate(Fate):
    """The same for one task, by its external id."""

    task: ShortText


class Fates(BaseModel):
    """What was decided one by one; `rest` is for all that nobody has decided on."""

    choices: list[TaskFate] = Field(default=[], max_length=10_000)
    rest: Fate | None = None


@router.get("")
async def read_golds(caller: Manager, number: Number) -> GoldsView:
    """The trusted answers that the draft contradicts, the first 200 of them, and what was
    chosen."""
    return await caller.read(show_golds, number)


@router.put("", status_code=201, response_model=GoldsView)
async def choose(caller: Manager, request: Request, number: Number, body: Fates) -> Response:
    """Say what becomes of them when the draft is published; until all are decided on it is not."""

    def act(db: Session, actor: Actor) -> GoldsView:
        choices = {each.task: (each.how, each.reason) for each in body.choices}
        rest = (body.rest.how, body.rest.reason) if body.rest else None
        choose_golds(db, actor, number, choices=choices, rest=rest)
        return show_golds(db, actor, number)

    return await caller.reply(request, act)
