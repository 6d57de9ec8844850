"""Flags: marks on tasks, with the words meant; tentative answers are for the ML team."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, exists, or_
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.domain.roles import Actor
from app.queries.blindness import sees_peers
from app.records.columns import is_in, table
from app.records.questions import Flag, Question
from app.records.quick import Quick
from app.records.tasks import Task

_ANY = Quick(pick(table(Flag).c.id).where(table(Flag).c.task_id == bindparam("task")).limit(1))


def is_asked(task_id: Any) -> ColumnElement[bool]:
    """Whether a question about the task is open: what is answered meanwhile counts in no score."""
    asking, asked = table(Flag).c, table(Question).c
    return exists().where(
        asking.task_id == task_id, asked.id == asking.question_id, is_in(asked.state, "open")
    )


def find_flag(db: Session, member_id: int, key: UUID) -> Flag | None:
    """A flag by the id that its author's client made."""
    return db.exec(select(Flag).where(Flag.member_id == member_id, Flag.key == key)).first()


def is_taken(db: Session, actor: Actor, key: UUID) -> bool:
    """Whether the id names another member's flag: on pages, ids are unique in the project."""
    others = select(Flag.id).where(
        Flag.project_id == actor.project_id,
        Flag.key == key,
        col(Flag.member_id) != actor.member_id,
    )
    return db.execute(others.limit(1)).first() is not None


def has_open_question(db: Session, task_id: int) -> bool:
    """Whether a question about the task is open."""
    return bool(db.execute(pick(is_asked(task_id))).scalar())


def list_flags_on(db: Session, actor: Actor, task_id: int) -> list[Flag]:
    """The flags of a task that the actor may see, oldest first: their own until they have
    answered it, afterwards all."""
    if _ANY.first(db, {"task": task_id}) is None:  # as on most tasks, and every label asks
        return []
    query = select(Flag).where(Flag.task_id == task_id)
    if not sees_peers(db, actor, task_id):
        query = query.where(Flag.member_id == actor.member_id)
    return list(db.exec(query.order_by(col(Flag.id))))


def list_flags_of(db: Session, question_ids: Iterable[int]) -> list[Flag]:
    """All flags of questions, oldest first: for staff."""
    wanted = col(Flag.question_id).in_(list(question_ids))
    return list(db.exec(select(Flag).where(wanted).order_by(col(Flag.id))))


def list_tentative(db: Session, question_id: int) -> list[Flag]:
    """The flags of a question that say what their author would answer: for the ML team."""
    said = select(Flag).where(Flag.question_id == question_id, col(Flag.tentative).is_not(None))
    return list(db.exec(said.order_by(col(Flag.id))))


def list_own_flags(db: Session, member_id: int, question_ids: Iterable[int]) -> list[Flag]:
    """A member's own flags that led to questions, those moved by a merge included."""
    wanted = list(question_ids)
    mine = select(Flag).where(Flag.member_id == member_id)
    either = or_(col(Flag.question_id).in_(wanted), col(Flag.raised_question_id).in_(wanted))
    return list(db.exec(mine.where(either).order_by(col(Flag.id))))


def list_tasks_of(db: Session, question_id: int) -> list[Task]:
    """The tasks whose flags ask a question, in the order they were imported."""
    flagged = select(Flag.task_id).where(Flag.question_id == question_id)
    return list(db.exec(select(Task).where(col(Task.id).in_(flagged)).order_by(col(Task.id))))
