"""Notices over the API: what you are told, and why."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.actions import notices
from app.domain.roles import Actor
from app.gate.caller import Number, Reader
from app.pages.alerts import AlertsPage, show_alerts
from app.pages.notices import NoticesPage, NoticeView, show_notice, show_notices

router = APIRouter(prefix="/projects/{slug}/notices", tags=["notices"])


@router.get("")
async def read_notices(
    caller: Reader, before: Annotated[int | None, Query(ge=1, le=2**62)] = None
) -> NoticesPage:
    """Your notices, newest first: read on with `before` = `following`."""
    return await caller.read(show_notices, before)


@router.get("/alerts")
async def read_alerts(
    caller: Reader,
    after: Annotated[int, Query(ge=0, le=2**62)] = 0,
    browser: UUID | None = None,
) -> AlertsPage:
    """What a browser may alert you to now: unseen notices after a number, none in quiet hours, and
    none in a `browser` (the key of one of your subscriptions) that pushes tell."""
    return await caller.read(show_alerts, after, browser)


@router.post("/seen", status_code=201, response_model=NoticesPage)
async def see_all(caller: Reader, request: Request) -> Response:
    """Mark all as seen."""

    def act(db: Session, actor: Actor) -> NoticesPage:
        notices.see_all_notices(db, actor)
        return show_notices(db, actor)

    return await caller.reply(request, act)


@router.put("/{number}/seen", status_code=201, response_model=NoticeView)
async def see_one(caller: Reader, request: Request, number: Number) -> Response:
    """Mark one as seen."""

    def act(db: Session, actor: Actor) -> NoticeView:
        notices.see_notice(db, actor, number)
        return show_notice(db, actor, number)

    return await caller.reply(request, act)
