"""Notices in the browser: reading them, going where they lead, marking them as seen."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.actions import notices
from app.domain.roles import Actor
from app.gate.caller import Number, Reader
from app.languages import say
from app.pages.notices import show_notice, show_notices
from app.web.answers import see_other, show

router = APIRouter(prefix="/projects/{slug}/notices")


@router.get("")
async def read_notices(
    request: Request,
    caller: Reader,
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> Response:
    """One's notices, newest first."""
    title = say("Notifications")
    return await show(request, caller, "notices/show.html", title, show_notices, before)


@router.post("/seen")
async def see_all(request: Request, caller: Reader) -> Response:
    """Mark all as seen."""
    await caller.write(notices.see_all_notices)
    return see_other(request, f"/projects/{caller.slug}/notices")


@router.post("/{number}/opening")
async def open_notice(request: Request, caller: Reader, number: Number) -> Response:
    """Mark one as seen and go where it leads."""

    def follow(db: Session, actor: Actor) -> str:
        notices.see_notice(db, actor, number)
        return show_notice(db, actor, number).url

    return see_other(request, await caller.write(follow))
