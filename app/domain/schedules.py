"""Publication at a time: the clock on somebody's wall, and why a time was given up."""

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.domain.hours import zones
from app.errors import Invalid
from app.languages import mark, say

WHYS: Mapping[str, str] = {
    "edited": mark("it was edited, which voids its approvals"),
    "overtaken": mark("another version is in force by now, and it is not up to date any more"),
    "returned": mark("a reviewer asked for changes"),
    "discarded": mark("it was given up"),
    "barred": mark("whoever scheduled it may not publish any more"),
    "refused": mark("it lacked approvals, or its cases contradicted it, when the time came"),
}


def read_wall_clock(text: str, zone: str, field: str) -> datetime:
    """A day, or a day and a time, as a form sends it, on the clock of a zone; without a zone that
    there is, on that of UTC."""
    try:
        local = datetime.fromisoformat(text.strip())
    except ValueError:
        local = None
    if local is None or not 1970 < local.year < 9000:
        raise Invalid(say("Write a day and a time, such as 2026-03-01 09:00."), field)
    known = ZoneInfo(zone) if zone in zones() else UTC
    return (local if local.tzinfo else local.replace(tzinfo=known)).astimezone(UTC)
