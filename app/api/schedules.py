"""Publications at a time, over the API."""

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from pydantic import Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions.schedules import cancel_publication, schedule_publication
from app.api.drafts import Seen, then_show
from app.domain.roles import Actor
from app.gate.caller import Manager, Number
from app.pages.revisions import RevisionDetail, show_revision

router = APIRouter(prefix="/projects/{slug}/drafts/{number}/schedule", tags=["revisions"])


class Schedule(Seen):
    """When the edition is to be published; without an offset the time is in UTC."""

    at: datetime = Field(examples=["2026-12-01T07:00:00Z"])


@router.put("", status_code=201, response_model=RevisionDetail)
async def schedule(caller: Manager, request: Request, number: Number, body: Schedule) -> Response:
    """Have an approved draft published by itself. Any edit, objection or other publication takes
    the time back, and people are told why."""

    def run(db: Session, actor: Actor) -> RevisionDetail:
        at = body.at if body.at.tzinfo else body.at.replace(tzinfo=UTC)
        schedule_publication(db, actor, number, edition=body.edition, at=at.astimezone(UTC))
        return show_revision(db, actor, number)

    return await caller.reply(request, run)


@router.delete("", status_code=201, response_model=RevisionDetail)
async def cancel(caller: Manager, request: Request, number: Number) -> Response:
    """Take the time back."""
    return await caller.reply(request, then_show, cancel_publication, number)
