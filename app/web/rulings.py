"""Rulings in the browser: all of them, one with its cases, and taking one back."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from app.actions import rulings
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
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
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
    request: Request, caller: Talker, number: Number, reason: Annotated[BodyText, Form()]
) -> Response:
    """Take a ruling back; its question is open again."""
    await caller.write(rulings.withdraw_ruling, number, reason=reason)
    return see_other(request, f"/projects/{caller.slug}/rulings/{number}")
