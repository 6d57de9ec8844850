"""Hot spots in the browser: where the guideline hurts."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.gate.caller import Reader
from app.gate.figures import figures
from app.languages import say
from app.pages.dimensions import need_staff
from app.pages.hotspots import show_hotspots
from app.web.answers import fragment, show

router = APIRouter(prefix="/projects/{slug}/hotspots")


@router.get("")
async def read_hotspots(request: Request, caller: Reader) -> Response:
    """Clauses by what they cost, contested tasks by why they are, and how long things take."""
    await caller.read(need_staff)
    standing = await figures(request).ask(caller.project_id, "hotspots")
    template, title = "hotspots/show.html", say("Hot spots")
    return await show(request, caller, template, title, show_hotspots, standing)


@router.get("/report")
async def read_report(request: Request, caller: Reader) -> Response:
    """The part of the page that is asked for again until it was reckoned."""
    await caller.read(need_staff)
    standing = await figures(request).ask(caller.project_id, "hotspots")
    return await fragment(caller, "hotspots/_spots.html", "spots", show_hotspots, standing)
