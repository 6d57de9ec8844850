"""What resembles a task or a doubt, over the API; and saying that something does not."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.actions.resemblances import offer_at_task, tell_from_task
from app.domain.roles import Actor
from app.domain.texts import BodyText
from app.gate.caller import Number, Reader, Talker
from app.gate.resemblances import shelf_for
from app.pages.resemblances import (
    AlikeView,
    OffersView,
    ResemblancesView,
    list_askable,
    show_alike,
    show_resemblances,
)

router = APIRouter(prefix="/projects/{slug}", tags=["resemblances"])
Kind = Literal["question", "ruling"]


@router.get("/tasks/{task}/resemblances")
async def read_resemblances(request: Request, caller: Reader, task: UUID) -> ResemblancesView:
    """Open questions and rulings in force that resemble a task, the nearest first: those that the
    ML team has put in its own words, and your own."""
    return await caller.read(show_resemblances, task, await shelf_for(request, caller, task))


@router.get("/tasks/{task}/askable")
async def read_askable(
    request: Request, caller: Reader, task: UUID, note: Annotated[BodyText, Query()] = ""
) -> OffersView:
    """Open questions and rulings in force that resemble a doubt about a task."""
    return await caller.read(list_askable, task, await shelf_for(request, caller, task, note), note)


@router.put("/tasks/{task}/dissimilarities/{kind}/{number}", status_code=204)
async def tell_apart(
    caller: Talker, request: Request, task: UUID, kind: Kind, number: Number
) -> Response:
    """Say that a question or ruling is not like the task: it is not offered to you there again."""

    def act(db: Session, actor: Actor) -> None:
        tell_from_task(db, actor, task, kind=kind, number=number)

    return await caller.reply(request, act)


@router.delete("/tasks/{task}/dissimilarities", status_code=204)
async def offer_again(caller: Talker, request: Request, task: UUID) -> Response:
    """Take back all that you said is not like the task."""
    return await caller.reply(request, offer_at_task, task)


@router.get("/questions/{number}/alike")
async def read_alike(request: Request, caller: Reader, number: Number) -> AlikeView:
    """Open questions that may ask the same, the nearest first, for staff."""
    return await caller.read(show_alike, number, await shelf_for(request, caller))
