"""Questions in the browser: the inbox, one question, one's own questions."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.domain.inputs import MOST_ORDINAL
from app.domain.roles import Actor, is_staff
from app.gate.caller import Number, Reader
from app.languages import say
from app.pages.asked import show_asked, show_own_question
from app.pages.inbox import find_next, show_inbox
from app.pages.questions import show_question, show_questions, show_state
from app.web.answers import fragment, see_other, show

router = APIRouter(prefix="/projects/{slug}")
State = Literal["open", "answered", "declined", "ruled", "duplicate"]


@router.get("/inbox")
async def read_inbox(request: Request, caller: Reader) -> Response:
    """The ML team's inbox, by impact."""
    return await show(request, caller, "inbox/show.html", say("Inbox"), show_inbox)


@router.get("/questions")
async def read_questions(
    request: Request,
    caller: Reader,
    state: State | None = None,
    before: Annotated[int | None, Query(ge=1, le=MOST_ORDINAL)] = None,
) -> Response:
    """All questions for staff; for others those that they asked."""
    if await caller.read(_is_staff):
        page, template, title = show_questions, "questions/list.html", say("All questions")
        return await show(request, caller, template, title, page, state, before)
    template, title = "questions/asked.html", say("Your questions")
    return await show(request, caller, template, title, show_asked, state, before)


@router.get("/questions/{number}")
async def read_question(request: Request, caller: Reader, number: Number) -> Response:
    """A question: for staff with its decision, for its askers with what came of it."""
    title = say("Question %(number)s", number=number)
    if await caller.read(_is_staff):
        return await show(request, caller, "questions/show.html", title, show_question, number)
    return await show(request, caller, "questions/own.html", title, show_own_question, number)


@router.get("/questions/{number}/next")
async def read_next(request: Request, caller: Reader, number: Number) -> Response:
    """On to the question that stands after this one in the inbox."""
    following = await caller.read(find_next, number)
    place = f"questions/{following}" if following else "inbox"
    return see_other(request, f"/projects/{caller.slug}/{place}")


@router.get("/questions/{number}/state")
async def read_state(caller: Reader, number: Number) -> Response:
    """Where a question stands, for staff."""
    return await fragment(caller, "questions/_state.html", "state", show_state, number)


@router.get("/questions/{number}/flags")
async def read_flags(caller: Reader, number: Number) -> Response:
    """A question's flagged tasks, for staff."""
    return await fragment(caller, "flags/_grid.html", "grid", show_question, number)


@router.get("/questions/{number}/asked")
async def read_asked(caller: Reader, number: Number) -> Response:
    """One's own question, and what came of it."""
    return await fragment(caller, "questions/_own.html", "own", show_own_question, number)


def _is_staff(db: Session, actor: Actor) -> bool:
    return is_staff(actor)
