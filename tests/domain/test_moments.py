"""As of when: what an address may name, and what it means in a zone."""

from datetime import UTC, datetime

import pytest

from app.domain.moments import Asked, parse_moment
from app.errors import Invalid


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2.0.0", Asked("version", version="2.0.0")),
        (" v10.2.33 ", Asked("version", version="10.2.33")),
        ("7", Asked("number", number=7)),
        ("relabel-3", Asked("relabel", number=3)),
    ],
)
def test_versions_numbers_and_relabels_are_told_apart(said: str, meant: Asked) -> None:
    assert parse_moment(said) == meant


@pytest.mark.parametrize(
    ("said", "zone", "at"),
    [
        ("2026-11-26", "UTC", "2026-11-26T23:59:59.999999"),
        ("2026-11-26", "Asia/Tokyo", "2026-11-26T14:59:59.999999"),
        # the day on which clocks go back has 25 hours in Berlin, that on which they go forward 23
        ("2026-10-25", "Europe/Berlin", "2026-10-25T22:59:59.999999"),
        ("2026-03-29", "Europe/Berlin", "2026-03-29T21:59:59.999999"),
        ("2026-11-26T10:30Z", "Asia/Tokyo", "2026-11-26T10:30:00"),
        ("2026-11-26T10:30", "Asia/Tokyo", "2026-11-26T01:30:00"),
        ("2026-11-26T10:30:15.25+09:00", "UTC", "2026-11-26T01:30:15.250000"),
        # as an address arrives in which nobody encoded the plus
        ("2026-11-26T10:30:00 09:00", "UTC", "2026-11-26T01:30:00"),
        ("2026-11-26 10:30", "UTC", "2026-11-26T10:30:00"),
    ],
)
def test_days_end_in_a_zone_and_instants_name_their_offset(said: str, zone: str, at: str) -> None:
    meant = parse_moment(said, zone).at
    assert meant is not None
    assert meant.astimezone(UTC) == datetime.fromisoformat(at).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "said",
    [
        *("", "now", "0", "relabel-0", "2.0", "2026-02-30", "2026-13-01T00:00", "9999-12-31"),
        *("-1", "2026-11-26T25:00", "1" * 40, "٢.٠.٠", "2026-11-26T10:30 99:99"),
    ],
)
def test_what_names_no_moment_is_refused_with_what_does(said: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_moment(said)
    assert refused.value.field == "as_of"
    assert "2.0.0" in refused.value.message
