"""Whether a model's probabilities mean what they say: of what it says at 80 %, is 80 % right?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.intervals import wilson
from app.later import Later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
else:
    np = Later("numpy")

BINS = 10


@dataclass(frozen=True)
class Bin:
    """Predictions of about equal confidence, from `start` (0 to 1) to `end`: how many, the mean of
    what they claim, and the share that is right with its 95 % interval (Wilson's); None and (0, 1)
    where there is none."""

    start: float
    end: float
    count: int
    claimed: float | None
    right: float | None
    low: float
    high: float


@dataclass(frozen=True)
class Calibration:
    """`error` is the expected calibration error: the mean distance of claimed and right over the
    bins, by their predictions; None without any. `accuracy` and `claimed` are over all."""

    bins: list[Bin]
    count: int
    accuracy: float | None
    claimed: float | None
    error: float | None


def calibration(confidences: Numbers, right: NDArray[np.bool_], bins: int = BINS) -> Calibration:
    """From the probability of each predicted answer and whether it was the right one, in bins of
    equal width (Guo, Pleiss, Sun and Weinberger, 2017, "On Calibration of Modern Neural
    Networks"). A confidence at the edge of two bins is in the lower one."""
    if len(confidences) != len(right):
        raise ValueError("each confidence needs to be right or wrong")
    if len(confidences) and not (confidences.min() >= 0 and confidences.max() <= 1):
        raise ValueError("a confidence is a share, 0 to 1")
    edges = np.linspace(0, 1, bins + 1)
    places = np.clip(np.searchsorted(edges, confidences, side="left") - 1, 0, bins - 1)
    counts = np.bincount(places, minlength=bins)
    sums = np.bincount(places, confidences, bins)
    hits = np.bincount(places, right, bins)
    listed = [
        _bin(edges[at : at + 2], int(counts[at]), float(sums[at]), int(hits[at]))
        for at in range(bins)
    ]
    total = len(confidences)
    if not total:
        return Calibration(listed, 0, None, None, None)
    error = float(np.abs(sums - hits).sum() / total)
    return Calibration(listed, total, float(right.mean()), float(confidences.mean()), error)


def _bin(edges: Numbers, count: int, claimed: float, hits: int) -> Bin:
    low, high = wilson(hits, count)
    start, end = (float(edge) for edge in edges)
    if not count:
        return Bin(start, end, 0, None, None, low, high)
    return Bin(start, end, count, claimed / count, hits / count, low, high)
