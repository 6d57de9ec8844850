"""Agreement with its interval, from how often tasks were answered alike.

Tasks that were given the same answers equally often are the same to every measure here, and a
project has few such patterns however many its tasks: a resample of the tasks is a multinomial draw
of the patterns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from app.domain.alpha import METRICS, Metric, Pairable, alpha_of_weights
from app.later import Later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Counts = NDArray[np.int64]
    Floats = NDArray[np.float64]
else:
    np = Later("numpy")

Measure = Literal["percent", "nominal", "ordinal", "interval", "fleiss"]
ROUNDS = 1000
MOST_CELLS = 4_000_000  # drawn in all: with very many patterns, fewer resamples must do
LEAST_ROUNDS = 200


@dataclass(frozen=True)
class Estimate:
    """A measure over `tasks` of two labels and more, with its percentile interval."""

    value: float
    low: float
    high: float
    tasks: int


@dataclass(frozen=True)
class Patterns:
    """`counts` (patterns x answers): how often each answer was given; `many`: tasks of each."""

    counts: Counts
    many: Counts

    @classmethod
    def of(cls, tasks: Counts, answers: Counts, width: int) -> Patterns:
        """From one row a label: its task (any number) and the place of its answer below `width`.
        Tasks of one label say nothing and are left out."""
        if not len(tasks):
            return cls(np.zeros((0, width), dtype=np.int64), np.zeros(0, dtype=np.int64))
        _, rows = np.unique(tasks, return_inverse=True)
        table = np.zeros((int(rows.max()) + 1, width), dtype=np.int32)
        np.add.at(table, (rows, answers), 1)
        return cls.of_counts(table)

    @classmethod
    def of_counts(cls, table: NDArray[np.integer]) -> Patterns:
        """From how often each task was given each answer: tasks x answers."""
        kept = table[table.sum(axis=1) >= 2]
        counts, many = np.unique(kept, axis=0, return_counts=True)
        return cls(counts.astype(np.int64), many.astype(np.int64))

    @classmethod
    def of_units(cls, units: Sequence[Sequence[str]]) -> tuple[Patterns, list[str]]:
        """From the answers of each task, and which answers the columns are."""
        values = sorted({value for unit in units for value in unit})
        place = {value: at for at, value in enumerate(values)}
        rows = [(at, place[value]) for at, unit in enumerate(units) for value in unit]
        tasks, answers = np.array(rows, dtype=np.int64).reshape(-1, 2).T
        return cls.of(tasks, answers, max(1, len(values))), values

    @property
    def tasks(self) -> int:
        """Tasks of two labels and more."""
        return int(self.many.sum())

    @property
    def sizes(self) -> Counts:
        """Labels per task of each pattern."""
        sizes: Counts = self.counts.sum(axis=1)
        return sizes

    def unanimous(self) -> int:
        """Tasks whose labels all say the same."""
        return int(self.many[self.counts.max(axis=1, initial=0) == self.sizes].sum())

    def against_rest(self, answer: int) -> Patterns:
        """The same asked as: this answer, or another?"""
        one = self.counts[:, answer]
        counts, place = np.unique(
            np.column_stack([one, self.sizes - one]), axis=0, return_inverse=True
        )
        return Patterns(counts, np.bincount(place, weights=self.many).astype(np.int64))

    def pairs(self) -> Counts:
        """Answers x answers: how often two people gave the one and the other on the same task, each
        pair counted in both orders."""
        both: Counts = (self.counts * self.many[:, None]).T @ self.counts
        both[np.diag_indices(len(both))] -= (self.counts * self.many[:, None]).sum(axis=0)
        return both


def estimate(
    patterns: Patterns,
    measure: Measure,
    scale: Sequence[float] | None = None,
    *,
    seed: int = 0,
    level: float = 0.95,
) -> Estimate | None:
    """A measure of agreement and its interval, by resampling tasks; the same seed gives the same.
    `scale`: the answers' numbers, for ordinal and interval. None where it is undefined: no task of
    two labels, all answers the same, for Fleiss' kappa unequally many labels per task."""
    if not patterns.tasks:
        return None
    if measure == "fleiss" and np.ptp(patterns.sizes):
        return None
    reckon = _measures(patterns, measure, scale)
    value = reckon(patterns.many[None, :].astype(np.float64))[0]
    if np.isnan(value):
        return None
    random, many = np.random.default_rng(seed), patterns.many
    rounds = min(ROUNDS, max(LEAST_ROUNDS, MOST_CELLS // len(many)))
    drawn = random.multinomial(patterns.tasks, many / many.sum(), size=rounds)
    found = reckon(drawn.astype(np.float64))
    found = found[~np.isnan(found)]
    if not len(found):
        return None
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return Estimate(float(value), float(low), float(high), patterns.tasks)


def _measures(
    patterns: Patterns, measure: Measure, scale: Sequence[float] | None
) -> Callable[[Floats], Floats]:
    """What turns weights (resamples x patterns) into the measure of each resample."""
    counts, sizes = patterns.counts.astype(np.float64), patterns.sizes.astype(np.float64)
    alike = (counts * (counts - 1)).sum(axis=1) / (sizes * (sizes - 1))
    if measure == "percent":
        return lambda weights: (weights @ alike) / weights.sum(axis=1)
    if measure == "fleiss":
        return lambda weights: _kappa(weights, counts, sizes, alike)
    if measure == "nominal":
        return lambda weights: _alpha(weights, counts, sizes)
    if measure not in METRICS or scale is None:
        raise ValueError("ordinal and interval agreement need numbers")
    return lambda weights: _scaled(weights, counts, measure, scale)


def _kappa(weights: Floats, counts: Floats, sizes: Floats, alike: Floats) -> Floats:
    """Fleiss (1971)."""
    shares = weights @ counts
    shares = shares / shares.sum(axis=1, keepdims=True)
    expected = (shares**2).sum(axis=1)
    observed = (weights @ alike) / weights.sum(axis=1)
    return _divide(observed - expected, 1 - expected)


def _alpha(weights: Floats, counts: Floats, sizes: Floats) -> Floats:
    """Krippendorff (2011), nominal."""
    within = (sizes**2 - (counts**2).sum(axis=1)) / (sizes - 1)
    totals = weights @ counts
    labels = totals.sum(axis=1)
    expected = labels**2 - (totals**2).sum(axis=1)
    return 1 - _divide((weights @ within) * (labels - 1), expected)


def _scaled(weights: Floats, counts: Floats, metric: Metric, scale: Sequence[float]) -> Floats:
    rows, columns = np.nonzero(counts)
    table = Pairable.of(
        rows, columns, counts[rows, columns].astype(np.int64), np.array(scale, dtype=np.float64)
    )
    found = [alpha_of_weights(table, metric, each) for each in weights]
    return np.array([np.nan if each is None else each for each in found])


def _divide(above: Floats, below: Floats) -> Floats:
    """The quotient, NaN where there is nothing to divide by."""
    safe = below > 1e-12
    return np.where(safe, above / np.where(safe, below, 1.0), np.nan)
