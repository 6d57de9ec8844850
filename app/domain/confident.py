"""Labels that are probably wrong, from a model's probabilities for tasks that it has not seen.

Confident learning (Northcutt, Jiang and Chuang, 2021, "Confident Learning: Estimating Uncertainty
in Dataset Labels"): a task counts as truly of an answer when its probability is at least the mean
of those tasks that were given that answer. How many tasks were given i and count as j is the
confident joint; scaled to all tasks it says how many labels of each kind are wrong, and so many are
candidates: of those given i, the ones for which the model prefers j by the widest margin ("prune by
noise rate"). A candidate is a question to people and no verdict: the model errs as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.intervals import clopper_pearson
from app.later import Later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Places = NDArray[np.int64]
else:
    np = Later("numpy")

ROUNDING = 1e-6  # probabilities come with few digits


@dataclass(frozen=True)
class Candidate:
    """A task whose label is probably wrong. `given` and `suggested` are places of answers;
    `self_confidence` is the probability of the given one, and `margin` by how much that lies below
    the likeliest other (negative where the label is the model's own first choice)."""

    task: int
    given: int
    suggested: int
    self_confidence: float
    margin: float


@dataclass(frozen=True)
class Confidence:
    """`thresholds` (answers): the mean probability of an answer where it was given, NaN where it
    never was; `joint` (answers x answers): how many tasks were given the answer of the row and
    truly have that of the column, as estimated: rows add up to the labels given. `candidates`,
    likeliest wrong first."""

    thresholds: Numbers
    joint: Numbers
    candidates: list[Candidate]

    @property
    def wrong(self) -> float:
        """How many labels are wrong, as estimated."""
        return float(self.joint.sum() - np.trace(self.joint))


@dataclass(frozen=True)
class Precision:
    """How many of the candidates are wrong labels, by `judged` ones drawn at random, of which
    `wrong` were: a share with its exact 95 % interval; None before the first."""

    judged: int
    wrong: int
    share: float | None
    low: float
    high: float


def confident(given: Places, probabilities: Numbers) -> Confidence:
    """From the `given` answers (places, a label for each task) and `probabilities` (tasks x
    answers) of a model that was not trained on the task at hand (cross-validated, or trained
    elsewhere): of one that was, the labels would look right."""
    _check(given, probabilities)
    answers = probabilities.shape[1]
    counts = np.bincount(given, minlength=answers)
    thresholds = _thresholds(given, probabilities, counts)
    joint = _joint(given, probabilities, thresholds, counts)
    chosen: dict[int, Candidate] = {}
    for row in range(answers):
        places = np.flatnonzero(given == row)
        for column in np.flatnonzero(np.rint(joint[row]) > 0):
            if column != row:
                _choose(chosen, places, probabilities, row, int(column), joint)
    ranked = sorted(chosen.values(), key=lambda each: (-each.margin, each.task))
    return Confidence(thresholds, joint, ranked)


def estimate_precision(judged: int, wrong: int) -> Precision:
    """The share of candidates that are wrong labels (Clopper and Pearson, 1934)."""
    low, high = clopper_pearson(wrong, judged)
    return Precision(judged, wrong, wrong / judged if judged else None, low, high)


def _thresholds(given: Places, probabilities: Numbers, counts: Places) -> Numbers:
    own = probabilities[np.arange(len(given)), given]
    sums = np.bincount(given, own, probabilities.shape[1])
    thresholds: Numbers = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
    return thresholds


def _joint(given: Places, probabilities: Numbers, thresholds: Numbers, counts: Places) -> Numbers:
    """The confident joint, scaled to the labels given. An answer that no task confidently has keeps
    its labels, for nothing speaks against them."""
    answers = probabilities.shape[1]
    above = probabilities >= np.nan_to_num(thresholds, nan=np.inf) - ROUNDING
    best = np.where(above, probabilities, -1.0).argmax(axis=1)
    sure = above.any(axis=1)
    cells = np.bincount(given[sure] * answers + best[sure], minlength=answers**2)
    joint = cells.reshape(answers, answers).astype(np.float64)
    np.fill_diagonal(joint, np.maximum(joint.diagonal(), 1))
    scaled: Numbers = joint / joint.sum(axis=1, keepdims=True) * counts[:, None]
    return scaled


def _choose(
    chosen: dict[int, Candidate],
    places: Places,
    probabilities: Numbers,
    row: int,
    column: int,
    joint: Numbers,
) -> None:
    """The tasks given `row` that rather are `column`, as many as the joint says. A task that is
    more than one of them stands for the likeliest; one for which the model prefers the given
    answer after all is none."""
    margins = probabilities[places, column] - probabilities[places, row]
    most = int(np.rint(joint[row, column]))
    for at in np.argsort(-margins, kind="stable")[:most]:
        task, margin = int(places[at]), float(margins[at])
        known = chosen.get(task)
        if margin > 0 and (known is None or known.margin < margin):
            own = float(probabilities[task, row])
            chosen[task] = Candidate(task, row, column, own, margin)


def _check(given: Places, probabilities: Numbers) -> None:
    if probabilities.ndim != 2 or len(given) != len(probabilities):
        raise ValueError("each label needs its row of probabilities")
    if len(given) and not (given.min() >= 0 and given.max() < probabilities.shape[1]):
        raise ValueError("each label needs its column of probabilities")
    if not np.isfinite(probabilities).all() or (probabilities < 0).any():
        raise ValueError("a probability is a number, 0 or more")
