"""Pausing a labeler in the browser, and what they say to it."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel
from starlette.responses import Response

from app.actions.pauses import appeal_pause, decline_pause, pause_member, resume_member
from app.domain.texts import BodyText, ShortText
from app.gate.caller import Labeler, Manager, Number
from app.web.answers import see_other

router = APIRouter(prefix="/projects/{slug}")


class PauseForm(BaseModel):
    """Why somebody is paused: they read it."""

    reason: ShortText = ""


class AppealForm(BaseModel):
    """What they say to it."""

    words: BodyText = ""


@router.post("/people/{member_id}/pause")
async def pause(
    request: Request, caller: Manager, member_id: Number, form: Annotated[PauseForm, Form()]
) -> Response:
    """Give a labeler no work."""
    await caller.write(pause_member, member_id, reason=form.reason)
    return see_other(request, f"/projects/{caller.slug}/people/{member_id}")


@router.post("/people/{member_id}/pause/declination")
async def decline(request: Request, caller: Manager, member_id: Number) -> Response:
    """What was proposed does not happen."""
    await caller.write(decline_pause, member_id)
    return see_other(request, f"/projects/{caller.slug}/people/{member_id}")


@router.post("/people/{member_id}/pause/end")
async def resume(request: Request, caller: Manager, member_id: Number) -> Response:
    """Give them work again."""
    await caller.write(resume_member, member_id)
    return see_other(request, f"/projects/{caller.slug}/people/{member_id}")


@router.post("/desk/appeal")
async def appeal(
    request: Request, caller: Labeler, form: Annotated[AppealForm, Form()]
) -> Response:
    """Answer to one's own pause."""
    await caller.write(appeal_pause, words=form.words)
    return see_other(request, f"/projects/{caller.slug}/desk")
