"""Quiet hours and digest hours, by the clock on somebody's wall, in any zone and season."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.hours import (
    Hours,
    check_zone,
    clock_of,
    loud_from,
    minutes_of,
    next_digest,
    zones,
)
from app.errors import Invalid

# clocks that go forward and back by an hour or a half, and a day that one place left out
ZONES = ("UTC", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia")
instants = st.datetimes(datetime(2011, 12, 1), datetime(2032, 1, 1)).map(
    lambda at: at.replace(tzinfo=UTC)
)
minutes = st.integers(0, 24 * 60 - 1)


def at(text: str, zone: str, fold: int = 0) -> datetime:
    """When a wall clock there shows this; `fold` 1: for the second time."""
    wall = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return wall.astimezone(UTC)


@given(instants, st.sampled_from(ZONES), minutes, minutes, st.booleans())
def test_the_first_loud_moment_is_loud_and_there_is_none_before(
    now: datetime, zone: str, start: int, end: int, weekends: bool
) -> None:
    hours = Hours(zone, start, end, weekends)
    loud = loud_from(now, hours)
    assert loud >= now
    assert loud_from(loud, hours) == loud
    assert loud - now < timedelta(days=4)
    if loud > now:  # what lies between is quiet
        between = now + (loud - now) / 2
        assert loud_from(between, hours) > between


@given(instants, st.sampled_from(ZONES), st.integers(0, 23), st.booleans())
def test_a_digest_is_due_at_its_hour_after_now(
    now: datetime, zone: str, hour: int, weekly: bool
) -> None:
    due = next_digest(now, zone, hour, weekly=weekly)
    assert now < due <= now + timedelta(days=9 if weekly else 2)
    there = due.astimezone(ZoneInfo(zone))
    assert there.hour in (hour, hour + 1)  # where clocks leave the hour out, the next one
    if weekly and there.hour == hour:
        assert there.weekday() == 0


@pytest.mark.parametrize(
    ("now", "loud"),
    [
        ("2031-01-09T21:59", "2031-01-09T21:59"),
        ("2031-01-09T22:00", "2031-01-10T08:00"),
        ("2031-01-10T07:59", "2031-01-10T08:00"),
        ("2031-01-10T08:00", "2031-01-10T08:00"),
        ("2031-01-10T22:30", "2031-01-13T08:00"),  # through Friday night and the weekend
        ("2031-10-26T02:30", "2031-10-27T08:00"),
    ],
)
def test_nights_and_weekends_in_berlin(now: str, loud: str) -> None:
    hours = Hours("Europe/Berlin", 22 * 60, 8 * 60, weekends=True)
    assert loud_from(at(now, hours.zone), hours) == at(loud, hours.zone)


def test_an_hour_that_comes_twice_is_quiet_both_times() -> None:
    hours = Hours("Europe/Berlin", 2 * 60, 2 * 60 + 30)
    second = at("2031-10-26T02:10", hours.zone, fold=1)
    assert loud_from(second, hours) == at("2031-10-26T02:30", hours.zone, fold=1)


@pytest.mark.parametrize("typed", ["25:00", "noon", "8", "22.30", "22:60"])
def test_a_time_that_is_none_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        minutes_of(typed, "quiet_from")


@given(minutes)
def test_times_of_day_are_read_as_they_are_written(minute: int) -> None:
    assert minutes_of(clock_of(minute), "it") == minute


def test_zones_are_places_and_utc() -> None:
    assert {"UTC", "Europe/Berlin", "Asia/Tokyo"} <= set(zones())
    with pytest.raises(Invalid):
        check_zone("Mars/Base")
