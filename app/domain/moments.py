"""As of when: what somebody asks for, in the words of an address, told apart.

2.0.0              when that version was published
7                  when the revision with that number was published
relabel-3          when that relabel had ended
2026-11-26         at the end of that day, in a zone
2026-11-26T10:30Z  at that instant; one that names no offset is in the zone
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain.inputs import MOST_ORDINAL
from app.errors import Invalid
from app.languages import say

FIELD = "as_of"
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
_RELABEL = re.compile(r"relabel-([1-9][0-9]{0,17})")
_VERSION = re.compile(r"v?([0-9]+\.[0-9]+\.[0-9]+)")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9].*")
# in an address a plus is a blank
_BLANK_OFFSET = re.compile(r" (?=[0-9]{2}:[0-9]{2}$)")
TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """Told apart. `kind`: version, number, relabel or instant; of an instant `at` is aware, and
    `is_day` says that a whole day was named."""

    kind: str
    version: str = ""
    number: int = 0
    at: datetime | None = None
    is_day: bool = False


def parse_moment(said: str, zone: str = "UTC") -> Asked:
    """What is meant. Days and instants without an offset are in `zone`, a name that there is."""
    words = said.strip()
    if found := _RELABEL.fullmatch(words):
        return Asked("relabel", number=_ordinal(found[1]))
    if found := _VERSION.fullmatch(words):
        return Asked("version", version=found[1])
    if _NUMBER.fullmatch(words):
        return Asked("number", number=_ordinal(words))
    try:
        if _DATE.fullmatch(words):
            return Asked("instant", at=_end_of(date.fromisoformat(words), zone), is_day=True)
        if _INSTANT.fullmatch(words):
            return Asked("instant", at=_instant(words, zone))
    except (ValueError, OverflowError):
        pass
    raise Invalid(
        say(
            "Name a version (2.0.0), a revision's number, relabel-3, a day (2026-11-26) or an "
            "instant (2026-11-26T10:30Z)."
        ),
        FIELD,
    )


def _ordinal(digits: str) -> int:
    """A number that something may have; a longer one than any names nothing."""
    return int(digits) if int(digits) <= MOST_ORDINAL else 0


def _end_of(day: date, zone: str) -> datetime:
    """The last tick of a day, which ends when the next one begins, whatever clocks do between."""
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone)) - TICK


def _instant(words: str, zone: str) -> datetime:
    at = datetime.fromisoformat(_BLANK_OFFSET.sub("+", words))
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))
