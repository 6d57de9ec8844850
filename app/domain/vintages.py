"""Labels by the version of the guideline that they were made under: which of them a model follows.

A model that was trained before a rule changed goes on saying what was right before. Where the
people's answer of a task moved from one version to the next, what the model says there tells which
version it has learned; over all tasks the two mostly look alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from app.domain.appraisals import Consensus, consensus_of
from app.domain.intervals import wilson
from app.domain.predicted import Predicted
from app.domain.sheets import Sheet
from app.later import Later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
else:
    np = Later("numpy")


@dataclass(frozen=True)
class Vintage:
    """The model against the labels of one revision: of `tasks` that both answer it says the same on
    `agreed`, a share between `low` and `high` (Wilson, 95 %)."""

    revision: int
    tasks: int
    agreed: int
    low: float
    high: float


@dataclass(frozen=True)
class Move:
    """Tasks whose people's answer is another one under a revision than under the one before: on how
    many the model says what was right before, what is now, and neither."""

    before: int
    after: int
    tasks: int
    old: int
    new: int


def by_vintage(predicted: Predicted, sheet: Sheet, revisions: Sequence[int]) -> list[Vintage]:
    """The model against the labels of each revision, in the order of these; those without a task to
    compare are left out."""
    found = []
    for revision in revisions:
        said, given = _compared(predicted, _consensus(sheet, revision))
        tasks, agreed = len(said), sum(a == b for a, b in zip(said, given, strict=True))
        if tasks:
            found.append(Vintage(revision, tasks, agreed, *wilson(agreed, tasks)))
    return found


def moves(predicted: Predicted, sheet: Sheet, revisions: Sequence[int]) -> list[Move]:
    """Where answers moved from one revision with labels to the next; those without are left out."""
    with_labels = set(sheet.revisions.tolist())
    answers = [
        (each, _answers(_consensus(sheet, each))) for each in revisions if each in with_labels
    ]
    says = dict(
        zip(predicted.tasks.tolist(), _named(predicted.answers, predicted.values), strict=True)
    )
    found = []
    for (before, old), (after, new) in pairwise(answers):
        moved = [task for task in old.keys() & new.keys() & says.keys() if old[task] != new[task]]
        if moved:
            stayed = sum(says[task] == old[task] for task in moved)
            went = sum(says[task] == new[task] for task in moved)
            found.append(Move(before, after, len(moved), stayed, went))
    return found


def _consensus(sheet: Sheet, revision: int) -> Consensus:
    return consensus_of(sheet.only(sheet.revisions == revision), {})


def _answers(consensus: Consensus) -> dict[int, str]:
    named = _named(consensus.answers, consensus.values)
    return dict(zip(consensus.tasks.tolist(), named, strict=True))


def _compared(predicted: Predicted, consensus: Consensus) -> tuple[list[str], list[str]]:
    """What model and people say of the tasks that both answer."""
    _, ours, theirs = np.intersect1d(
        predicted.tasks, consensus.tasks, assume_unique=True, return_indices=True
    )
    return (
        _named(predicted.answers[ours], predicted.values),
        _named(consensus.answers[theirs], consensus.values),
    )


def _named(places: Ints, values: Sequence[str]) -> list[str]:
    return [values[place] for place in places.tolist()]
