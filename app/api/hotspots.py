"""Hot spots over the API: where the guideline hurts."""

from fastapi import APIRouter, Request

from app.gate.caller import Reader
from app.gate.figures import figures
from app.pages.dimensions import need_staff
from app.pages.hotspots import HotspotsView, show_hotspots

router = APIRouter(prefix="/projects/{slug}/hotspots", tags=["quality"])


@router.get("")
async def read_hotspots(request: Request, caller: Reader) -> HotspotsView:
    """For staff: clauses by flags, repeated questions, disagreement and relabeling; contested tasks
    by why people differ, with the rule; questions for every thousand labels; and the median times
    (seconds) from a question to its decision, its ruling and its publication.

    It is reckoned beside the work: ask again until `standing.is_stale` is false.
    """
    await caller.read(need_staff)
    standing = await figures(request).ask(caller.project_id, "hotspots")
    return await caller.read(show_hotspots, standing)
