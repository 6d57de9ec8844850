"""Labels: one's own, and what counts now."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, exists, func
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.domain.roles import Actor
from app.queries.blindness import is_reopened
from app.records.columns import table
from app.records.labels import Citation, CurrentLabel, Label, Retraction
from app.records.quick import Quick
from app.records.revisions import Clause
from app.records.tasks import Task
from app.records.threads import Message, Thread

_LABELS = table(Label).c
_BY_CID = Quick(
    pick(_LABELS.id).where(
        _LABELS.member_id == bindparam("member"), _LABELS.cid == bindparam("cid")
    )
)


def newest_label(db: Session, project_id: int) -> int:
    """The watermark of this moment: the id of the project's newest label."""
    query = pick(func.max(col(Label.id))).where(col(Label.project_id) == project_id)
    return db.execute(query).scalar() or 0


def find_by_cid(db: Session, member_id: int, cid: UUID) -> Label | None:
    """The label that a client's own id already made."""
    known = _BY_CID.scalar(db, {"member": member_id, "cid": cid})
    return db.get(Label, known) if known else None


def find_current(db: Session, member_id: int, task_id: int) -> CurrentLabel | None:
    """Which label of the person on the task counts now."""
    return db.get(CurrentLabel, (task_id, member_id))


def is_gone(label_id: Any, as_of: Any = None) -> ColumnElement[bool]:
    """The condition that a label was taken back, or that somebody else's took its place by the
    label `as_of`, or at all."""
    row = col(Retraction.label_id) == label_id
    if as_of is None:
        return exists().where(row)
    ended = col(Retraction.replaced_by)
    return exists().where(row, ended.is_(None) | (ended <= as_of))


def list_same(db: Session, label: Label) -> list[int]:
    """The label's id, and those of its person's that are one answer with it: what a withdrawal puts
    back is a new row, made at the time of the old one."""
    same = select(Label.id).where(
        Label.task_id == label.task_id,
        Label.member_id == label.member_id,
        Label.labeled_at == label.labeled_at,
        Label.value == label.value,
    )
    return [each or 0 for each in db.exec(same)]


def is_retracted(db: Session, label_id: int) -> bool:
    """Whether the label was taken back."""
    return db.get(Retraction, label_id) is not None


def list_cited(db: Session, label_id: int) -> set[str]:
    """The codes of the clauses that a label cites."""
    codes = select(Clause.code).join(Citation, col(Citation.clause_id) == col(Clause.id))
    return set(db.exec(codes.where(Citation.label_id == label_id)))


def find_independent(db: Session, label: Label) -> Label | None:
    """The newest label before this one that its person gave without having seen others'."""
    before = select(Label).where(
        Label.task_id == label.task_id,
        Label.member_id == label.member_id,
        col(Label.id) < label.id,
        col(Label.informed).is_(False),
        col(Label.id).not_in(select(Retraction.label_id)),
    )
    return db.exec(before.order_by(col(Label.id).desc()).limit(1)).first()


def has_peer_words(db: Session, actor: Actor, task_id: int) -> bool:
    """Whether the task's thread holds anything that other labelers wrote: what the ML team says
    can be read before answering, too."""
    written = exists().where(
        col(Thread.project_id) == actor.project_id,
        col(Thread.kind) == "task",
        col(Thread.subject_id) == task_id,
        col(Message.thread_id) == col(Thread.id),
        col(Message.author_id) != actor.member_id,
        col(Message.is_peer),
    )
    return bool(db.execute(select(written)).scalar())


def list_own(
    db: Session, actor: Actor, *, words: str = "", before: int | None = None, most: int = 30
) -> list[tuple[Label, Task]]:
    """The actor's current labels, newest first, those to be made again left out: their old
    answer is hidden until they are."""
    # asked label by label, from one's newest on: joined, PostgreSQL expects to find next to nothing
    # and gathers all that the person ever made
    counting = (
        select(CurrentLabel.label_id)
        .where(CurrentLabel.task_id == Label.task_id, CurrentLabel.member_id == Label.member_id)
        .scalar_subquery()
    )
    query = (
        select(Label, Task)
        .join(Task, col(Task.id) == col(Label.task_id))
        .where(
            Label.project_id == actor.project_id,
            Label.member_id == actor.member_id,
            col(Label.id) == counting,
            ~is_reopened(actor.member_id, col(Label.task_id)),
        )
    )
    if words:
        query = query.where(col(Task.body).contains(words, autoescape=True))
    if before is not None:
        query = query.where(col(Label.id) < before)
    return list(db.exec(query.order_by(col(Label.id).desc()).limit(most)))


def find_task(db: Session, actor: Actor, which: UUID | int) -> Task | None:
    """A task of the project by its key, or by its id."""
    named = col(Task.key) == which if isinstance(which, UUID) else col(Task.id) == which
    return db.exec(select(Task).where(Task.project_id == actor.project_id, named)).first()
