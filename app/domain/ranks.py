"""How far two numberings of the same things order them alike, with intervals.

Ties are ranked in the middle of what they span (Spearman), left out on either side's count
(Kendall's tau-b), or counted as half an agreement (pairwise). Intervals are percentiles over
resampled things (bootstrap); the same seed gives the same interval.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.intervals import wilson_of_share
from app.later import Later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy import stats

    Numbers = NDArray[np.float64]
    Measure = Callable[[Numbers, Numbers], float | None]
else:
    np = Later("numpy")
    stats = Later("scipy.stats")

ROUNDS = 1000
MOST_DRAWN = 20_000_000  # numbers drawn in all: with very many things, fewer resamples must do
FEWEST_ROUNDS = 100


@dataclass(frozen=True)
class Ranking:
    """A measure of order, -1 (the other way round) to 1 (the same), 0 for none; the pairwise share
    runs from 0 to 1 with 0.5 for none. `low` and `high` are its 95 % bounds, None where no resample
    can be ordered. `things` were compared; of them `ties_first` and `ties_second` share their
    number with another one, on either side."""

    value: float
    low: float | None
    high: float | None
    things: int
    ties_first: int
    ties_second: int


@dataclass(frozen=True)
class Pairs:
    """Of pairs that both sides order: how many the same way, and the share with its 95 % bounds.
    `tied` pairs, which the one or the other side does not order, say nothing and are left out."""

    same: int
    ordered: int
    tied: int
    share: float | None
    low: float
    high: float


def spearman(
    first: Sequence[float], second: Sequence[float], *, seed: int = 0, rounds: int = ROUNDS
) -> Ranking | None:
    """Spearman's rank correlation (Spearman, 1904): Pearson's of the ranks, ties in the middle.
    None with fewer than two things, or where one side gives all the same number."""
    return _ranking(_spearman, first, second, seed, rounds)


def kendall(
    first: Sequence[float], second: Sequence[float], *, seed: int = 0, rounds: int = ROUNDS
) -> Ranking | None:
    """Kendall's tau-b (Kendall, 1945): pairs in the same order less those in the other, over the
    root of the pairs that either side orders. None as for Spearman's."""
    return _ranking(_kendall, first, second, seed, rounds)


def pairwise(
    first: Sequence[float], second: Sequence[float], *, seed: int = 0, rounds: int = ROUNDS
) -> Ranking | None:
    """The share of the pairs ordered by `first` that `second` orders the same way; one that it
    does not order counts half (the probability of superiority, or AUC, where `first` has two
    numbers). None where `first` orders no pair."""
    return _ranking(_pairwise, first, second, seed, rounds)


def agreeing(judged: Sequence[float], proxy: Sequence[float]) -> Pairs:
    """Judged pairs against a proxy: `judged[i]` says which of pair i people prefer (its sign), and
    `proxy[i]` by how much the proxy does; 0 is a tie, and so is a pair of which the proxy knows
    nothing (nan). The interval is Wilson's over pairs, as if
    they were independent: pairs that share a thing are less than that."""
    ours = np.sign(_numbers(judged))
    theirs = np.sign(np.nan_to_num(np.asarray(proxy, dtype=np.float64)))
    if len(ours) != len(theirs):
        raise ValueError("both sides judge the same pairs")
    both = ours * theirs
    ordered, same = int(np.count_nonzero(both)), int(np.sum(both > 0))
    share = same / ordered if ordered else None
    low, high = wilson_of_share(same / ordered, ordered) if ordered else (0.0, 1.0)
    return Pairs(same, ordered, len(both) - ordered, share, low, high)


def _ranking(
    measure: Measure, first: Sequence[float], second: Sequence[float], seed: int, rounds: int
) -> Ranking | None:
    ours, theirs = _numbers(first), _numbers(second)
    if len(ours) != len(theirs):
        raise ValueError("both sides number the same things")
    value = measure(ours, theirs)
    if value is None:
        return None
    random = np.random.default_rng(seed)
    rounds = min(rounds, max(FEWEST_ROUNDS, MOST_DRAWN // len(ours)))
    found = []
    for _ in range(rounds):
        drawn = random.integers(0, len(ours), len(ours))
        again = measure(ours[drawn], theirs[drawn])
        if again is not None:
            found.append(again)
    low, high = np.quantile(found, [0.025, 0.975]) if found else (None, None)
    return Ranking(
        value,
        None if low is None else float(low),
        None if high is None else float(high),
        len(ours),
        _tied(ours),
        _tied(theirs),
    )


def _numbers(values: Sequence[float]) -> Numbers:
    numbers = np.asarray(values, dtype=np.float64)
    if not np.isfinite(numbers).all():
        raise ValueError("what has no number cannot be ordered")
    return numbers


def _tied(values: Numbers) -> int:
    _, counts = np.unique(values, return_counts=True)
    return int(counts[counts > 1].sum())


def _flat(values: Numbers) -> bool:
    return len(values) < 2 or bool(np.all(values == values[0]))


def _spearman(ours: Numbers, theirs: Numbers) -> float | None:
    if _flat(ours) or _flat(theirs):
        return None
    return float(np.corrcoef(stats.rankdata(ours), stats.rankdata(theirs))[0, 1])


def _kendall(ours: Numbers, theirs: Numbers) -> float | None:
    if _flat(ours) or _flat(theirs):
        return None
    return float(stats.kendalltau(ours, theirs).statistic)


def _pairwise(ours: Numbers, theirs: Numbers) -> float | None:
    """Half of 1 plus Somers' D, which is tau-b over the pairs that the first side orders: so it
    takes as long as a sort and not as all pairs."""
    if _flat(ours):
        return None
    if _flat(theirs):
        return 0.5
    by_ours, by_theirs = _pairs_ordered(ours), _pairs_ordered(theirs)
    tau = float(stats.kendalltau(ours, theirs).statistic)
    return 0.5 + tau * float(np.sqrt(by_theirs / by_ours)) / 2


def _pairs_ordered(values: Numbers) -> float:
    counts = np.unique(values, return_counts=True)[1].astype(np.float64)
    return float(len(values) ** 2 - (counts**2).sum()) / 2
