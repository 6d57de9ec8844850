"""Publishing, acknowledging and withdrawing in the browser."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from app.actions.publications import acknowledge_revision, publish_revision
from app.actions.schedules import cancel_publication, schedule_publication
from app.actions.withdrawals import withdraw_revision
from app.domain.inputs import MOST_ORDINAL
from app.domain.roles import Actor
from app.domain.schedules import read_wall_clock
from app.domain.texts import BodyText, ShortText
from app.errors import Conflict
from app.gate.caller import Manager, Number, Reader
from app.queries.checks import needs_check
from app.web.answers import see_other
from app.web.desk import claim_next
from app.web.drafts import act

router = APIRouter(prefix="/projects/{slug}")


@router.post("/drafts/{number}/publication")
async def publish(
    request: Request,
    caller: Manager,
    number: Number,
    edition: Annotated[int, Form(ge=1, le=MOST_ORDINAL)],
) -> Response:
    """Make the draft the guideline in force; trusted answers that it contradicts are decided on
    before."""
    try:
        revision = await caller.write(publish_revision, number, edition=edition)
    except Conflict as undecided:
        if "golds" not in undecided.detail:
            raise
        return see_other(request, f"/projects/{caller.slug}/drafts/{number}/golds")
    return see_other(request, f"/projects/{caller.slug}/changelog#v{revision.version}")


@router.post("/drafts/{number}/schedule")
async def schedule(
    request: Request,
    caller: Manager,
    number: Number,
    edition: Annotated[int, Form(ge=1, le=MOST_ORDINAL)],
    at: Annotated[ShortText, Form()] = "",
    zone: Annotated[ShortText, Form()] = "",
) -> Response:
    """Have the draft published by itself, at a time on the reader's clock."""

    def run(db: Session, actor: Actor, number: int) -> None:
        moment = read_wall_clock(at, zone, "at")
        schedule_publication(db, actor, number, edition=edition, at=moment)

    return await act(request, caller, number, run, typed={"at": at})


@router.post("/drafts/{number}/schedule/cancellation")
async def cancel(request: Request, caller: Manager, number: Number) -> Response:
    """Take the time back."""
    return await act(request, caller, number, cancel_publication)


@router.post("/revisions/{number}/acknowledgement")
async def acknowledge(request: Request, caller: Reader, number: Number) -> Response:
    """I have read this revision; its check comes next, where it has one. Who read it at the desk
    finds the next task there."""
    desk, back = f"/projects/{caller.slug}/desk", _back(request, caller.slug)

    def run(db: Session, actor: Actor) -> bool:
        is_asked = needs_check(db, actor, acknowledge_revision(db, actor, number))
        if not is_asked and urlsplit(back).path == desk:
            claim_next(db, actor)
        return is_asked

    if await caller.write(run):
        return see_other(request, f"/projects/{caller.slug}/revisions/{number}/reading#check")
    return see_other(request, back)


@router.post("/revisions/{number}/withdrawal")
async def withdraw(
    request: Request, caller: Manager, number: Number, reason: Annotated[BodyText, Form()]
) -> Response:
    """Take the revision in force back."""
    await caller.write(withdraw_revision, number, reason=reason)
    return see_other(request, f"/projects/{caller.slug}/changelog")


def _back(request: Request, slug: str) -> str:
    """The page it was pressed on, as long as that is ours; otherwise the desk."""
    origin = request.app.state.settings.origin.rstrip("/")
    referer = request.headers.get("referer", "")
    return referer if referer.startswith(origin + "/") else f"/projects/{slug}/desk"
