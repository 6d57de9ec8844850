"""When work ends, going by the last hours."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.pace import Done, estimate

AT = datetime(2026, 1, 2, 12, tzinfo=UTC)


def done(items: int, hours: float) -> Done:
    return Done(items, AT - timedelta(hours=hours))


def test_it_ends_when_the_slowest_has() -> None:
    told = estimate({1: 20, 2: 20}, {1: done(11, 1), 2: done(11, 2)}, 0, AT)
    assert told.by_member == {1: AT + timedelta(hours=2), 2: AT + timedelta(hours=4)}
    assert told.ends_at == AT + timedelta(hours=4)
    assert told.per_hour == pytest.approx(21 / 2)
    assert told.unknown == ()


def test_hours_without_work_count() -> None:
    """Eleven labels in an hour, and nothing since: it is ten in five hours by now."""
    assert done(11, 5).per_hour(AT) == pytest.approx(2)


@pytest.mark.parametrize("items", [0, 1, 9])
def test_too_few_say_nothing(items: int) -> None:
    told = estimate({1: 20}, {1: done(items, 1)} if items else {}, 0, AT)
    assert (told.ends_at, told.per_hour, told.unknown) == (None, None, (1,))


def test_those_who_have_not_begun_are_named_beside_the_others() -> None:
    told = estimate({1: 10, 2: 5}, {1: done(11, 1)}, 0, AT)
    assert told.ends_at == AT + timedelta(hours=1)
    assert told.unknown == (2,)


def test_the_queue_is_worked_off_together() -> None:
    told = estimate({}, {1: done(11, 1), 2: done(10, 1)}, 40, AT)
    assert told.ends_at == AT + timedelta(hours=2)
    assert estimate({}, {}, 40, AT).ends_at is None


def test_a_queue_of_no_pace_hides_when_the_rest_ends() -> None:
    told = estimate({1: 10}, {1: Done(9, AT - timedelta(hours=1))}, 5, AT)
    assert told.ends_at is None
