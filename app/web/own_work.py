"""My work, in the browser."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.actions.sightings import see_outcomes
from app.gate.caller import Labeler
from app.languages import say
from app.pages.own_work import show_own_work
from app.web.answers import see_other, show

router = APIRouter(prefix="/projects/{slug}/work")


@router.get("")
async def read_work(request: Request, caller: Labeler) -> Response:
    """What changed, what became of my answers and my questions, how fast I am."""
    return await show(request, caller, "own_work/show.html", say("My work"), show_own_work)


@router.post("/outcomes")
async def look(request: Request, caller: Labeler) -> Response:
    """Be shown how settled tasks ended."""
    await caller.write(see_outcomes)
    return see_other(request, f"/projects/{caller.slug}/work#outcomes")
