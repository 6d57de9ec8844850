"""Pausing a labeler over the API, and what they say to it."""

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.pauses import appeal_pause, decline_pause, pause_member, resume_member
from app.domain.roles import Actor
from app.domain.texts import BodyText, ShortText
from app.gate.caller import Labeler, Manager, Number

router = APIRouter(prefix="/projects/{slug}", tags=["people"])


class NewPause(BaseModel):
    """Why somebody is paused: they read it."""

    reason: ShortText = Field(examples=["Your answers to settled tasks differ: let us talk."])


class Appeal(BaseModel):
    """What they say to it: for the ML team alone."""

    words: BodyText = Field(examples=["I took quotes for the author’s own words."])


@router.put("/members/{member_id}/pause", status_code=204)
async def put_pause(
    caller: Manager, request: Request, member_id: Number, body: NewPause
) -> Response:
    """Give a labeler no work; they are told why."""

    def pause(db: Session, actor: Actor) -> None:
        pause_member(db, actor, member_id, reason=body.reason)

    return await caller.reply(request, pause)


@router.delete("/members/{member_id}/pause", status_code=204)
async def delete_pause(caller: Manager, request: Request, member_id: Number) -> Response:
    """Give them work again."""
    return await caller.reply(request, resume_member, member_id)


@router.post("/members/{member_id}/pause/declination", status_code=204)
async def decline(caller: Manager, request: Request, member_id: Number) -> Response:
    """A pause that was proposed does not happen."""
    return await caller.reply(request, decline_pause, member_id)


@router.post("/pause/appeal", status_code=204)
async def appeal(caller: Labeler, request: Request, body: Appeal) -> Response:
    """Answer to your own pause; what you said before gives way to it."""
    return await caller.reply(request, appeal_pause, words=body.words)
