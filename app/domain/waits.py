"""How often something is asked, and how long it takes until it is decided and published."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any, NamedTuple

from app.domain.intervals import wilson
from app.domain.sheets import Sheet
from app.later import Later

if TYPE_CHECKING:
    import numpy as np
else:
    np = Later("numpy")

PIECES = 12
FEWEST_LABELS = 20  # in a piece of time


class QuestionFacts(NamedTuple):
    """A question: times in seconds since 1970, None where it has not come to that. `clauses` are
    those of its ruling, or the one that it was declined with; `flags` how many raised it. Of its
    ruling `is_change` says whether a version is to come of it."""

    id: int
    opened: float
    closed: float | None
    state: str
    ruled: float | None
    published: float | None
    flags: int
    clauses: tuple[int, ...]
    is_change: bool


def questions_per_thousand(sheet: Sheet, opened: Sequence[float]) -> list[dict[str, float]]:
    """Questions for every thousand labels made here, in pieces of equally many labels, with 95 %
    intervals (Wilson's, of questions among labels)."""
    at = np.sort(sheet.at[~sheet.imported])
    pieces = min(PIECES, len(at) // FEWEST_LABELS)
    if not pieces:
        return []
    found, times = [], np.sort(np.asarray(opened, dtype=float))
    since = -math.inf
    for part in np.array_split(at, pieces):
        until = math.inf if part[-1] == at[-1] else float(part[-1])
        asked = int(np.searchsorted(times, until, "right") - np.searchsorted(times, since, "right"))
        many = len(part)
        low, high = wilson(min(asked, many), many)
        found.append(
            {
                "since": float(part[0]),
                "until": float(part[-1]),
                "labels": many,
                "questions": asked,
                "rate": 1000 * asked / many,
                "low": 1000 * low,
                "high": 1000 * high,
            }
        )
        since = until
    return found


def waits(questions: Sequence[QuestionFacts]) -> dict[str, Any]:
    """How long it takes from a question to its answer or refusal, to its ruling, and to the
    publication of what it changed: median and quartiles in seconds. Those that still wait are
    counted, and not in the median."""
    real = [each for each in questions if each.state != "duplicate"]
    ruled = [each for each in real if each.ruled is not None]
    return {
        "decided": _lasting(
            [(each.opened, each.closed) for each in real if each.closed], _open(real)
        ),
        "ruled": _lasting([(each.opened, each.ruled) for each in ruled], _open(real)),
        "published": _lasting(
            [(each.opened, each.published) for each in ruled if each.published],
            sum(1 for each in ruled if each.is_change and each.published is None),
        ),
    }


def _open(questions: Iterable[QuestionFacts]) -> int:
    return sum(1 for each in questions if each.state == "open")


def _lasting(ends: Sequence[tuple[float, float | None]], waiting: int) -> dict[str, Any]:
    took = sorted(max(0.0, end - start) for start, end in ends if end is not None)
    if not took:
        return {"count": 0, "waiting": waiting, "median": None, "low": None, "high": None}
    low, _, high = quantiles(took, n=4, method="inclusive") if len(took) > 1 else took * 3
    about = {"median": median(took), "low": low, "high": high}
    return {"count": len(took), "waiting": waiting, **about}
