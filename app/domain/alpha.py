"""Krippendorff's alpha on counts, in time linear in the labels.

For all three metrics the distance of two values is a squared difference on some scale, so no
matrix of value pairs is needed: for interval the scale is the value itself, for ordinal the
middle of the value's run of ranks (half of its own count above the counts below it), which is
Krippendorff's ordinal distance written as a difference. Nominal counts equal pairs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from app.later import Later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Places = NDArray[np.int64]
else:
    np = Later("numpy")

Value = int | float | str
Metric = Literal["nominal", "ordinal", "interval"]
MOST_DRAWN = 4_000_000  # patterns drawn in all: with very many, fewer resamples must do
METRICS: tuple[Metric, ...] = ("nominal", "ordinal", "interval")


@dataclass(frozen=True)
class Pairable:
    """The units of two values and more, as cells: unit `rows[i]` was given the value
    `scale[columns[i]]` `counts[i]` times. `sizes` are the values per unit."""

    rows: Places
    columns: Places
    counts: Numbers
    sizes: Numbers
    scale: Numbers

    @classmethod
    def of(
        cls, rows: Places, columns: Places, counts: NDArray[np.integer], scale: Numbers
    ) -> Pairable:
        """From cells that may hold units of one value, and values that are equal on the scale."""
        weighed = np.asarray(counts, dtype=np.float64)
        sizes = np.bincount(rows, weights=weighed).astype(np.float64)
        kept = sizes[rows] >= 2
        scale, same = np.unique(scale, return_inverse=True)
        numbered = np.cumsum(sizes >= 2) - 1
        cells = numbered[rows[kept]] * max(1, len(scale)) + same[columns[kept]]
        cells, place = np.unique(cells, return_inverse=True)
        merged = np.bincount(place, weights=weighed[kept]).astype(np.float64)
        new_rows, new_columns = np.divmod(cells, max(1, len(scale)))
        return cls(new_rows, new_columns, merged, sizes[sizes >= 2], scale)


def alpha_of(table: Pairable, metric: Metric) -> float | None:
    """Alpha of all units, each counted once; None where undefined."""
    return alpha_of_weights(table, metric, np.ones(len(table.sizes)))


def interval_of_rounds(
    table: Pairable, metric: Metric, rounds: int, seed: int, level: float
) -> tuple[float, float] | None:
    """The percentile interval of alpha over resampled units."""
    units = len(table.sizes)
    random = np.random.default_rng(seed)
    found = []
    for _ in range(rounds if units else 0):
        drawn = np.bincount(random.integers(0, units, units), minlength=units)
        result = alpha_of_weights(table, metric, drawn.astype(np.float64))
        if result is not None:
            found.append(result)
    if not found:
        return None
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def interval_by_patterns(
    counts: NDArray[np.int64], rounds: int, seed: int, level: float = 0.95
) -> tuple[float, float] | None:
    """The same for nominal alpha, from `counts` (units x categories), in one go: units with the
    same counts are alike to alpha, so that a resample is a multinomial draw of these patterns.
    What it takes grows with the patterns, of which a project has few, not with its units."""
    kept = counts[counts.sum(axis=1) >= 2]
    if not len(kept):
        return None
    patterns, many = np.unique(kept, axis=0, return_counts=True)
    random = np.random.default_rng(seed)
    rounds = min(rounds, max(200, MOST_DRAWN // len(patterns)))
    drawn = random.multinomial(len(kept), many / len(kept), size=rounds).astype(np.float64)
    sizes = patterns.sum(axis=1).astype(np.float64)
    within = (sizes**2 - (patterns.astype(np.float64) ** 2).sum(axis=1)) / (sizes - 1)
    totals = drawn @ patterns
    all_values = totals.sum(axis=1)
    expected = all_values**2 - (totals**2).sum(axis=1)
    valid = expected > 0
    if not valid.any():
        return None
    observed = (drawn @ within)[valid] * (all_values[valid] - 1)
    found = 1 - observed / expected[valid]
    low, high = np.quantile(found, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def alpha_of_weights(table: Pairable, metric: Metric, weights: Numbers) -> float | None:
    """1 - observed / expected disagreement, unit i counted `weights[i]` times."""
    weighed = table.counts * weights[table.rows]
    totals = np.bincount(table.columns, weighed, len(table.scale)).astype(np.float64)
    if np.count_nonzero(totals) < 2:
        return None
    scale = None if metric == "nominal" else _positions(table.scale, totals, metric)
    observed = _within(table, scale) / (table.sizes - 1)
    total = totals.sum()
    if scale is None:
        expected = total**2 - np.sum(totals**2)
    else:
        expected = 2 * (total * np.sum(totals * scale**2) - np.sum(totals * scale) ** 2)
    return float(1 - np.sum(weights * observed) * (total - 1) / expected)


def _positions(values: Numbers, totals: Numbers, metric: Metric) -> Numbers:
    """Where each value lies on the scale of the metric, around the mean to keep the squares
    exact."""
    if metric == "ordinal":
        values = np.cumsum(totals) - totals / 2
    return values - np.average(values, weights=totals)


def _within(table: Pairable, scale: Numbers | None) -> Numbers:
    """The disagreement of the ordered pairs inside each unit, summed."""
    rows, counts = table.rows, table.counts
    if scale is None:
        return table.sizes**2 - np.bincount(rows, weights=counts**2)
    places = scale[table.columns]
    sums = np.bincount(rows, weights=counts * places)
    squares = np.bincount(rows, weights=counts * places**2)
    return 2 * (table.sizes * squares - sums**2)
