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
