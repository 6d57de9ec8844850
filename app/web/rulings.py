"""Rulings in the browser: all of them, one with its cases, and taking one back."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.actions import rulings
from app.actions.drafts import discard_draft
from app.domain.inputs import MOST_ORDINAL
from app.domain.roles import Actor
from app.domain.texts import BodyText
from app.gate.caller import Number, Reader, Talker
from app.languages import say
from app.pages.rulings import show_ruling, show_rulings
from app.web.answers import see_other, show

router = APIRouter(prefix="/projects/{slug}/rulings")
State = Literal["proposed", "in_force", "superseded", "withdrawn"]


@router.get("")
async def read_rulings(
    request: Request,
    caller: Reader,
    state: State | None = None,
    before: Annotated[int | None, Query(ge=1, le=MOST_ORDINAL)] = None,
) -> Response:
    """The rulings, newest first."""
    return await show(
        request, caller, "rulings/list.html", say("Rulings"), show_rulings, state, before
    )


@router.get("/{number}")
async def read_ruling(request: Request, caller: Reader, number: Number) -> Response:
    """One ruling with its cases."""
    title = say("Ruling %(number)s", number=number)
    return await show(request, caller, "rulings/show.html", title, show_ruling, number)


@router.post("/{number}/withdrawal")
async def withdraw(
    request: Request,
    caller: Talker,
    number: Number,
    reason: Annotated[BodyText, Form()],
    discard: Annotated[int | None, Form(ge=1, le=MOST_ORDINAL)] = None,
) -> Response:
    """Take a ruling back; its question is open again. `discard`: a draft to give up with it."""

    def act(db: Session, actor: Actor) -> None:
        rulings.withdraw_ruling(db, actor, number, reason=reason)
        if discard:
            discard_draft(db, actor, discard)

    await caller.write(act)
    return see_other(request, f"/projects/{caller.slug}/rulings/{number}")
