"""What a relabel did."""

import pytest

from app.domain.effects import (
    difference_in_differences,
    flip_rate,
    flips_by,
    found_at_least,
    majority_moves,
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
    # Fleiss: (P - Pe) / (1 - Pe), with four of six answers a, then five
    assert told.kappa_before == pytest.approx((1 / 3 - 5 / 9) / (1 - 5 / 9))
    assert told.kappa_after == pytest.approx((2 / 3 - 26 / 36) / (1 - 26 / 36))


@pytest.mark.parametrize("units", [[], [["a"], ["b"]], [["a", "b"], ["a"]], [["a", "a"]] * 2])
def test_fleiss_kappa_needs_equally_many_labels_that_differ(units: list[list[str]]) -> None:
    assert side(flip_rate(0, 0), units, units).kappa_before is None


def test_majorities_move_out_of_ties_too() -> None:
    before = {1: ["a", "b"], 2: ["a"], 3: ["b"], 4: ["a", "b"], 5: ["a"], 6: ["a"]}
    after = {1: ["a"], 2: ["b"], 3: ["b"], 4: ["b", "a"], 5: ["a", "b"], 7: ["b"], 6: ["b"]}
    assert majority_moves(before, after) == {("a", "b"): 2, (None, "a"): 1, ("a", None): 1}


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


def test_small_counts_have_the_exact_interval() -> None:
    few, many = flip_rate(3, 30), flip_rate(30, 300)
    assert (few.method, many.method) == ("clopper-pearson", "wilson")
    assert few.low == pytest.approx(0.02112, abs=0.00001)
    assert few.high == pytest.approx(0.26529, abs=0.00001)
    assert flip_rate(2, 300).method == "clopper-pearson"
    assert flip_rate(298, 300).method == "clopper-pearson"


def test_300_without_a_flip_are_not_all_found() -> None:
    missed = missed_at_most(0, 300, 10_000)
    assert missed == 100
    found = found_at_least(400, missed)
    assert found == pytest.approx(0.8)
    assert found_at_least(0, 100) == 0.0
    assert found_at_least(0, 0) is None
    assert found_at_least(400, None) is None


def test_what_it_was_made_wider_for_is_missed_no_more() -> None:
    inside = side(flip_rate(40, 60), BEFORE, AFTER)
    control = side(flip_rate(3, 100), BEFORE, AFTER)
    told = summarise(inside, control, (0.5, 0.6), 1000)
    assert told.missed_at_most == missed_at_most(3, 100, 1000)
    wider = summarise(inside, control, (0.5, 0.6), 1000, added_flips=20)
    assert wider.missed_at_most == (told.missed_at_most or 0) - 20
    assert (wider.found_at_least or 0) > (told.found_at_least or 0)
    assert summarise(inside, control, (0.5, 0.6), 1000, added_flips=999).missed_at_most == 0
