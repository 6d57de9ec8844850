"""Files on their way out: read page by page along a key, never whole in memory."""

from collections.abc import AsyncIterator

from sqlmodel import Session
from starlette.responses import StreamingResponse

from app.domain.exports import FORMATS, csv_header, csv_lines, json_lines
from app.domain.roles import Actor
from app.errors import NotFound
from app.gate.caller import Caller
from app.queries.exports import NOUNS, get_noun, need_then, read_head, read_page
from app.queries.moments import Moment, get_moment


async def stream_export(
    caller: Caller, noun: str, format: str, as_of: str = "", zone: str = ""
) -> StreamingResponse:
    """A whole noun of the project as a file. `x-precedent-head` says where the log stood when the
    reading began: everything up to there is in the file; what happens meanwhile may be. With
    `as_of` it is what it was at a moment, which `x-precedent-as-of` names."""
    if format not in FORMATS:
        raise NotFound
    head = await caller.read(read_head, noun)
    moment = await caller.read(_moment, noun, as_of, zone) if as_of else None
    at = _stamp(moment) if moment else ""
    name = f"{caller.slug}-{noun}-{at[:10]}" if at else f"{caller.slug}-{noun}"
    headers = {
        "x-precedent-head": head,
        "content-disposition": f'attachment; filename="{name}.{format}"',
    }
    if moment:
        headers["x-precedent-as-of"] = f"{at} label={moment.watermark}"
    pieces = _pieces(caller, noun, format, moment)
    return StreamingResponse(pieces, media_type=FORMATS[format], headers=headers)


def _moment(db: Session, actor: Actor, noun: str, said: str, zone: str) -> Moment:
    need_then(get_noun(actor, noun))
    return get_moment(db, actor, said, zone)


def _stamp(moment: Moment) -> str:
    return moment.at.isoformat().replace("+00:00", "Z")


async def _pieces(
    caller: Caller, noun: str, format: str, moment: Moment | None
) -> AsyncIterator[bytes]:
    columns = NOUNS[noun].columns
    if format == "csv":
        yield csv_header(columns)
    after: int | None = 0
    while after is not None:
        rows, after = await caller.read(read_page, noun, after, moment)
        yield csv_lines(rows, columns) if format == "csv" else json_lines(rows, columns)
