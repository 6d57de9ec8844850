"""What became of an answer, when somebody was last here, and how fast they are."""

from datetime import UTC, datetime, timedelta

from app.domain.dimensions import join_dimensions
from app.domain.outcomes import differs, last_here, outcome, speeds

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_the_final_answer_is_the_majoritys_or_what_was_decided() -> None:
    assert outcome(["a", "a", "b"]) == "a"
    assert outcome(["a", "b"]) is None
    assert outcome(["a", "b"], adjudicated="b") == "b"


def test_of_dimensions_those_that_are_decided_count() -> None:
    names = ("kind", "relevant")
    votes = [join_dimensions({"kind": k, "relevant": r}) for k, r in (("1", "5"), ("1", "4"))]
    final = outcome(votes, names)
    assert final == join_dimensions({"kind": "1"})
    assert not differs(votes[0], final, names)
    assert differs(join_dimensions({"kind": "2", "relevant": "5"}), final, names)
    assert outcome(["x"], names) is None


def test_one_was_away_when_nothing_came_for_hours() -> None:
    sitting = [NOON - timedelta(minutes=n) for n in (1, 5, 200)]
    before = [NOON - timedelta(hours=26), NOON - timedelta(hours=27)]
    assert last_here([*sitting, *before], NOON) == before[0]
    assert last_here(sitting, NOON) is None
    assert last_here(before, NOON) == before[0]
    assert last_here([], NOON) is None


def test_speed_is_the_median_of_equal_pieces() -> None:
    times = [(NOON + timedelta(minutes=n), float(n)) for n in range(20)]
    assert speeds(times) == [2.0, 7.0, 12.0, 17.0]
    assert speeds(times[:4]) == []
