"""My work, over the API."""

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from app.actions.sightings import see_outcomes
from app.domain.roles import Actor
from app.gate.caller import Labeler
from app.pages.own_work import OwnWorkView, show_own_work

router = APIRouter(prefix="/projects/{slug}/work", tags=["labels"])


@router.get("")
async def read_work(caller: Labeler) -> OwnWorkView:
    """Your own: what changed since you were last here, settled tasks that ended otherwise than you
    answered (of those whose outcome you asked to see), rulings that came from your questions, and
    how fast you are. It tells of nobody else."""
    return await caller.read(show_own_work)


@router.post("/outcomes", status_code=201, response_model=OwnWorkView)
async def look(caller: Labeler, request: Request) -> Response:
    """See how your newest settled tasks ended, up to a hundred more at a time. What you correct
    there afterwards is marked as informed: it counts, but not for agreement."""

    def act(db: Session, actor: Actor) -> OwnWorkView:
        see_outcomes(db, actor)
        return show_own_work(db, actor)

    return await caller.reply(request, act)
