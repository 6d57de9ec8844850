"""What a relabel did: flips inside the scope and in the control, agreement before and after."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.agreement import Metric, alpha, percent_agreement, unanimous
from app.domain.intervals import upper_bound, wilson


@dataclass(frozen=True)
class Rate:
    """`flips` of `items`, as a share with its 95 % Wilson interval; None where items is 0."""

    flips: int
    items: int
    share: float | None
    low: float
    high: float


@dataclass(frozen=True)
class Side:
    """Tasks of the scope or of the control: flips, and agreement before and after.

    `unanimous_*` counts the tasks on which all agree, of `tasks_*` with at least two labels.
    Agreement is a share from 0 to 1; None where there is nothing to compare.
    """

    rate: Rate
    percent_before: float | None
    percent_after: float | None
    unanimous_before: int
    unanimous_after: int
    tasks_before: int
    tasks_after: int
    alpha_before: float | None
    alpha_after: float | None


@dataclass(frozen=True)
class Effect:
    """A finished (or running) relabel in numbers.

    `alpha_before` and `alpha_after` are over the project. `difference` is the change of percent
    agreement inside the scope beyond the change in the control; None until labels of both were made
    again. `missed_at_most` bounds the labels outside that would flip too; None without a control
    sample, for then nothing is known.
    """

    slice: Side
    control: Side | None
    alpha_before: float | None
    alpha_after: float | None
    difference: float | None
    missed_at_most: int | None


Units = Sequence[Sequence[str]]


def flip_rate(flips: int, items: int) -> Rate:
    """The share of items that flipped, with its interval."""
    low, high = wilson(flips, items)
    return Rate(flips, items, flips / items if items else None, low, high)


def difference_in_differences(
    before: float | None,
    after: float | None,
    control_before: float | None,
    control_after: float | None,
) -> float | None:
    """The change from before to after beyond the change in the control (Card and Krueger, 1994);
    None where one of the four is unknown."""
    if before is None or after is None or control_before is None or control_after is None:
        return None
    return (after - before) - (control_after - control_before)


def missed_at_most(control_flips: int, control_items: int, outside: int) -> int | None:
    """How many of the `outside` labels may still need a flip, with 95 % confidence: the one-sided
    Clopper-Pearson bound of the control's flips times `outside`, rounded up. None without a
    control."""
    if control_items == 0:
        return None
    return min(outside, math.ceil(upper_bound(control_flips, control_items) * outside))


def side(rate: Rate, before: Units, after: Units, *, metric: Metric = "nominal") -> Side:
    """One side from the answers per task, before and after."""
    same_before, tasks_before = unanimous(before)
    same_after, tasks_after = unanimous(after)
    return Side(
        rate=rate,
        percent_before=percent_agreement(before),
        percent_after=percent_agreement(after),
        unanimous_before=same_before,
        unanimous_after=same_after,
        tasks_before=tasks_before,
        tasks_after=tasks_after,
        alpha_before=alpha(before, metric),
        alpha_after=alpha(after, metric),
    )


def summarise(
    slice: Side,
    control: Side | None,
    project_alpha: tuple[float | None, float | None],
    outside: int,
) -> Effect:
    """The effect from its sides; `outside` counts the labels outside the scope, the control's
    own included."""
    difference = missed = None
    if control is not None and slice.rate.items and control.rate.items:
        difference = difference_in_differences(
            slice.percent_before,
            slice.percent_after,
            control.percent_before,
            control.percent_after,
        )
    if control is not None:
        missed = missed_at_most(control.rate.flips, control.rate.items, outside)
    return Effect(slice, control, *project_alpha, difference, missed)


def flips_by(pairs: Mapping[str, Sequence[tuple[str, str]]]) -> dict[str, int]:
    """Flips per person, most first, from their (answer before, answer after) pairs; people
    without one are left out."""
    flips = {who: sum(old != new for old, new in both) for who, both in pairs.items()}
    kept = [(who, count) for who, count in flips.items() if count]
    return dict(sorted(kept, key=lambda item: (-item[1], item[0])))
