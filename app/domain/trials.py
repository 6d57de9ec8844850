"""Trying a draft before it is published: which tasks, and what the answers say of it.

A few people answer contested tasks by the draft's text alone, blind to the old answers and to one
another. Before and after are compared on the same tasks, so that the difference is one of pairs.

The tasks were chosen because people differed on them. Answered once more, such tasks look better
even under the same text (regression towards the mean), so a rise proves little, and a fall much.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.agreement import percent_agreement, unanimous
from app.domain.intervals import wilson
from app.later import Later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np = Later("numpy")

USUAL, MOST = 20, 100  # tasks
FEWEST_PEOPLE, MOST_PEOPLE = 2, 5
ENOUGH = 10  # tasks, before an interval says anything
ROUNDS = 2000  # of the bootstrap

# what the difference says
UNKNOWN, HELD, FELL, FELL_SURELY = "unknown", "held", "fell", "fell_surely"


@dataclass(frozen=True, slots=True)
class Tried:
    """A task's answers before the trial, and in it."""

    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def is_split(self) -> bool:
        """Whether people still differ."""
        return len(set(self.after)) > 1


@dataclass(frozen=True, slots=True)
class Share:
    """An estimate from 0 to 1 (a difference: from -1), with its 95 % interval; None where there
    are too few tasks for one, or all say the same: resampled, they would make it a point."""

    value: float
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Percent agreement before and after, and the difference, over the `tasks` that have two
    answers on both sides; None without one. `unanimous_*`: on so many of them all agree, with the
    Wilson intervals of the shares."""

    tasks: int
    before: Share | None
    after: Share | None
    difference: Share | None
    unanimous_before: int
    unanimous_after: int
    unanimous_before_interval: tuple[float, float]
    unanimous_after_interval: tuple[float, float]

    @property
    def verdict(self) -> str:
        """Whether agreement fell: by the estimate, or surely, where the interval lies below 0, or
        enough tasks say so and none anything else (by a sign test, ten of ten: 1 in 500)."""
        if self.difference is None:
            return UNKNOWN
        if self.difference.value >= 0:
            return HELD
        interval = self.difference.interval
        if interval is None:
            return FELL_SURELY if self.tasks >= ENOUGH else FELL
        return FELL_SURELY if interval[1] < 0 else FELL


def choose_tasks(inside: Iterable[int], outside: Iterable[int], most: int, seed: int) -> list[int]:
    """So many tasks, those `inside` the draft's scope before others; the same for the same seed.
    They are mixed at the end, so that their order does not tell which is which."""
    chance = np.random.default_rng(seed)
    first, then = (chance.permutation(sorted(each)).tolist() for each in (inside, outside))
    chosen = [int(each) for each in (*first, *then)][:most]
    return [chosen[place] for place in chance.permutation(len(chosen))]


def compare(tasks: Iterable[Tried], seed: int) -> Outcome:
    """Agreement before and after on the tasks that have two answers on both sides.

    Intervals are percentile intervals of the bootstrap over tasks (Efron and Tibshirani, 1993, An
    Introduction to the Bootstrap, chapter 13): a task is drawn with both of its sides, so that what
    makes it hard is in both and does not widen the difference.
    """
    both = [each for each in tasks if min(len(each.before), len(each.after)) > 1]
    sides = [each.before for each in both], [each.after for each in both]
    same_before, same_after = (unanimous(side)[0] for side in sides)
    before, after = (np.array([percent_agreement([unit]) for unit in side]) for side in sides)
    many = len(both)
    return Outcome(
        tasks=many,
        before=_estimate(before, seed),
        after=_estimate(after, seed),
        difference=_estimate(after - before, seed) if many else None,
        unanimous_before=same_before,
        unanimous_after=same_after,
        unanimous_before_interval=wilson(same_before, many),
        unanimous_after_interval=wilson(same_after, many),
    )


def count_moves(tasks: Iterable[Tried]) -> Counter[tuple[str, str]]:
    """What became what: each answer that a task had, against each that it was given."""
    moves: Counter[tuple[str, str]] = Counter()
    for task in tasks:
        moves.update((old, new) for old in task.before for new in task.after)
    return moves


def _estimate(values: NDArray[np.float64], seed: int) -> Share | None:
    if not len(values):
        return None
    value = float(values.mean())
    if len(values) < ENOUGH or np.ptp(values) == 0:
        return Share(value, None)
    return Share(value, bootstrap_mean(values, seed))


def bootstrap_mean(
    values: Sequence[float] | NDArray[np.float64], seed: int, level: float = 0.95
) -> tuple[float, float]:
    """The percentile interval of a mean, from resamples with replacement."""
    drawn = np.asarray(values, dtype=np.float64)
    chance = np.random.default_rng(seed)
    means = drawn[chance.integers(0, len(drawn), (ROUNDS, len(drawn)))].mean(axis=1)
    tail = (1 - level) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    return float(low), float(high)
