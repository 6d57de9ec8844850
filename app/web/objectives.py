"""The objective in the browser: what people value against what proxies reward."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, ConfigDict
from sqlmodel import Session
from starlette.responses import Response

from app.actions.flags import raise_flag
from app.actions.proxies import change_proxy, remove_proxy
from app.domain.inputs import Id
from app.domain.roles import Actor
from app.domain.texts import BodyText, ShortText
from app.gate.caller import Manager, Number
from app.gate.objectives import ask_objective
from app.languages import say
from app.pages.objectives import show_objective
from app.queries.questions import map_numbers
from app.web.answers import fragment, see_other, show

router = APIRouter(prefix="/projects/{slug}")
Value = Annotated[ShortText, Query()]
Which = Annotated[Id | None, Query()]


class QuestionForm(BaseModel):
    """A task on which people and a proxy part, and what to ask about it."""

    model_config = ConfigDict(extra="ignore")

    task: UUID
    key: UUID
    note: BodyText


@router.get("/objective")
async def read_objective(
    request: Request, caller: Manager, value: Value = "", proxy: Which = None
) -> Response:
    """What we would optimise if we trained on a proxy."""
    standing = await ask_objective(request, caller, value)
    title, page = say("Objective"), show_objective
    return await show(request, caller, "objectives/show.html", title, page, value, standing, proxy)


@router.get("/objective/report")
async def read_report(
    request: Request, caller: Manager, value: Value = "", proxy: Which = None
) -> Response:
    """The part of the page that is asked for again until it was reckoned."""
    standing = await ask_objective(request, caller, value)
    page, noun = show_objective, "report"
    return await fragment(caller, "objectives/_report.html", noun, page, value, standing, proxy)


@router.post("/objective/questions")
async def ask_about(
    request: Request, caller: Manager, form: Annotated[QuestionForm, Form()]
) -> Response:
    """Open a question about a task on which people and a proxy part."""

    def act(db: Session, actor: Actor) -> int:
        flag = raise_flag(db, actor, form.task, key=form.key, category="ambiguous", note=form.note)
        return map_numbers(db, [flag.question_id])[flag.question_id]

    number = await caller.write(act)
    return see_other(request, f"/projects/{caller.slug}/questions/{number}")


@router.post("/proxies/{proxy}/direction")
async def turn(
    request: Request, caller: Manager, proxy: Number, direction: Annotated[ShortText, Form()]
) -> Response:
    """Say which way is better."""
    await caller.write(change_proxy, proxy, direction=direction)
    return see_other(request, f"/projects/{caller.slug}/objective?proxy={proxy}")


@router.post("/proxies/{proxy}/removal")
async def remove(request: Request, caller: Manager, proxy: Number) -> Response:
    """Take a proxy away, with all that it says."""
    await caller.write(remove_proxy, proxy)
    return see_other(request, f"/projects/{caller.slug}/objective")
