"""Attempts at exams in the browser: one question on the screen."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from pydantic import Field
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from app.actions.attempts import answer_question, end_attempt
from app.domain.exams import MOST_QUESTIONS
from app.domain.roles import Actor
from app.gate.caller import Labeler, Number, Reader
from app.languages import say
from app.pages.attempts import show_attempt
from app.pages.render import render
from app.web.answers import is_htmx, see_other, show
from app.web.chosen import ChosenForm

router = APIRouter(prefix="/projects/{slug}/attempts")
Place = Annotated[int | None, Query(ge=1, le=MOST_QUESTIONS)]


class AttemptAnswerForm(ChosenForm):
    """An answer as the form sends it."""

    seconds: float | None = Field(default=None, ge=0, lt=10**7)


@router.get("/{key}")
async def read(request: Request, caller: Reader, key: UUID, at: Place = None) -> Response:
    """The attempt at its first open question, or the one named; once it is over its result."""
    return await show(request, caller, "attempts/show.html", say("Exam"), show_attempt, key, at)


@router.post("/{key}/answers/{place}")
async def answer(
    request: Request,
    caller: Labeler,
    key: UUID,
    place: Number,
    form: Annotated[AttemptAnswerForm, Form()],
) -> Response:
    """Answer; the reply holds the next question, in practice what is right."""
    given = await caller.write(_answer, key, place, form.raw, form.seconds)
    stays = place if given == "practice" else None
    if not is_htmx(request):
        at = f"?at={stays}" if stays else ""
        return see_other(request, f"/projects/{caller.slug}/attempts/{key}{at}")
    return HTMLResponse(await caller.read(_draw, key, stays))


@router.post("/{key}/end")
async def end(request: Request, caller: Labeler, key: UUID) -> Response:
    """Hand in."""
    await caller.write(end_attempt, key)
    return see_other(request, f"/projects/{caller.slug}/attempts/{key}")


def _answer(
    db: Session, actor: Actor, key: UUID, place: int, raw: object, seconds: float | None
) -> str:
    answer_question(db, actor, key, place, raw=raw, seconds=seconds)
    sitting = show_attempt(db, actor, key).sitting
    return sitting.mode if sitting else ""


def _draw(db: Session, actor: Actor, key: UUID, place: int | None) -> str:
    return render("attempts/_attempt.html", {"attempt": show_attempt(db, actor, key, place)})
