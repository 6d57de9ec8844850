"""Independence first: what a labeler may know of a task before having answered it.

One place decides, and the thread, the history, the search, the feed and the API all ask here.
An open relabel item makes its person "not answered" again, everywhere.
"""

from collections.abc import Iterable

from sqlalchemy import and_, exists
from sqlmodel import Session, col, select

from app.domain.roles import Actor, is_staff
from app.records.labels import Assignment, CurrentLabel
from app.records.projects import Project
from app.records.questions import Flag
from app.records.relabels import RelabelItem

SHOWN = ("leased", "parked", "submitted", "skipped")


def answered_tasks(db: Session, member_id: int, task_ids: Iterable[int]) -> set[int]:
    """Those of the tasks that the member has answered, with nothing about them open again."""
    ids = list(task_ids)
    reopened = exists().where(
        and_(
            col(RelabelItem.task_id) == col(CurrentLabel.task_id),
            col(RelabelItem.member_id) == member_id,
            col(RelabelItem.state) == "open",
        )
    )
    return set(
        db.exec(
            select(CurrentLabel.task_id).where(
                col(CurrentLabel.task_id).in_(ids),
                col(CurrentLabel.member_id) == member_id,
                ~reopened,
            )
        )
    )


def sees_peers(db: Session, actor: Actor, task_id: int) -> bool:
    """Whether the actor may read what other labelers wrote about the task."""
    if is_staff(actor):
        return True
    if db.execute(
        select(Project.open_discussion).where(col(Project.id) == actor.project_id)
    ).scalar():
        return True
    return bool(answered_tasks(db, actor.member_id, [task_id]))


def may_read_task(db: Session, actor: Actor, task_id: int) -> bool:
    """Staff read every task; labelers those that they hold, held, have answered or flagged: what
    comes of one's own question is to be read, whatever became of the lease."""
    if is_staff(actor) or actor.role == "viewer":
        return True
    held = select(Assignment.id).where(
        col(Assignment.task_id) == task_id,
        col(Assignment.member_id) == actor.member_id,
        col(Assignment.state).in_(SHOWN),
    )
    labeled = select(CurrentLabel.task_id).where(
        col(CurrentLabel.task_id) == task_id, col(CurrentLabel.member_id) == actor.member_id
    )
    flagged = select(Flag.id).where(
        col(Flag.task_id) == task_id, col(Flag.member_id) == actor.member_id
    )
    ways = (held, labeled, flagged)
    return any(db.execute(query.limit(1)).first() is not None for query in ways)
