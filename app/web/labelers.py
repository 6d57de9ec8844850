"""The people behind the labels, in the browser."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.domain.texts import ShortText
from app.gate.caller import Reader
from app.gate.figures import ask_dimension
from app.languages import say
from app.pages.labelers import show_labelers
from app.web.answers import fragment, show

router = APIRouter(prefix="/projects/{slug}/labelers")
Dimension = Annotated[ShortText, Query()]


@router.get("")
async def read_labelers(request: Request, caller: Reader, dimension: Dimension = "") -> Response:
    """How well each does."""
    told = await ask_dimension(request, caller, "labelers", dimension)
    title = say("Labelers")
    return await show(request, caller, "labelers/show.html", title, show_labelers, *told)


@router.get("/figures")
async def read_figures(request: Request, caller: Reader, dimension: Dimension = "") -> Response:
    """The part of the page that is asked for again until it was reckoned."""
    told = await ask_dimension(request, caller, "labelers", dimension)
    return await fragment(caller, "labelers/_labelers.html", "labelers", show_labelers, *told)
