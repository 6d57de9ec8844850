"""Hunts over the API: what a draft affects where no condition names it, judged batch by batch."""

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.hunts import judge_round
from app.domain.inputs import Id
from app.domain.roles import Actor
from app.domain.texts import ShortText
from app.gate.caller import Manager, Number, Reader
from app.gate.hunts import hunts
from app.pages.hunts import HuntView, show_hunt

router = APIRouter(prefix="/projects/{slug}/drafts/{number}/hunt", tags=["revisions"])


class Judgements(BaseModel):
    """For every task of the batch, by external id, whether the draft affects it."""

    judgements: dict[ShortText, bool] = Field(max_length=1000, examples=[{"post-17": True}])


@router.get("")
async def read_hunt(caller: Reader, number: Number) -> HuntView:
    """The hunt: its rounds, the batch that waits, and how much of all it is known to have found."""
    return await caller.read(show_hunt, number)


@router.post("", status_code=201, response_model=HuntView)
async def draw(caller: Manager, request: Request, number: Number) -> HuntView:
    """Draw the next batch. The first is what the hunt begins with: tasks that led to the draft's
    rulings, their cases, and those selected by hand. Where a batch waits, or the hunt has ended,
    nothing is drawn."""
    await hunts(request).draw(caller, number)
    return await caller.read(show_hunt, number)


@router.post("/sample", status_code=201, response_model=HuntView)
async def sample(caller: Manager, request: Request, number: Number) -> HuntView:
    """Draw a batch from inside the scope, at random from what nobody has judged. Judged, it says
    how much of the scope is affected: `precision` of the preview."""
    await hunts(request).sample(caller, number)
    return await caller.read(show_hunt, number)


@router.put("/rounds/{round_number}", status_code=201, response_model=HuntView)
async def judge(
    caller: Manager, request: Request, number: Number, round_number: Id, body: Judgements
) -> Response:
    """Judge a batch as a whole. What is affected is selected by the draft's scope from then on."""

    def act(db: Session, actor: Actor) -> HuntView:
        judge_round(db, actor, number, round_number, judgements=body.judgements)
        return show_hunt(db, actor, number)

    return await caller.reply(request, act)
