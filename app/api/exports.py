"""Exports over the API, for staff: each noun as JSONL (exact) or CSV (safe for spreadsheets)."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from app.domain.texts import CodeText
from app.gate.caller import Exporter
from app.gate.exports import stream_export
from app.gate.moments import AsOf, Zone
from app.pages.exports import ExportsView, show_exports

router = APIRouter(prefix="/projects/{slug}/exports", tags=["exports"])
FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            "application/x-ndjson": {"schema": {"type": "string"}},
            "text/csv": {"schema": {"type": "string"}},
        },
        "headers": {
            "x-precedent-head": {
                "description": "seq:hash of the log when the reading began",
                "schema": {"type": "string"},
            },
            "x-precedent-as-of": {
                "description": "the instant that as_of named, and the newest label until then",
                "schema": {"type": "string"},
            },
        },
    }
}


@router.get("")
async def list_exports(caller: Exporter) -> ExportsView:
    """The files that you may have, with their columns."""
    return await caller.read(show_exports)


@router.get("/{noun}.{format}", response_class=Response, responses=FILE)
async def read_export(
    caller: Exporter, noun: CodeText, format: CodeText, as_of: AsOf = "", zone: Zone = ""
) -> Response:
    """One file, streamed. Six an hour of each. `labels` and `tasks` can be had as of a moment."""
    return await stream_export(caller, noun, format, as_of, zone)
