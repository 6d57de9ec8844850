"""What a batch of imported labels is checked against, in a few statements for all of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.queries.guidelines import PUBLIC
from app.records.labels import Assignment, CurrentLabel, Label
from app.records.members import Member
from app.records.revisions import Revision
from app.records.tasks import Task


@dataclass(frozen=True, slots=True)
class KnownTask:
    """A task that a file names; `body` only where answers point into it."""

    id: int
    body: str | None


@dataclass(frozen=True, slots=True)
class Current:
    """The label of a person on a task that counts now."""

    label_id: int
    value: str
    revision_id: int | None
    labeled_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """Tasks and members by external id, revisions by version and by name, and what is there of
    (task, member): the current label, or a live assignment."""

    tasks: dict[str, KnownTask]
    members: dict[str, int]
    revisions: dict[str, int]
    in_force: int | None
    current: dict[tuple[int, int], Current]
    held: set[tuple[int, int]]


def get_standing(
    db: Session,
    project_id: int,
    tasks: Iterable[str],
    annotators: Iterable[str],
    *,
    with_texts: bool,
) -> Standing:
    """Everything at once, for the names of one batch."""
    known = _tasks(db, project_id, set(tasks), with_texts)
    ids = [task.id for task in known.values()]
    revisions, in_force = _revisions(db, project_id)
    members = map_member_ids(db, project_id, annotators)
    return Standing(known, members, revisions, in_force, _current(db, ids), _held(db, ids))


def _tasks(db: Session, project_id: int, names: set[str], with_texts: bool) -> dict[str, KnownTask]:
    wanted = (col(Task.id), col(Task.external_id))
    where = (col(Task.project_id) == project_id, col(Task.external_id).in_(names))
    if with_texts:
        rows = db.execute(select(*wanted, col(Task.body)).where(*where))
        return {name: KnownTask(id or 0, body) for id, name, body in rows}
    return {
        name: KnownTask(id or 0, None) for id, name in db.execute(select(*wanted).where(*where))
    }


def map_member_ids(db: Session, project_id: int, names: Iterable[str]) -> dict[str, int]:
    """Members by external id, those who have left included: what they answered stays theirs."""
    rows = db.execute(
        select(Member.external_id, Member.id).where(
            Member.project_id == project_id, col(Member.external_id).in_(set(names))
        )
    )
    return {name: id or 0 for name, id in rows}


def _revisions(db: Session, project_id: int) -> tuple[dict[str, int], int | None]:
    rows = db.execute(
        select(Revision.id, Revision.version, Revision.name, Revision.state)
        .where(Revision.project_id == project_id, col(Revision.state).in_(PUBLIC))
        .order_by(col(Revision.id))
    ).all()
    named = {name: id or 0 for id, _, name, _ in rows if name}
    versions = {version: id or 0 for id, version, _, _ in rows if version}
    in_force = next((id for id, _, _, state in rows if state == "published"), None)
    return named | versions, in_force


def _current(db: Session, task_ids: list[int]) -> dict[tuple[int, int], Current]:
    rows = db.execute(
        pick(
            col(CurrentLabel.task_id),
            col(CurrentLabel.member_id),
            col(CurrentLabel.label_id),
            col(CurrentLabel.value),
            col(Label.revision_id),
            col(Label.labeled_at),
        )
        .join(Label, col(Label.id) == col(CurrentLabel.label_id))
        .where(col(CurrentLabel.task_id).in_(task_ids))
    )
    return {(task_id, member_id): Current(*rest) for task_id, member_id, *rest in rows}


def _held(db: Session, task_ids: list[int]) -> set[tuple[int, int]]:
    rows = db.execute(
        select(Assignment.task_id, Assignment.member_id).where(
            col(Assignment.task_id).in_(task_ids),
            col(Assignment.state).in_(("leased", "parked")),
        )
    )
    return {(task_id, member_id) for task_id, member_id in rows}


def last_label_id(db: Session, project_id: int) -> int:
    """The newest label of the project, or 0."""
    newest = select(func.max(Label.id)).where(Label.project_id == project_id)
    return db.execute(newest).scalar() or 0


def map_label_ids(db: Session, project_id: int, after: int) -> dict[UUID, int]:
    """The project's labels since then, by the client's id."""
    rows = db.execute(
        select(Label.cid, Label.id).where(Label.project_id == project_id, col(Label.id) > after)
    )
    return {cid: id or 0 for cid, id in rows}
