"""How often gold is mixed in, and that its lots are even."""

from collections import Counter
from itertools import pairwise

import pytest

from app.domain.honeypots import Plan, check_plan, draw_lot, is_decoy, is_gold, share_of
from app.errors import Invalid

PLAN = Plan(share=5, first=20, seed="secret")


def test_somebody_new_is_asked_most_and_nobody_less_than_the_floor() -> None:
    shares = [share_of(PLAN, asked, asked) for asked in range(0, 100, 10)]
    assert shares[0] == pytest.approx(0.20)
    assert shares[1] == pytest.approx(0.125)
    assert shares == sorted(shares, reverse=True)
    assert all(share > 0.05 for share in shares)
    assert shares[-1] == pytest.approx(0.05, abs=0.001)


def test_a_publication_asks_more_again() -> None:
    settled, renewed = share_of(PLAN, 60, 60), share_of(PLAN, 60, 0)
    assert settled < 0.06
    assert renewed == pytest.approx(0.10)
    assert share_of(PLAN, 65, 5) == pytest.approx(0.075)


def test_none_is_mixed_in_unless_somebody_says_so() -> None:
    assert share_of(Plan(), 0, 0) == 0.0
    lot = draw_lot("", 1, 1)
    assert not is_gold(lot, 0.0)
    assert not is_decoy(lot, 0.0)


def test_the_floor_holds_where_the_first_share_is_lower() -> None:
    assert share_of(Plan(share=10, first=0, seed="s"), 0, 0) == pytest.approx(0.10)


def test_lots_are_even_and_each_their_own() -> None:
    lots = [draw_lot("secret", member, turn) for member in range(10) for turn in range(1_000)]
    for of in ("kind", "place"):
        tenths = Counter(int(getattr(lot, of) * 10) for lot in lots)
        # chi-square with 9 degrees of freedom: 27.9 is passed by chance once in a thousand
        assert sum((many - 1_000) ** 2 / 1_000 for many in tenths.values()) < 27.9
        assert len(tenths) == 10
    gold = [is_gold(lot, 0.1) for lot in lots]
    decoy = [is_decoy(lot, 0.1) for lot in lots]
    assert 900 < sum(gold) < 1_100
    assert 900 < sum(decoy) < 1_100
    assert not any(a and b for a, b in zip(gold, decoy, strict=True))
    # no every n-th: after gold, gold is as likely as ever
    again = sum(a and b for a, b in pairwise(gold))
    assert 60 < again < 140
    assert draw_lot("secret", 3, 7) == draw_lot("secret", 3, 7)
    assert draw_lot("another", 3, 7) != draw_lot("secret", 3, 7)


def test_what_a_plan_may_say() -> None:
    assert check_plan({"share": 5, "tells": True}) == {"share": 5, "tells": True}
    for wrong in (
        {"share": 51},
        {"share": True},
        {"tells": 1},
        {"pause_below": 100},
        {"seed": "x"},
    ):
        with pytest.raises(Invalid) as why:
            check_plan(wrong)
        assert why.value.detail["field"] in wrong
