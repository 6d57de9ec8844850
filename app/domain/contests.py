"""Tasks that their labels leave open: nobody leads, or the lead is small."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.sheets import Sheet
from app.later import Later

if TYPE_CHECKING:
    import numpy as np
else:
    np = Later("numpy")

MOST_ANSWERS = 200


@dataclass(frozen=True, slots=True)
class Contest:
    """A task whose labels differ. `share`: the most frequent answer's part of them; `is_tied`:
    another answer is as frequent."""

    task: int
    labels: int
    share: float
    is_tied: bool


def list_contests(sheet: Sheet, most: int) -> tuple[list[Contest], int, int]:
    """The tasks on which people differ, those first that are tied, then by how small the lead is,
    at most so many; and how many there are in all, and of them tied. `sheet`: the labels that
    count, one of each person and task."""
    if not len(sheet) or len(sheet.values) > MOST_ANSWERS:
        return [], 0, 0
    tasks, rows = np.unique(sheet.tasks, return_inverse=True)
    votes = np.zeros((len(tasks), len(sheet.values)), dtype=np.int32)
    np.add.at(votes, (rows, sheet.answers), 1)
    labels, lead = votes.sum(axis=1), votes.max(axis=1)
    is_tied = (votes == lead[:, None]).sum(axis=1) > 1
    differ = np.flatnonzero(lead < labels)
    order = np.lexsort((tasks[differ], -labels[differ], lead[differ] / labels[differ],
                        ~is_tied[differ]))  # fmt: skip
    found = [
        Contest(int(tasks[at]), int(labels[at]), float(lead[at] / labels[at]), bool(is_tied[at]))
        for at in differ[order[:most]]
    ]
    return found, len(differ), int(is_tied.sum())
