"""Intervals for shares, against published values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.intervals import clopper_pearson, upper_bound, wilson


def test_wilson_is_what_newcombe_prints() -> None:
    # Newcombe (1998), Statistics in Medicine 17, table I, method 3 (score).
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=0.00005)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=0.00005)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=0.00005)
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=0.00005)


def test_clopper_pearson_is_what_newcombe_prints() -> None:
    # The same table, method 5 (exact).
    assert clopper_pearson(81, 263) == pytest.approx((0.2527, 0.3676), abs=0.00005)
    assert clopper_pearson(15, 148) == pytest.approx((0.0578, 0.1617), abs=0.00005)
    assert clopper_pearson(0, 20) == pytest.approx((0.0, 0.1684), abs=0.00005)
    assert clopper_pearson(1, 29) == pytest.approx((0.0009, 0.1776), abs=0.00005)


def test_none_of_n_is_bounded_by_the_rule_of_three() -> None:
    assert upper_bound(0, 100) == pytest.approx(1 - 0.05 ** (1 / 100))
    assert upper_bound(0, 1000) == pytest.approx(0.003, abs=0.00001)


def test_nothing_seen_means_nothing_known() -> None:
    assert wilson(0, 0) == clopper_pearson(0, 0) == (0.0, 1.0)
    assert upper_bound(0, 0) == 1.0


@given(st.integers(0, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_every_interval_holds_the_share(share: tuple[int, int]) -> None:
    k, n = share
    for low, high in (wilson(k, n), clopper_pearson(k, n), (0.0, upper_bound(k, n))):
        assert 0 <= low <= high <= 1
        if n:
            assert low <= k / n <= high


@pytest.mark.parametrize(("k", "n"), [(-1, 5), (6, 5), (0, -1)])
def test_what_is_no_share_is_refused(k: int, n: int) -> None:
    for interval in (wilson, clopper_pearson, upper_bound):
        with pytest.raises(ValueError, match="not a share"):
            interval(k, n)
