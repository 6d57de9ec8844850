"""Two numberings of the same things: against worked examples, and against the definitions."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.ranks import agreeing, kendall, pairwise, spearman
from tests.domain.crowds import expected, lines

# Intelligence quotient and hours of television a week, as Wikipedia works out Spearman's: -29/165
QUOTIENTS = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110]
HOURS = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17]


def test_spearmans_worked_example() -> None:
    found = spearman(QUOTIENTS, HOURS)
    assert found is not None
    assert found.value == pytest.approx(-29 / 165)
    assert (found.things, found.ties_first, found.ties_second) == (10, 0, 0)
    assert found.low is not None
    assert found.high is not None
    assert -1 <= found.low < found.value < found.high <= 1


def test_ties_are_ranked_in_the_middle_and_named() -> None:
    found = spearman([1, 2, 2, 3], [1, 2, 3, 4])
    assert found is not None
    # ranks 1 2.5 2.5 4 against 1 2 3 4: 4.5 over the root of 4.5 times 5
    assert found.value == pytest.approx(4.5 / (4.5 * 5) ** 0.5)
    assert (found.ties_first, found.ties_second) == (2, 0)


def pairs_of(first: list[int], second: list[int]) -> tuple[int, int, int, int, int]:
    """Pairs in the same order, in the other, ordered by the first, by the second, tied by it."""
    same = other = by_first = by_second = half = 0
    for a in range(len(first)):
        for b in range(a):
            one = np.sign(first[a] - first[b])
            two = np.sign(second[a] - second[b])
            same += one * two > 0
            other += one * two < 0
            by_first += one != 0
            by_second += two != 0
            half += one != 0 and two == 0
    return same, other, by_first, by_second, half


numberings = st.integers(2, 12).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(0, 4), min_size=n, max_size=n)] * 2)
)


@given(numberings)
def test_pairs_are_counted_as_the_definitions_count_them(
    sides: tuple[list[int], list[int]],
) -> None:
    first, second = sides
    same, other, by_first, by_second, half = pairs_of(first, second)
    tau, share = kendall(first, second, rounds=1), pairwise(first, second, rounds=1)
    if by_first and by_second:
        assert tau is not None
        assert tau.value == pytest.approx((same - other) / (by_first * by_second) ** 0.5)
    else:
        assert tau is None
    if by_first:
        assert share is not None
        assert share.value == pytest.approx((same + half / 2) / by_first)
    else:
        assert share is None


def test_the_same_seed_gives_the_same_interval() -> None:
    random = np.random.default_rng(1)
    ours = random.normal(size=200)
    theirs = ours + random.normal(size=200)
    for measure in (spearman, kendall, pairwise):
        found = measure(ours.tolist(), theirs.tolist(), seed=5)
        assert found == measure(ours.tolist(), theirs.tolist(), seed=5)
        assert found != measure(ours.tolist(), theirs.tolist(), seed=6)


def test_an_interval_holds_what_is_true_of_all_as_often_as_it_says() -> None:
    """200 samples of two normal numbers whose correlation of ranks is known: 0.483 for 0.5."""
    random = np.random.default_rng(2)
    truth, held = 6 / np.pi * np.arcsin(0.25), 0
    for seed in range(60):
        ours = random.normal(size=60)
        theirs = 0.5 * ours + 0.75**0.5 * random.normal(size=60)
        found = spearman(ours.tolist(), theirs.tolist(), seed=seed, rounds=300)
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        held += found.low <= truth <= found.high
    assert held >= 52  # 57 of 60 in the mean


@pytest.mark.parametrize("sides", [([], []), ([1], [2]), ([1, 1], [1, 2])])
def test_what_cannot_be_ordered_has_no_rank_correlation(sides: tuple[list[int], list[int]]) -> None:
    assert spearman(*sides) is None
    assert kendall(*sides) is None
    assert pairwise(*sides) is None
    with pytest.raises(ValueError, match="the same things"):
        spearman([1, 2], [1])
    with pytest.raises(ValueError, match="no number"):
        spearman([1, float("nan")], [1, 2])


def test_judged_pairs_against_a_proxy() -> None:
    found = agreeing([1, 1, -1, -1, 0, 1], [5, -2, -1, 0, 3, 0.5])
    assert (found.same, found.ordered, found.tied) == (3, 4, 2)
    assert found.share == 0.75
    assert 0 < found.low < 0.75 < found.high < 1
    assert agreeing([0], [1]).share is None


@pytest.mark.parametrize("proxy", ["site_votes", "length"])
def test_which_argument_people_prefer_against_votes_and_length(proxy: str) -> None:
    """The pairs of UKPConvArg1's shipped topics with a published verdict; length is in words."""
    numbers = {one["arg_id"]: _proxy(one, proxy) for one in lines("ukp_pairs/args.jsonl")}
    pairs = [
        (1 if pair["gold"] == "a1" else -1, numbers[pair["a1"]] - numbers[pair["a2"]])
        for pair in lines("ukp_pairs/pairs.jsonl")
        if pair["gold"] in ("a1", "a2")
    ]
    found = agreeing(*zip(*pairs, strict=True))
    share, ordered = expected("ukp_pairs")[f"proxy_{proxy}_agrees_with_human_gold"]
    assert found.share == pytest.approx(share, abs=0.00006)
    assert found.ordered == ordered


def _proxy(argument: dict[str, Any], proxy: str) -> float:
    if proxy == "length":
        return len(argument["text"].split())
    ups, downs = argument["site_votes_up"], argument["site_votes_down"]
    return float("nan") if ups is None else ups - downs
