"""When somebody may be told: quiet hours and the hour of a digest, by the clock on their wall."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from app.errors import Invalid
from app.languages import say

SATURDAY = 5
WALL_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class Hours:
    """Somebody's quiet hours. `start` and `end` are minutes since midnight in their zone, and may
    have midnight between them; both None: no hour is quiet. `weekends`: Saturday and Sunday are."""

    zone: str = "UTC"
    start: int | None = None
    end: int | None = None
    weekends: bool = False


@cache
def zones() -> tuple[str, ...]:
    """The zones that people choose from: places, and UTC."""
    places = {each for each in available_timezones() if "/" in each}
    return ("UTC", *sorted(each for each in places if not each.startswith("Etc/")))


def check_zone(name: str) -> str:
    """The name of a zone that there is."""
    if name not in zones():
        raise Invalid(say("A zone is a place such as Europe/Berlin, or UTC."), "zone")
    return name


def loud_from(at: datetime, hours: Hours) -> datetime:
    """The first moment from `at` on that is not quiet: `at` itself, outside quiet hours."""
    zone = ZoneInfo(hours.zone)
    while True:
        local = at.astimezone(zone)
        if hours.weekends and local.weekday() >= SATURDAY:
            monday = local.date() + timedelta(days=7 - local.weekday())
            at = _strikes(monday, 0, zone, at)
        elif _is_quiet(local, hours):
            assert hours.end is not None
            is_past = local.hour * 60 + local.minute >= hours.end
            at = _strikes(local.date() + timedelta(days=is_past), hours.end, zone, at)
        else:
            return at


def quiet_from(at: datetime, hours: Hours) -> datetime | None:
    """The next moment after `at` at which quiet hours begin; None where there are none."""
    zone = ZoneInfo(hours.zone)
    today, found = at.astimezone(zone).date(), []
    for day in (today + timedelta(days=each) for each in range(8)):
        if hours.start is not None:
            found.append(_strikes(day, hours.start, zone, at))
        if hours.weekends and day.weekday() == SATURDAY:
            found.append(_strikes(day, 0, zone, at))
    return min((each for each in found if each > at), default=None)


def next_digest(after: datetime, zone: str, hour: int, *, weekly: bool) -> datetime:
    """The next time that it is this hour there: of any day, or of a Monday."""
    there = ZoneInfo(zone)
    day = after.astimezone(there).date()
    while True:
        at = _strikes(day, hour * 60, there, after)
        if at > after and (day.weekday() == 0 or not weekly):
            return at
        day += timedelta(days=1)


def minutes_of(text: str, field: str) -> int | None:
    """A time of day as it is typed, "22:30", in minutes; None for nothing."""
    if not text.strip():
        return None
    found = WALL_CLOCK.fullmatch(text.strip())
    if found is None:
        raise Invalid(say("A time of day is written like 22:30."), field)
    return int(found[1]) * 60 + int(found[2])


def clock_of(minutes: int | None) -> str:
    """The other way."""
    return "" if minutes is None else f"{minutes // 60:02d}:{minutes % 60:02d}"


def _is_quiet(local: datetime, hours: Hours) -> bool:
    if hours.start is None or hours.end is None:
        return False
    minute = local.hour * 60 + local.minute
    if hours.start <= hours.end:
        return hours.start <= minute < hours.end
    return minute >= hours.start or minute < hours.end


def _strikes(day: date, minute: int, zone: ZoneInfo, after: datetime) -> datetime:
    """The moment of a wall clock's time on a day. Where it comes twice, because clocks went back,
    the first that is after `after`; where it never comes, the moment it would have come."""
    wall = datetime.combine(day, time(minute // 60, minute % 60), zone)
    first = wall.astimezone(UTC)
    return first if first > after else wall.replace(fold=1).astimezone(UTC)
