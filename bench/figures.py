"""A figure: ours beside the bare limit, round by round, and whether it reached its goal."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Literal

MARKS = {True: "reached", False: "MISSED", None: ""}


@dataclass(frozen=True, slots=True)
class Spread:
    """Several rounds of one measure."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{short(self.median)} ({short(self.low)}..{short(self.high)})"


def spread(values: Sequence[float]) -> Spread:
    """The median of the rounds, and their ends."""
    return Spread(median(values), min(values), max(values))


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be reached: `ours`, or the `ratio` ours / bare, at least or at most a bound."""

    bound: float
    kind: Literal["least", "most"]
    of: Literal["ours", "ratio"] = "ratio"

    def __str__(self) -> str:
        sign = ">=" if self.kind == "least" else "<="
        return f"{self.of} {sign} {short(self.bound)}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `bare` None: there is nothing to compare with.

    The ratio is taken within each round, so that a slow moment of the machine meets both.
    """

    what: str
    unit: str
    ours: Sequence[float]
    bare: Sequence[float] | None = None
    goal: Goal | None = None

    @property
    def ratios(self) -> list[float]:
        """Ours over bare, by round."""
        # processor time comes in ticks: the bare program may need less than one
        return [mine / its for mine, its in zip(self.ours, self.bare or (), strict=False) if its]

    @property
    def reached(self) -> bool | None:
        """Whether the median reached the goal; None where there is none."""
        if self.goal is None:
            return None
        value = median(self.ratios if self.goal.of == "ratio" else self.ours)
        return value >= self.goal.bound if self.goal.kind == "least" else value <= self.goal.bound

    def row(self) -> tuple[str, ...]:
        """The cells of the printed table."""
        bare = str(spread(self.bare)) if self.bare else ""
        ratio = str(spread(self.ratios)) if self.ratios else ""
        goal = str(self.goal or "")
        return self.what, self.unit, str(spread(self.ours)), bare, ratio, goal, MARKS[self.reached]

    def plain(self) -> dict[str, Any]:
        """The same for the JSON."""
        return {
            "what": self.what,
            "unit": self.unit,
            "ours": list(self.ours),
            "bare": list(self.bare or ()),
            "ratio": self.ratios,
            "goal": str(self.goal or ""),
            "reached": self.reached,
        }


def short(number: float) -> str:
    """A number in as many digits as it is worth."""
    if abs(number) >= 100:
        return f"{number:,.0f}"
    return f"{number:.1f}" if abs(number) >= 10 else f"{number:.3g}"
