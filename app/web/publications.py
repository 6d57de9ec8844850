"""Publishing, acknowledging and withdrawing in the browser."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from app.actions.publications import acknowledge_revision, publish_revision
from app.actions.withdrawals import withdraw_revision
from app.domain.texts import BodyText
from app.gate.caller import Manager, Number, Reader
from app.web.answers import see_other

router = APIRouter(prefix="/projects/{slug}")


@router.post("/drafts/{number}/publication")
async def publish(
    request: Request,
    caller: Manager,
    number: Number,
    edition: Annotated[int, Form(ge=1, le=2**62)],
) -> Response:
    """Make the draft the guideline in force."""
    revision = await caller.write(publish_revision, number, edition=edition)
    return see_other(request, f"/projects/{caller.slug}/changelog#v{revision.version}")


@router.post("/revisions/{number}/acknowledgement")
async def acknowledge(request: Request, caller: Reader, number: Number) -> Response:
    """I have read this revision."""
    await caller.write(acknowledge_revision, number)
    return see_other(request, _back(request, caller.slug))


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
