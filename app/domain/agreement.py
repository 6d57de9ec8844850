"""How far people agree: always named with its measure.

Units are tasks: each one holds the values it was given, None for a missing one. Units with fewer
than two values say nothing about agreement and are left out everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from app.domain.alpha import (
    METRICS,
    Metric,
    Pairable,
    Value,
    alpha_of,
)
from app.domain.kappa import cohen_kappa, cohen_kappa_from_table, fleiss_kappa
from app.domain.majorities import Majority, majority
from app.later import Later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np = Later("numpy")

__all__ = [
    "METRICS",
    "Majority",
    "Metric",
    "alpha",
    "alpha_from_counts",
    "cohen_kappa",
    "cohen_kappa_from_table",
    "fleiss_kappa",
    "fleiss_of",
    "majority",
    "percent_agreement",
    "unanimous",
]

Units = Sequence[Sequence[Value | None]]


def alpha(units: Units, metric: Metric = "nominal") -> float | None:
    """Krippendorff's alpha (Krippendorff, 2011, "Computing Krippendorff's Alpha-Reliability").

    1 is perfect agreement, 0 what chance gives. None where it is undefined: no two values to
    compare, or all values the same. Ordinal and interval need numbers (digits in strings will
    do); a value that is none raises ValueError.
    """
    return alpha_of(_pairable(units, metric), metric)


def alpha_from_counts(
    counts: NDArray[np.integer],
    values: Sequence[Value] | None = None,
    metric: Metric = "nominal",
) -> float | None:
    """The same from `counts`, units x categories: how often each unit was given each category.
    `values` are the categories' values, in the order of the columns; nominal needs none."""
    rows, columns = np.nonzero(counts)
    named = range(counts.shape[1]) if values is None else values
    pairable = Pairable.of(rows, columns, counts[rows, columns], _numbers(named, metric))
    return alpha_of(pairable, metric)


def percent_agreement(units: Units) -> float | None:
    """The mean over tasks of the share of pairs of values that are equal, 0 to 1; None without a
    task of two values."""
    table = _pairable(units, "nominal")
    if not len(table.sizes):
        return None
    equal = np.bincount(table.rows, weights=table.counts * (table.counts - 1))
    return float(np.mean(equal / (table.sizes * (table.sizes - 1))))


def fleiss_of(units: Units) -> float | None:
    """Fleiss' kappa of the values; None where it is undefined: units of not equally many values,
    or of fewer than two, or all values the same."""
    table = _pairable(units, "nominal")
    if not len(table.sizes) or len(table.sizes) != len(units) or np.ptp(table.sizes):
        return None
    counts = np.zeros((len(table.sizes), int(table.columns.max()) + 1), dtype=np.int64)
    counts[table.rows, table.columns] = table.counts
    return fleiss_kappa(counts)


def unanimous(units: Units) -> tuple[int, int]:
    """(tasks whose values are all the same, tasks of at least two values)."""
    table = _pairable(units, "nominal")
    return int(np.sum(table.counts == table.sizes[table.rows])), len(table.sizes)


def _pairable(units: Units, metric: Metric) -> Pairable:
    codes: dict[Value, int] = {}
    kept = [[value for value in unit if value is not None] for unit in units]
    flat: Iterable[Value] = chain.from_iterable(kept)
    coded = np.fromiter((codes.setdefault(value, len(codes)) for value in flat), np.int64)
    rows = np.repeat(np.arange(len(kept)), [len(unit) for unit in kept])
    cells, counts = np.unique(rows * max(1, len(codes)) + coded, return_counts=True)
    rows, columns = np.divmod(cells, max(1, len(codes)))
    return Pairable.of(rows, columns, counts, _numbers(codes, metric))


def _numbers(values: Iterable[Value], metric: Metric) -> NDArray[np.float64]:
    """The values on their scale; nominal ones are only told apart."""
    if metric not in METRICS:
        raise ValueError(f"the metric is one of {', '.join(METRICS)}")
    listed = list(values)
    if metric == "nominal":
        return np.arange(len(listed), dtype=np.float64)
    return np.array([float(value) for value in listed], dtype=np.float64)
