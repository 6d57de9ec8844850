"""What a relabel did."""

import pytest

from app.domain.effects import (
    difference_in_differences,
    flip_rate,
    flips_by,
    missed_at_most,
    side,
    summarise,
)

BEFORE = [["a", "b"], ["a", "b"], ["a", "a"]]
AFTER = [["a", "a"], ["a", "a"], ["a", "b"]]


def test_a_side_tells_agreement_before_and_after() -> None:
    told = side(flip_rate(3, 6), BEFORE, AFTER)
    assert (told.unanimous_before, told.unanimous_after, told.tasks_after) == (1, 2, 3)
    assert told.percent_before == pytest.approx(1 / 3)
    assert told.percent_after == pytest.approx(2 / 3)


def test_a_rate_of_nothing_is_unknown() -> None:
    rate = flip_rate(0, 0)
    assert (rate.share, rate.low, rate.high) == (None, 0.0, 1.0)
    assert flip_rate(422, 865).share == pytest.approx(0.48786, abs=0.00001)


def test_the_change_is_counted_beyond_the_control() -> None:
    assert difference_in_differences(0.5, 0.9, 0.8, 0.85) == pytest.approx(0.35)
    assert difference_in_differences(0.5, 0.9, None, 0.85) is None


def test_what_was_missed_is_bounded_by_the_control_and_never_claimed_without_one() -> None:
    # 0 of 100: at most 2.951 % of the 7,675 labels outside.
    assert missed_at_most(0, 100, 7675) == 227
    assert missed_at_most(100, 100, 7675) == 7675
    assert missed_at_most(0, 0, 7675) is None
    assert missed_at_most(0, 10, 0) == 0


def test_an_effect_joins_slice_and_control() -> None:
    inside = side(flip_rate(3, 6), BEFORE, AFTER)
    still = side(flip_rate(0, 6), BEFORE, BEFORE)
    effect = summarise(inside, still, (0.82, 0.93), outside=100)
    assert effect.difference == pytest.approx(1 / 3)
    assert effect.missed_at_most == 40
    alone = summarise(inside, None, (0.82, 0.93), outside=100)
    assert (alone.difference, alone.missed_at_most) == (None, None)


def test_flips_are_counted_by_person() -> None:
    pairs = {"A1": [("x", "y"), ("x", "x")], "A2": [("x", "x")], "A3": [("x", "y"), ("y", "x")]}
    assert flips_by(pairs) == {"A3": 2, "A1": 1}
