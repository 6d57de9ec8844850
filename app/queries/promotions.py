"""What is settled already and could be gold: cases in force, and tasks on which all agree.

Tasks whose thread has begun are left out: what the ML team wrote there is read before answering.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlalchemy import select as pick
from sqlmodel import Session, col

from app.queries.flags import is_asked
from app.records.labels import CurrentLabel, Label
from app.records.questions import Case, Ruling
from app.records.tasks import Gold, Task
from app.records.threads import Thread

SOURCES = ("cases", "unanimous")
MOST_CASES = 10_000
LOOKED_AT = 2_000  # full tasks, from one of them on
FEWEST = 2  # labels that must agree


@dataclass(frozen=True, slots=True)
class Promotable:
    """A task that could be gold, the answer that it would have, and what says so."""

    task_id: int
    answer: Any
    clause_id: int | None = None
    ruling_id: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What could be promoted, of how many that were looked at, and how many of those were left out
    because they had been discussed."""

    tasks: tuple[Promotable, ...]
    looked_at: int
    discussed: int


def list_promotable(
    db: Session, project_id: int, source: str, *, after: int = 0, most: int | None = None
) -> Found:
    """What could be promoted from a source, at most so many; `after`: of tasks on which all agree,
    from which one on they are looked at."""
    find = _find_cases if source == "cases" else _find_unanimous
    found, looked_at, discussed = find(db, project_id, after)
    # spread over all that was found, as far as fewer are wanted
    step = max(1, len(found) // most) if most else 1
    return Found(tuple(found[::step][:most]), looked_at, discussed)


def _find_cases(db: Session, project_id: int, _: int) -> tuple[list[Promotable], int, int]:
    rows = db.execute(
        pick(
            col(Case.task_id), col(Case.value), col(Case.clause_id), col(Case.ruling_id),
            _is_discussed(Task).label("is_discussed"),
        )
        .join(Task, col(Task.id) == col(Case.task_id))
        .outerjoin(Ruling, col(Ruling.id) == col(Case.ruling_id))
        .where(
            col(Case.project_id) == project_id,
            col(Case.state) == "in_force",
            col(Case.ruling_id).is_(None) | (col(Ruling.state) == "in_force"),
            *_is_free(),
        )
        .order_by(col(Case.task_id), col(Case.id))
        .limit(MOST_CASES)
    ).all()  # fmt: skip
    by_task: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        by_task[row.task_id].append(row)
    # two cases that expect different answers of one task settle nothing
    settled = [some for some in by_task.values() if len({row.value for row in some}) == 1]
    good = [some[0] for some in settled if not some[0].is_discussed]
    found = [Promotable(row.task_id, row.value, row.clause_id, row.ruling_id) for row in good]
    return found, len(by_task), len(settled) - len(good)


def _find_unanimous(db: Session, project_id: int, after: int) -> tuple[list[Promotable], int, int]:
    some = (
        pick(col(Task.id), _is_discussed(Task).label("is_discussed"))
        .where(
            col(Task.project_id) == project_id,
            col(Task.state) == "full",
            col(Task.id) > after,
            *_is_free(),
        )
        .order_by(col(Task.id))
        .limit(LOOKED_AT)
        .subquery()
    )
    rows = db.execute(
        pick(some.c.id, some.c.is_discussed, col(CurrentLabel.independent), col(Label.answer))
        .join(CurrentLabel, col(CurrentLabel.task_id) == some.c.id)
        .join(Label, col(Label.id) == col(CurrentLabel.label_id))
        .where(col(CurrentLabel.counts), ~is_asked(some.c.id))
        .order_by(some.c.id, col(CurrentLabel.member_id))
    ).all()
    by_task: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        by_task[row.id].append(row)
    agreed = [
        labels
        for labels in by_task.values()
        if len(labels) >= FEWEST and len({each.independent for each in labels}) == 1
    ]
    good = [labels[0] for labels in agreed if not labels[0].is_discussed]
    found = [Promotable(each.id, each.answer) for each in good]
    return found, len(by_task), len(agreed) - len(good)


def _is_free() -> tuple[ColumnElement[bool], ...]:
    """The task can be judged, and has no trusted answer yet."""
    is_gold = exists().where(col(Gold.task_id) == col(Task.id))
    return col(Task.state) != "bad", ~is_gold


def _is_discussed(task: type[Task]) -> ColumnElement[bool]:
    return exists().where(
        col(Thread.project_id) == col(task.project_id),
        col(Thread.kind) == "task",
        col(Thread.subject_id) == col(task.id),
    )
