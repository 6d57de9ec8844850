"""How far people agree, in the browser."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.domain.texts import ShortText
from app.gate.caller import Reader
from app.gate.figures import ask_dimension, figures
from app.languages import say
from app.pages.quality import need_field, show_agreement, show_slices
from app.web.answers import fragment, show

router = APIRouter(prefix="/projects/{slug}/quality")
Field = Annotated[ShortText, Query(min_length=1)]
Dimension = Annotated[ShortText, Query()]


@router.get("")
async def read_quality(request: Request, caller: Reader, dimension: Dimension = "") -> Response:
    """Agreement: the first thing that is asked of a project's labels."""
    told = await ask_dimension(request, caller, "agreement", dimension)
    title = say("Agreement")
    return await show(request, caller, "quality/show.html", title, show_agreement, *told)


@router.get("/agreement")
async def read_agreement(request: Request, caller: Reader, dimension: Dimension = "") -> Response:
    """The part of the page that is asked for again until it was reckoned."""
    told = await ask_dimension(request, caller, "agreement", dimension)
    return await fragment(caller, "quality/_agreement.html", "agreement", show_agreement, *told)


@router.get("/slices")
async def read_slices(request: Request, caller: Reader, field: Field) -> Response:
    """Agreement by a field of the metadata."""
    await caller.read(need_field, field)
    standing = await figures(request).ask(caller.project_id, f"slices/{field}")
    return await fragment(caller, "quality/_slices.html", "slices", show_slices, field, standing)
