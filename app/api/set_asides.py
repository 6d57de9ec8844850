"""Setting a person's labels aside over the API."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.set_asides import return_labels, set_labels_aside
from app.domain.roles import Actor
from app.domain.texts import ShortText
from app.gate.caller import Manager, Number
from app.pages.set_asides import (
    SetAsidePreview,
    SetAsideView,
    begin_of,
    show_preview,
    show_set_asides,
)

router = APIRouter(prefix="/projects/{slug}/members/{member_id}/set-asides", tags=["people"])


class NewSetAside(BaseModel):
    """Labels made since the beginning of a day, in UTC (null: all), and why: they read it."""

    since: date | None = Field(None, examples=["2026-11-01"])
    reason: ShortText = Field(examples=["One answer to everything since Monday."])


class Returning(BaseModel):
    """Why labels come back."""

    reason: ShortText = Field(examples=["They were right: the rule changed."])


@router.get("")
async def read_set_asides(caller: Manager, member_id: Number) -> tuple[SetAsideView, ...]:
    """What was set aside of a person."""
    return await caller.read(show_set_asides, member_id)


@router.get("/preview")
async def read_preview(
    caller: Manager, member_id: Number, since: Annotated[date | None, Query()] = None
) -> SetAsidePreview:
    """How many labels it would be."""
    return await caller.read(show_preview, member_id, since)


@router.post("", status_code=201, response_model=tuple[SetAsideView, ...])
async def post_set_aside(
    caller: Manager, request: Request, member_id: Number, body: NewSetAside
) -> Response:
    """Set them aside; their tasks are asked of others."""

    def act(db: Session, actor: Actor) -> tuple[SetAsideView, ...]:
        since = begin_of(body.since)
        set_labels_aside(db, actor, member_id, since=since, reason=body.reason)
        return show_set_asides(db, actor, member_id)

    return await caller.reply(request, act)


@router.post("/{number}/return", status_code=201, response_model=tuple[SetAsideView, ...])
async def bring_back(
    caller: Manager, request: Request, member_id: Number, number: Number, body: Returning
) -> Response:
    """Let them count again."""

    def act(db: Session, actor: Actor) -> tuple[SetAsideView, ...]:
        return_labels(db, actor, number, reason=body.reason)
        return show_set_asides(db, actor, member_id)

    return await caller.reply(request, act)
