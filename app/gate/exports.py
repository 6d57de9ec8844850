"""Files on their way out: read page by page along a key, never whole in memory."""

from collections.abc import AsyncIterator

from starlette.responses import StreamingResponse

from app.domain.exports import FORMATS, csv_header, csv_lines, json_lines
from app.errors import NotFound
from app.gate.caller import Caller
from app.queries.exports import NOUNS, read_head, read_page


async def stream_export(caller: Caller, noun: str, format: str) -> StreamingResponse:
    """A whole noun of the project as a file. `x-precedent-head` says where the log stood when the
    reading began: everything up to there is in the file; what happens meanwhile may be."""
    if format not in FORMATS:
        raise NotFound
    head = await caller.read(read_head, noun)
    headers = {
        "x-precedent-head": head,
        "content-disposition": f'attachment; filename="{caller.slug}-{noun}.{format}"',
    }
    pieces = _pieces(caller, noun, format)
    return StreamingResponse(pieces, media_type=FORMATS[format], headers=headers)


async def _pieces(caller: Caller, noun: str, format: str) -> AsyncIterator[bytes]:
    columns = NOUNS[noun].columns
    if format == "csv":
        yield csv_header(columns)
    after: int | None = 0
    while after is not None:
        rows, after = await caller.read(read_page, noun, after)
        yield csv_lines(rows, columns) if format == "csv" else json_lines(rows, columns)
