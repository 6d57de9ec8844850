"""What a relabel did: flips inside the scope and in the control, agreement before and after."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.domain.agreement import Metric, alpha, fleiss_of, percent_agreement, unanimous
from app.domain.intervals import clopper_pearson, upper_bound, wilson
from app.domain.majorities import majority


@dataclass(frozen=True)
class Rate:
    """`flips` of `items`, as a share with its 95 % interval; None where items is 0. `method` is
    "wilson", or "clopper-pearson" where the counts are small: exact, and on the safe side."""

    flips: int
    items: int
    share: float | None
    low: float
    high: float
    method: str = "wilson"


@dataclass(frozen=True)
class Side:
    """Tasks of the scope or of the control: flips, and agreement before and after.

    `unanimous_*` counts the tasks on which all agree, of `tasks_*` with at least two labels.
    Agreement is a share from 0 to 1; None where there is nothing to compare. `kappa_*` is Fleiss',
    None also where tasks have not equally many labels.
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
    kappa_before: float | None
    kappa_after: float | None


@dataclass(frozen=True)
class Effect:
    """A finished (or running) relabel in numbers.

    `alpha_before` and `alpha_after` are over the project. `difference` is the change of percent
    agreement inside the scope beyond the change in the control; None until labels of both were made
    again. `missed_at_most` bounds the labels outside that would flip too, and `found_at_least` the
    share of all that flip which the scope holds (its recall), both with 95 % confidence; None
    without a control sample, for then nothing is known.
    """

    slice: Side
    control: Side | None
    alpha_before: float | None
    alpha_after: float | None
    difference: float | None
    missed_at_most: int | None
    found_at_least: float | None


Units = Sequence[Sequence[str]]
SMALL_SAMPLE, FEW = 40, 5  # below either, the interval is the exact one


def flip_rate(flips: int, items: int) -> Rate:
    """The share of items that flipped, with its interval."""
    is_small = items < SMALL_SAMPLE or min(flips, items - flips) < FEW
    low, high = clopper_pearson(flips, items) if is_small else wilson(flips, items)
    method = "clopper-pearson" if is_small else "wilson"
    return Rate(flips, items, flips / items if items else None, low, high, method)


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


def found_at_least(flips: int, missed: int | None) -> float | None:
    """The least share of all labels that flip which the scope holds, from what it may have missed:
    300 looked at without a flip are not "all found". None where nothing is known of that, or
    nothing has flipped on either side."""
    if missed is None or flips + missed == 0:
        return None
    return flips / (flips + missed)


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
        kappa_before=fleiss_of(before),
        kappa_after=fleiss_of(after),
    )


def summarise(
    slice: Side,
    control: Side | None,
    project_alpha: tuple[float | None, float | None],
    outside: int,
    added_flips: int = 0,
) -> Effect:
    """The effect from its sides; `outside` counts the labels outside the sealed scope, the
    control's own included. `added_flips` were found there when the relabel was made wider: the
    control was drawn before, so its bound holds for the outside as it was; these are found."""
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
    if missed is not None:
        missed = max(0, missed - added_flips)
    found = found_at_least(slice.rate.flips, missed)
    return Effect(slice, control, *project_alpha, difference, missed, found)


def majority_moves(
    before: Mapping[int, Sequence[str]], after: Mapping[int, Sequence[str]]
) -> dict[tuple[str | None, str | None], int]:
    """On how many tasks the majority went from which answer to which; those where it stayed are
    left out. A tie has no winner: it is None, and a move from or to it is one too."""
    moves: Counter[tuple[str | None, str | None]] = Counter()
    for task in before.keys() & after.keys():
        old, new = majority(before[task]).value, majority(after[task]).value
        if old != new:
            moves[old, new] += 1
    # most first; a tie, which is no word, before the answers
    return dict(sorted(moves.items(), key=lambda move: (-move[1], *(x or "" for x in move[0]))))


def flips_by(pairs: Mapping[str, Sequence[tuple[str, str]]]) -> dict[str, int]:
    """Flips per person, most first, from their (answer before, answer after) pairs; people
    without one are left out."""
    flips = {who: sum(old != new for old, new in both) for who, both in pairs.items()}
    kept = [(who, count) for who, count in flips.items() if count]
    return dict(sorted(kept, key=lambda item: (-item[1], item[0])))
