"""The people behind the labels, in the browser."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.gate.caller import Reader
from app.gate.figures import figures
from app.languages import say
from app.pages.labelers import show_labelers
from app.pages.quality import need_staff
from app.web.answers import fragment, show

router = APIRouter(prefix="/projects/{slug}/labelers")


@router.get("")
async def read_labelers(request: Request, caller: Reader) -> Response:
    """How well each does."""
    await caller.read(need_staff)
    standing = await figures(request).ask(caller.project_id, "labelers")
    title = say("Labelers")
    return await show(request, caller, "labelers/show.html", title, show_labelers, standing)


@router.get("/figures")
async def read_figures(request: Request, caller: Reader) -> Response:
    """The part of the page that is asked for again until it was reckoned."""
    await caller.read(need_staff)
    standing = await figures(request).ask(caller.project_id, "labelers")
    return await fragment(caller, "labelers/_labelers.html", "labelers", show_labelers, standing)
