"""Where a guideline hurts: contested tasks by why they are, and clauses by what they cost.

Why people differ on a task is a reading, by this rule. It is *unclear* where somebody flagged it,
changed their own answer to it of their own accord, or where half of those who said how sure they
are were guessing or unsure. It is *one against the rest* where nobody did, at least three answered
and one alone differs from most. It is *opinion* where nobody did, two people or more differ from
most and are at least a third of all, and all who said so were sure. Of all others nothing can be
told.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from app.domain.sheets import Sheet
from app.domain.waits import QuestionFacts
from app.later import Later

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np = Later("numpy")

UNCLEAR, OPINION, ALONE, UNTOLD = "unclear", "opinion", "alone", "untold"
MOST_TASKS = 15  # shown of each
SURE, UNSURE = 4, 2  # certainty, 1 to 5


class Doubt(NamedTuple):
    """What a label says of itself: how sure (None: not said), and whether it corrects another."""

    label_id: int
    certainty: int | None
    is_correction: bool


class RelabelFacts(NamedTuple):
    """What a relabel cost, and the clauses that its revision changed."""

    items: int
    flips: int
    seconds: float
    clauses: tuple[int, ...]


@dataclass(frozen=True)
class Contested:
    """A task on which people differ. `entropy` of its answers in bits; `unsure` and `sure`: shares
    of those who said how sure they are, None where nobody did."""

    task: int
    votes: Mapping[str, int]
    entropy: float
    flags: int
    changes: int
    sure: float | None
    unsure: float | None

    @property
    def why(self) -> str:
        """The reading, by the rule of this module."""
        total, most = sum(self.votes.values()), max(self.votes.values())
        if self.flags or self.changes or (self.unsure is not None and self.unsure >= 0.5):
            return UNCLEAR
        if total >= 3 and total - most == 1:
            return ALONE
        if total >= 3 and (total - most) * 3 >= total and self.sure == 1.0:
            return OPINION
        return UNTOLD

    @property
    def weight(self) -> tuple[float, float]:
        """What puts it before others of its reading."""
        return self.flags + self.changes + (self.unsure or 0.0), self.entropy


def contested(sheet: Sheet, doubts: Sequence[Doubt], flags: Mapping[int, int]) -> list[Contested]:
    """The tasks on which two people and more differ, by their independent labels."""
    own = sheet.independent()
    if not len(own):
        return []
    said = {each.label_id: each.certainty for each in doubts if each.certainty is not None}
    changes = _changes(sheet, doubts)
    order, tasks, starts, differ = _by_task(own)
    ends = np.append(starts[1:], len(order))
    found = []
    for at in np.flatnonzero(differ).tolist():
        task, rows = int(tasks[at]), order[starts[at] : ends[at]]
        answers = own.answers[rows]
        votes = Counter(own.values[each] for each in answers.tolist())
        certain = [said[each] for each in own.ids[rows].tolist() if each in said]
        found.append(
            Contested(
                task,
                votes,
                _entropy(votes),
                flags.get(task, 0),
                changes[task],
                _share(certain, lambda each: each >= SURE),
                _share(certain, lambda each: each <= UNSURE),
            )
        )
    return found


def sort_contested(found: Iterable[Contested]) -> dict[str, Any]:
    """How many there are by reading, and of each those that weigh most."""
    groups: defaultdict[str, list[Contested]] = defaultdict(list)
    for each in found:
        groups[each.why].append(each)
    return {
        why: {
            "tasks": len(groups[why]),
            "first": [
                _told(each)
                for each in sorted(groups[why], key=lambda each: (*each.weight, -each.task))[::-1][
                    :MOST_TASKS
                ]
            ],
        }
        for why in (UNCLEAR, OPINION, ALONE, UNTOLD)
    }


def clause_heat(
    sheet: Sheet,
    citations: NDArray[np.int64],
    questions: Iterable[QuestionFacts],
    relabels: Iterable[RelabelFacts],
) -> list[dict[str, Any]]:
    """What each clause costs, the hottest first: each of flags, repeated questions, tasks on which
    people differ and minutes of relabeling counts as its share of all that there is of it."""
    rows: defaultdict[int, dict[str, float]] = defaultdict(
        lambda: dict.fromkeys(
            ("flags", "questions", "tasks", "differ", "items", "flips", "seconds"), 0
        )
    )
    for clause, tasks, differ in _cited(sheet, citations):
        rows[clause] |= {"tasks": tasks, "differ": differ}
    for question in questions:
        for clause in question.clauses:
            rows[clause]["flags"] += question.flags
            rows[clause]["questions"] += 1
    for relabel in relabels:
        for clause in relabel.clauses:
            rows[clause]["items"] += relabel.items
            rows[clause]["flips"] += relabel.flips
            rows[clause]["seconds"] += relabel.seconds
    told = [
        {"clause": clause, "repeats": max(0, row["questions"] - 1), **row}
        for clause, row in rows.items()
    ]
    for name in ("flags", "repeats", "differ", "seconds"):
        total = sum(each[name] for each in told) or 1
        for each in told:
            each["heat"] = each.get("heat", 0.0) + each[name] / total / 4
    return sorted((each for each in told if each["heat"]), key=lambda each: -each["heat"])


def _changes(sheet: Sheet, doubts: Iterable[Doubt]) -> Counter[int]:
    """By task, how often somebody changed their own answer to it of their own accord."""
    corrections = {each.label_id for each in doubts if each.is_correction}
    changed: Counter[int] = Counter()
    last: dict[tuple[int, int], int] = {}
    corrected = sheet.tasks[np.isin(sheet.ids, list(corrections))]
    sheet = sheet.only(np.isin(sheet.tasks, corrected))  # of a million labels few
    columns = (sheet.ids, sheet.tasks, sheet.people, sheet.answers, sheet.informed)
    for id, task, person, answer, informed in zip(
        *(each.tolist() for each in columns), strict=True
    ):
        before = last.get((task, person))
        if id in corrections and not informed and before is not None and before != answer:
            changed[task] += 1
        last[task, person] = answer
    return changed


def _cited(sheet: Sheet, citations: NDArray[np.int64]) -> Iterable[tuple[int, int, int]]:
    """(clause, tasks of two labels and more where one cites it, those where people differ)."""
    own = sheet.independent()
    if not len(own) or not len(citations):
        return
    order, tasks, starts, differ = _by_task(own)
    many = np.diff(np.append(starts, len(order)))
    place = np.minimum(np.searchsorted(own.ids, citations[:, 0]), len(own) - 1)
    known = own.ids[place] == citations[:, 0]
    cited = np.searchsorted(tasks, own.tasks[place])  # where the label's task stands
    shared = known & (many[cited] > 1)
    pairs = np.unique(np.column_stack([citations[shared, 1], cited[shared]]), axis=0)
    for clause in np.unique(pairs[:, 0]).tolist():
        touched = pairs[pairs[:, 0] == clause, 1]
        yield clause, len(touched), int(differ[touched].sum())


def _by_task(
    sheet: Sheet,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """The rows in the order of their tasks, the tasks, where each begins, and whether its answers
    differ."""
    order = np.argsort(sheet.tasks, kind="stable")
    tasks, starts = np.unique(sheet.tasks[order], return_index=True)
    answers = sheet.answers[order]
    differ = np.minimum.reduceat(answers, starts) != np.maximum.reduceat(answers, starts)
    return order, tasks, starts, differ


def _entropy(votes: Mapping[str, int]) -> float:
    total = sum(votes.values())
    return -sum(many / total * math.log2(many / total) for many in votes.values())


def _share(values: Sequence[int], holds: Any) -> float | None:
    return sum(1 for each in values if holds(each)) / len(values) if values else None


def _told(each: Contested) -> dict[str, Any]:
    return {
        "task": each.task,
        "votes": sorted(each.votes.items(), key=lambda vote: (-vote[1], vote[0])),
        "entropy": each.entropy,
        "flags": each.flags,
        "changes": each.changes,
        "sure": each.sure,
        "unsure": each.unsure,
    }
