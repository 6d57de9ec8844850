"""Independence first: what a labeler may know of a task before having answered it.

One place decides, and the thread, the history, the search, the feed and the API all ask here.
An open relabel item makes its person "not answered" again, everywhere.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy import select as pick
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.domain.roles import Actor, is_staff, reads_all_tasks
from app.records.calibrations import CalibrationMember, CalibrationTask
from app.records.labels import Assignment, CurrentLabel
from app.records.projects import Project
from app.records.questions import Flag
from app.records.relabels import RelabelItem

SHOWN = ("leased", "parked", "submitted", "skipped")


def is_reopened(member_id: Any, task_id: Any) -> ColumnElement[bool]:
    """The condition that somebody's label on a task is to be made again. Here and below, either is
    a number, a column or a parameter."""
    return exists().where(
        col(RelabelItem.task_id) == task_id,
        col(RelabelItem.member_id) == member_id,
        col(RelabelItem.state) == "open",
    )


def is_labeled(member_id: Any, task_id: Any) -> ColumnElement[bool]:
    """The condition that somebody has a label on a task."""
    mine = aliased(CurrentLabel)
    return exists().where(col(mine.task_id) == task_id, col(mine.member_id) == member_id)


def is_answered(member_id: Any, task_id: Any) -> ColumnElement[bool]:
    """The condition that somebody has answered a task, with nothing about it open again."""
    return and_(is_labeled(member_id, task_id), ~is_reopened(member_id, task_id))


def is_taken(member_id: Any, task_id: Any) -> ColumnElement[bool]:
    """The condition that somebody holds, held, has answered or flagged a task: what comes of one's
    own question is to be read, whatever became of the lease."""
    held = exists().where(
        col(Assignment.task_id) == task_id,
        col(Assignment.member_id) == member_id,
        col(Assignment.state).in_(SHOWN),
    )
    flagged = exists().where(col(Flag.task_id) == task_id, col(Flag.member_id) == member_id)
    return or_(held, is_labeled(member_id, task_id), flagged)


def is_calibrated(member_id: Any, task_id: Any, *, revealed: bool = False) -> ColumnElement[bool]:
    """The condition that somebody judges a task in a calibration; `revealed`: where they see what
    others answered in it, too."""
    shown = (col(CalibrationTask.revealed_at).is_not(None),) if revealed else ()
    return exists().where(
        col(CalibrationTask.task_id) == task_id,
        col(CalibrationMember.calibration_id) == col(CalibrationTask.calibration_id),
        col(CalibrationMember.member_id) == member_id,
        *shown,
    )


def talks_of(db: Session, member_id: int, task_id: int) -> bool:
    """Whether somebody discusses a task that was revealed in a calibration; not while their own
    label on it is to be made again."""
    revealed = is_calibrated(member_id, task_id, revealed=True)
    query = pick(and_(revealed, ~is_reopened(member_id, task_id)))
    return bool(db.execute(query).scalar())


def answered_tasks(db: Session, member_id: int, task_ids: Iterable[int]) -> set[int]:
    """Those of the tasks that the member has answered, with nothing about them open again."""
    task_id = col(CurrentLabel.task_id)
    mine = select(CurrentLabel.task_id).where(
        task_id.in_(list(task_ids)),
        col(CurrentLabel.member_id) == member_id,
        ~is_reopened(member_id, task_id),
    )
    return set(db.exec(mine))


def sees_peers(db: Session, actor: Actor, task_id: int) -> bool:
    """Whether the actor may read what other labelers wrote about the task."""
    if is_staff(actor):
        return True
    if db.execute(
        select(Project.open_discussion).where(col(Project.id) == actor.project_id)
    ).scalar():
        return True
    if answered_tasks(db, actor.member_id, [task_id]):
        return True
    return talks_of(db, actor.member_id, task_id)


def may_read_task(db: Session, actor: Actor, task_id: int) -> bool:
    """Whether the actor may read a task."""
    if reads_all_tasks(actor):
        return True
    if db.execute(pick(is_taken(actor.member_id, task_id))).scalar():
        return True
    return talks_of(db, actor.member_id, task_id)
