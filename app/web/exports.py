"""Exports in the browser: the list of files, and the files."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.domain.texts import CodeText, ShortText
from app.gate.caller import Exporter
from app.gate.exports import stream_export
from app.languages import say
from app.pages.exports import show_exports
from app.web.answers import show

router = APIRouter(prefix="/projects/{slug}/exports")


@router.get("")
async def read_exports(request: Request, caller: Exporter) -> Response:
    """What can be had."""
    return await show(request, caller, "exports/show.html", say("Exports"), show_exports)


@router.get("/{noun}.{format}")
async def read_export(
    caller: Exporter, noun: CodeText, format: CodeText, as_of: ShortText = "", zone: ShortText = ""
) -> Response:
    """One file, now or as of a moment."""
    return await stream_export(caller, noun, format, as_of, zone)
