"""Calibration sessions: how far people agree before they see one another's answers, and after.

Only tasks that were revealed count, and of each only people who answered it blind: so both sides
hold the same people on the same tasks, and what changed is what they made of it together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.agreement import Metric, percent_agreement
from app.domain.patterns import Patterns, estimate

FEWEST_PEOPLE, MOST_PEOPLE = 2, 20
MOST_TASKS, USUAL_TASKS = 50, 10
WAYS = ("disputed", "words", "hand")
ENOUGH = 5  # tasks, before an interval says anything


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody answered to a task: blind, and last of all; the same where they stood by it."""

    member_id: int
    blind: str
    last: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """Krippendorff's alpha with its 95 % interval, None where it is undefined; and the share of
    pairs of answers that are equal."""

    alpha: float | None
    interval: tuple[float, float] | None
    percent: float | None


@dataclass(frozen=True, slots=True)
class Effect:
    """Agreement over so many tasks, before and after; `moved`: answers that changed."""

    tasks: int
    before: Agreement
    after: Agreement
    moved: int
    answers: int


def metric_of(kind: str) -> Metric:
    """A rating's steps have an order; other answers are only the same or not."""
    return "ordinal" if kind == "rating" else "nominal"


def reckon_effect(tasks: Mapping[int, Iterable[Given]], kind: str, seed: int) -> Effect:
    """Agreement before and after on the tasks that two people or more answered blind."""
    units = [list(each) for each in tasks.values()]
    units = [each for each in units if len(each) > 1]
    before = [[given.blind for given in unit] for unit in units]
    after = [[given.last for given in unit] for unit in units]
    return Effect(
        tasks=len(units),
        before=_agreement(before, kind, seed),
        after=_agreement(after, kind, seed),
        moved=sum(given.blind != given.last for unit in units for given in unit),
        answers=sum(map(len, units)),
    )


def _agreement(units: list[list[str]], kind: str, seed: int) -> Agreement:
    metric = metric_of(kind)
    patterns, values = Patterns.of_units(units)
    scale = None if metric == "nominal" else [float(value) for value in values]
    found = estimate(patterns, metric, scale, seed=seed)
    interval = (found.low, found.high) if found and len(units) >= ENOUGH else None
    value = found.value if found else None
    return Agreement(value, interval, percent_agreement(units) if units else None)
