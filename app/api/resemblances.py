"""What resembles a task or a question over the API, and saying what does not."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.actions.resemblances import forget_dissimilar, set_dissimilar
from app.domain.texts import BodyText
from app.gate.caller import Number, Reader
from app.pages.resemblances import AlikeView, OffersView, list_askable, show_alike

router = APIRouter(prefix="/projects/{slug}", tags=["resemblances"])
Kind = Literal["question", "ruling"]


@router.get("/tasks/{task}/askable")
async def read_askable(
    caller: Reader, task: UUID, note: Annotated[BodyText, Query()] = ""
) -> OffersView:
    """Open questions and rulings in force that resemble a doubt, or without one the task."""
    return await caller.read(list_askable, task, note)


@router.put("/tasks/{task}/dissimilarities/{kind}/{number}", status_code=204)
async def lay_aside(
    caller: Reader, request: Request, task: UUID, kind: Kind, number: Number
) -> Response:
    """Say that something offered does not resemble a task: you are not offered it there again."""
    return await caller.reply(request, set_dissimilar, task, kind=kind, number=number)


@router.delete("/tasks/{task}/dissimilarities", status_code=204)
async def offer_again(caller: Reader, request: Request, task: UUID) -> Response:
    """Be offered everything about a task again."""
    return await caller.reply(request, forget_dissimilar, task)


@router.get("/questions/{number}/alike")
async def read_alike(caller: Reader, number: Number) -> AlikeView:
    """Open questions that may ask the same, the nearest first, for staff."""
    return await caller.read(show_alike, number)


@router.put("/questions/{number}/dissimilarities/{other}", status_code=204)
async def tell_apart(caller: Reader, request: Request, number: Number, other: Number) -> Response:
    """Say that another question does not ask what this one asks, for staff."""
    return await caller.reply(request, set_dissimilar, number, kind="question", number=other)


@router.delete("/questions/{number}/dissimilarities", status_code=204)
async def compare_again(caller: Reader, request: Request, number: Number) -> Response:
    """Be offered every question beside this one again, for staff."""
    return await caller.reply(request, forget_dissimilar, number)
