"""Quiet hours hold pushes back, and a push service does not keep one into them."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.actions.notices import see_all_notices
from app.domain.hours import Hours, quiet_from
from tests.pushes.stage import Service
from tests.talk.floor import say

# a Thursday; in Berlin it is an hour later
NIGHT = datetime(2031, 1, 9, 21, 30, tzinfo=UTC)
MORNING = datetime(2031, 1, 10, 7, 0, tzinfo=UTC)
QUIET = {"zone": "Europe/Berlin", "quiet_from": "22:00", "quiet_until": "08:00"}
BERLIN = "Europe/Berlin"


async def test_what_comes_at_night_is_told_in_the_morning_if_it_is_still_unseen(
    service: Service,
) -> None:
    with time_machine.travel(NIGHT, tick=False) as clock:
        sam, kim = await service.add("sam"), await service.add("kim")
        for name in ("sam", "kim"):
            await service.wish(name, **QUIET)
        await say(service.world, "lin", "lounge", "@Sam @Kim one")
        await say(service.world, "lin", "lounge", "@Sam @Kim two")
        await service.settle()
        clock.move_to(NIGHT + timedelta(minutes=1))
        await service.settle()
        clock.move_to(MORNING - timedelta(minutes=1))
        await service.settle()
        assert service.receiver.got == []
        await service.world.write(see_all_notices, "kim")
        clock.move_to(MORNING)
        await service.settle()
        [told] = service.take(sam)
        assert told["title"] == "2 notifications in Hate"
        assert service.take(kim) == []


async def test_a_browser_that_is_away_is_not_told_in_quiet_hours_later(service: Service) -> None:
    evening = NIGHT - timedelta(hours=1)  # half an hour before it gets quiet
    with time_machine.travel(evening, tick=False) as clock:
        await service.add("sam")
        await service.wish("sam", **QUIET)
        await say(service.world, "lin", "lounge", "@Sam look")
        clock.shift(timedelta(seconds=12))
        await service.settle()
        [got] = service.receiver.got
        assert int(got.headers["ttl"]) == 30 * 60 - 12


@pytest.mark.parametrize(
    ("at", "hours", "wanted"),
    [
        ("2031-01-09T12:00", Hours(), None),
        ("2031-01-09T12:00", Hours(BERLIN, 22 * 60, 8 * 60), "2031-01-09T21:00"),
        ("2031-01-09T21:00", Hours(BERLIN, 22 * 60, 8 * 60), "2031-01-10T21:00"),
        ("2031-01-09T12:00", Hours(BERLIN, 12 * 60, 13 * 60), "2031-01-10T11:00"),
        ("2031-01-09T12:00", Hours(BERLIN, weekends=True), "2031-01-10T23:00"),
        ("2031-01-10T12:00", Hours(BERLIN, 22 * 60, 8 * 60, True), "2031-01-10T21:00"),
        ("2031-01-12T12:00", Hours("UTC", weekends=True), "2031-01-18T00:00"),
    ],
)
def test_when_it_gets_quiet(at: str, hours: Hours, wanted: str | None) -> None:
    found = quiet_from(datetime.fromisoformat(at).replace(tzinfo=UTC), hours)
    assert found == (wanted and datetime.fromisoformat(wanted).replace(tzinfo=UTC))
