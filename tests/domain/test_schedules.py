"""The time of a publication, on the clock of whoever sets it."""

from datetime import UTC, datetime

import pytest

from app.domain.schedules import read_wall_clock
from app.errors import Invalid


@pytest.mark.parametrize(
    ("text", "zone", "utc"),
    [
        ("2026-03-01T09:00", "Europe/Berlin", "2026-03-01T08:00"),
        ("2026-07-01T09:00", "Europe/Berlin", "2026-07-01T07:00"),
        ("2026-07-01T09:00", "Asia/Tokyo", "2026-07-01T00:00"),
        ("2026-07-01T09:00", "", "2026-07-01T09:00"),
        ("2026-07-01T09:00", "No/Where", "2026-07-01T09:00"),
        ("2026-07-01", "UTC", "2026-07-01T00:00"),
    ],
)
def test_a_time_is_on_the_clock_of_whoever_sets_it(text: str, zone: str, utc: str) -> None:
    assert read_wall_clock(text, zone, "at") == datetime.fromisoformat(utc).replace(tzinfo=UTC)
    with pytest.raises(Invalid):
        read_wall_clock("soon", zone, "at")
