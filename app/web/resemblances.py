"""What resembles a task, a sentence or a question, in the browser; and saying what does not."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from app.actions.resemblances import Beside, forget_dissimilar, set_dissimilar
from app.domain.roles import Actor
from app.domain.texts import BodyText
from app.gate.caller import Caller, Number, Reader
from app.pages.render import render
from app.pages.resemblances import list_askable, show_alike
from app.web.answers import fragment, is_htmx, see_other

router = APIRouter(prefix="/projects/{slug}")
Kind = Literal["question", "ruling"]


@router.get("/tasks/{task}/askable")
async def read_offers(
    caller: Reader, task: UUID, note: Annotated[BodyText, Query()] = ""
) -> Response:
    """What is asked or decided already and resembles what is being written."""
    return await fragment(caller, "resemblances/_offers.html", "offers", list_askable, task, note)


@router.get("/tasks/{task}/resemblances")
async def read_resembling(caller: Reader, task: UUID) -> Response:
    """What is asked or decided already and resembles a task."""
    return await fragment(caller, "resemblances/_resembling.html", "resembling", list_askable, task)


@router.post("/tasks/{task}/dissimilarities/removal")
async def offer_again(request: Request, caller: Reader, task: UUID) -> Response:
    """Offer everything about a task again."""
    return await _say(request, caller, task, forget_dissimilar)


@router.post("/tasks/{task}/dissimilarities/{kind}/{number}")
async def lay_aside(
    request: Request, caller: Reader, task: UUID, kind: Kind, number: Number
) -> Response:
    """Say that something does not resemble a task."""
    return await _say(request, caller, task, set_dissimilar, kind=kind, number=number)


@router.get("/questions/{number}/alike")
async def read_alike(caller: Reader, number: Number) -> Response:
    """Open questions that may ask the same, for staff."""
    return await fragment(caller, "resemblances/_alike.html", "alike", show_alike, number)


@router.post("/questions/{number}/dissimilarities/removal")
async def compare_again(request: Request, caller: Reader, number: Number) -> Response:
    """Offer every question beside this one again."""
    return await _say(request, caller, number, forget_dissimilar)


@router.post("/questions/{number}/dissimilarities/{other}")
async def tell_apart(request: Request, caller: Reader, number: Number, other: Number) -> Response:
    """Say that another question does not ask what this one asks."""
    return await _say(request, caller, number, set_dissimilar, kind="question", number=other)


async def _say(
    request: Request, caller: Caller, beside: Beside, action: Any, **said: object
) -> Response:
    """Say it, and answer with what is still offered there."""

    def act(db: Session, actor: Actor) -> str:
        action(db, actor, beside, **said)
        db.flush()
        if isinstance(beside, UUID):
            offered = list_askable(db, actor, beside)
            return render("resemblances/_resembling.html", {"resembling": offered})
        return render("resemblances/_alike.html", {"alike": show_alike(db, actor, beside)})

    html = await caller.write(act)
    if is_htmx(request):
        return HTMLResponse(html)
    where = "desk" if isinstance(beside, UUID) else f"questions/{beside}"
    return see_other(request, f"/projects/{caller.slug}/{where}")
