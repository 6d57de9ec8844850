"""Relabels in the browser."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.gate.caller import Number, Reader
from app.languages import say
from app.pages.relabels import show_relabel, show_relabels
from app.web.answers import show

router = APIRouter(prefix="/projects/{slug}/relabels")


@router.get("")
async def read_relabels(request: Request, caller: Reader) -> Response:
    """All relabels."""
    return await show(request, caller, "relabels/show.html", say("Relabels"), show_relabels)


@router.get("/{number}")
async def read_relabel(request: Request, caller: Reader, number: Number) -> Response:
    """One relabel and its effect."""
    title = say("Relabel %(number)s", number=number)
    return await show(request, caller, "relabels/report.html", title, show_relabel, number)
