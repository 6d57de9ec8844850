"""Decisions on single tasks, and the tasks that wait for one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.queries.flags import is_asked
from app.records.adjudications import Adjudication
from app.records.columns import is_in
from app.records.relabels import Relabel, RelabelItem
from app.records.tasks import Task


@dataclass(frozen=True, slots=True)
class Waiting:
    """A task that could be decided. `is_asked`: a question about it is open, whose ruling may
    settle it."""

    task: Task
    is_asked: bool


def holds() -> ColumnElement[bool]:
    """The condition that an adjudication counts: it stands, and no later revision has had the
    task's labels made again, which is decided anew from those."""
    later = exists().where(
        col(RelabelItem.task_id) == col(Adjudication.task_id),
        col(RelabelItem.state) != "withdrawn",
        col(Relabel.id) == col(RelabelItem.relabel_id),
        col(Relabel.opened_at) > col(Adjudication.made_at),
    )
    return col(Adjudication.ended_at).is_(None) & ~later


def find_standing(db: Session, task_id: int) -> Adjudication | None:
    """The decision that stands, whether or not labels were made again since."""
    mine = select(Adjudication).where(Adjudication.task_id == task_id)
    return db.exec(mine.where(col(Adjudication.ended_at).is_(None))).first()


def map_adjudicated(db: Session, task_ids: Iterable[int]) -> dict[int, Adjudication]:
    """The decisions that count, by task."""
    wanted = list(task_ids)
    if not wanted:
        return {}
    rows = db.exec(select(Adjudication).where(col(Adjudication.task_id).in_(wanted), holds()))
    return {each.task_id: each for each in rows}


def map_decided(db: Session, project_id: int) -> dict[int, str]:
    """The answers of all decisions of a project that count, by task."""
    mine = pick(col(Adjudication.task_id), col(Adjudication.value))
    rows = db.execute(mine.where(col(Adjudication.project_id) == project_id, holds()))
    return {row[0]: row[1] for row in rows}


def map_adjudicated_then(
    db: Session, task_ids: Iterable[int], at: datetime
) -> dict[int, Adjudication]:
    """Those that stood at a moment."""
    wanted = list(task_ids)
    ended: Any = col(Adjudication.ended_at)
    rows = db.exec(
        select(Adjudication).where(
            col(Adjudication.task_id).in_(wanted),
            Adjudication.made_at <= at,
            ended.is_(None) | (ended > at),
        )
    )
    return {each.task_id: each for each in rows}


def list_waiting(db: Session, project_id: int, task_ids: Iterable[int]) -> list[Waiting]:
    """Of some tasks, in their order, those that can be decided: nothing of them is at work, none is
    bad, and none was decided."""
    wanted = list(task_ids)
    reopened = exists().where(
        col(RelabelItem.task_id) == col(Task.id), is_in(RelabelItem.state, "open")
    )
    decided = exists().where(col(Adjudication.task_id) == col(Task.id), holds())
    rows = db.execute(
        pick(Task, is_asked(col(Task.id)).label("asked")).where(
            col(Task.id).in_(wanted),
            col(Task.project_id) == project_id,
            col(Task.state) != "bad",
            col(Task.taken) == 0,
            ~reopened,
            ~decided,
        )
    )
    found = {row.Task.id: Waiting(row.Task, bool(row.asked)) for row in rows}
    return [found[each] for each in wanted if each in found]


def list_lately(db: Session, project_id: int, most: int) -> list[tuple[Adjudication, Task]]:
    """The newest decisions that stand."""
    rows = db.exec(
        select(Adjudication, Task)
        .join(Task, col(Task.id) == col(Adjudication.task_id))
        .where(Adjudication.project_id == project_id, col(Adjudication.ended_at).is_(None))
        .order_by(col(Adjudication.id).desc())
        .limit(most)
    )
    return [(decided, task) for decided, task in rows]
