"""What resembles a task, a doubt or a question, in the browser; fetched beside the desk."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.actions.resemblances import offer_at_task, tell_from_question, tell_from_task
from app.domain.inputs import Emptied, Ordinal
from app.domain.roles import Actor
from app.domain.texts import BodyText
from app.gate.caller import Caller, Number, Reader, Talker
from app.gate.resemblances import shelf_for
from app.pages.resemblances import list_askable, show_alike, show_resemblances
from app.web.answers import fragment

router = APIRouter(prefix="/projects/{slug}")
Join = Annotated[Ordinal | None, Emptied]


@router.get("/tasks/{task}/resemblances")
async def read_resemblances(request: Request, caller: Reader, task: UUID) -> Response:
    """What is asked or decided already and resembles the task."""
    return await _beside(request, caller, task)


@router.get("/tasks/{task}/askable")
async def read_offers(
    request: Request,
    caller: Reader,
    task: UUID,
    note: Annotated[BodyText, Query()] = "",
    join: Annotated[Join, Query()] = None,
) -> Response:
    """What is asked or decided already and resembles what is being written."""
    return await _asking(request, caller, task, note, join)


@router.put("/tasks/{task}/dissimilarities/{kind}/{number}")
async def tell_apart(
    request: Request,
    caller: Talker,
    task: UUID,
    kind: Literal["question", "ruling"],
    number: Number,
    note: Annotated[BodyText | None, Form()] = None,
    join: Annotated[Join, Form()] = None,
) -> Response:
    """Not similar. `note`: what is being written, where it was said while asking."""

    def step(db: Session, actor: Actor) -> None:
        tell_from_task(db, actor, task, kind=kind, number=number)

    await caller.write(step)
    if note is None:
        return await _beside(request, caller, task)
    put_aside = kind == "question" and join == number
    return await _asking(request, caller, task, note, None if put_aside else join)


@router.delete("/tasks/{task}/dissimilarities")
async def offer_again(request: Request, caller: Talker, task: UUID) -> Response:
    """Offer everything at this task again."""
    await caller.write(offer_at_task, task)
    return await _beside(request, caller, task)


@router.get("/questions/{number}/alike")
async def read_alike(request: Request, caller: Reader, number: Number) -> Response:
    """Open questions that may ask the same, for staff."""
    return await _merging(request, caller, number)


@router.put("/questions/{number}/dissimilarities/question/{other}")
async def tell_question_apart(
    request: Request, caller: Talker, number: Number, other: Number
) -> Response:
    """Two questions are not similar, to whoever merges them."""

    def step(db: Session, actor: Actor) -> None:
        tell_from_question(db, actor, number, kind="question", number=other)

    await caller.write(step)
    return await _merging(request, caller, number)


async def _merging(request: Request, caller: Caller, number: int) -> Response:
    shelf = await shelf_for(request, caller)
    return await fragment(caller, "questions/_alike.html", "alike", show_alike, number, shelf)


async def _beside(request: Request, caller: Caller, task: UUID) -> Response:
    template, shelf = "resemblances/_resemblances.html", await shelf_for(request, caller, task)
    return await fragment(caller, template, "resemblances", show_resemblances, task, shelf)


async def _asking(
    request: Request, caller: Caller, task: UUID, note: str, join: int | None
) -> Response:
    shelf = await shelf_for(request, caller, task, note)
    return await fragment(
        caller, "flags/_offers.html", "offers", list_askable, task, shelf, note, join
    )
