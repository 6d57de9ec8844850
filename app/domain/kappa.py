"""Kappas: agreement of two people (Cohen), or of equally many people per task (Fleiss)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.later import Later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike
else:
    np = Later("numpy")


def cohen_kappa(first: Sequence[object], second: Sequence[object]) -> float | None:
    """Cohen's kappa (Cohen, 1960) of two people's values on the same tasks, in the same order.
    None without tasks, or where both always gave one and the same value."""
    if len(first) != len(second):
        raise ValueError("both people must have judged the same tasks")
    places: dict[object, int] = {}
    for value in (*first, *second):
        places.setdefault(value, len(places))
    table = np.zeros((len(places), len(places)))
    for one, other in zip(first, second, strict=True):
        table[places[one], places[other]] += 1
    return cohen_kappa_from_table(table)


def cohen_kappa_from_table(table: ArrayLike) -> float | None:
    """The same from a square table: row the first person's value, column the second's."""
    counts = np.asarray(table, dtype=np.float64)
    total = counts.sum()
    if total == 0:
        return None
    observed = np.trace(counts) / total
    expected = float(counts.sum(axis=0) @ counts.sum(axis=1)) / total**2
    return None if expected == 1 else float((observed - expected) / (1 - expected))


def fleiss_kappa(counts: ArrayLike) -> float | None:
    """Fleiss' kappa (Fleiss, 1971) of `counts`, tasks x categories. Every task must have the same
    number of values, at least two (ValueError). None without tasks, or where all values are
    the same."""
    table = np.asarray(counts, dtype=np.float64)
    if table.size == 0:
        return None
    raters = table.sum(axis=1)
    if raters[0] < 2 or np.any(raters != raters[0]):
        raise ValueError("Fleiss' kappa needs equally many values per task, at least two")
    shares = table.sum(axis=0) / table.sum()
    agreeing = (np.sum(table**2, axis=1) - raters) / (raters * (raters - 1))
    expected = float(np.sum(shares**2))
    return None if expected == 1 else float((np.mean(agreeing) - expected) / (1 - expected))
