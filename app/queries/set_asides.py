"""Labels that were set aside: which, of whom, and what would be."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func
from sqlalchemy import select as pick
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.domain.roles import Actor, is_ml_team
from app.errors import NotFound
from app.queries.labels import newest_label
from app.records.labels import CurrentLabel, Label, Retraction
from app.records.set_asides import SetAside, SetAsideLabel

MOST_COUNTED = 100_000
UNFINISHED = ("running", "returning")


def is_set_aside(label_id: Any, at: datetime | None = None) -> ColumnElement[bool]:
    """The condition that a label is set aside: now, or that it was at a moment."""
    row = exists().where(col(SetAsideLabel.label_id) == label_id)
    returned = col(SetAsideLabel.returned_at)
    if at is None:
        return row.where(returned.is_(None))
    began = col(SetAsideLabel.set_aside_at) <= at
    return row.where(began, returned.is_(None) | (returned > at))


def is_left_out(watermark: int | None = None) -> ColumnElement[bool]:
    """The condition that a label, or one that took its place by then, is set aside now: what a
    person said before does not count in its stead. Asked label by label along ix_labels_task."""
    later: Any = aliased(Label)
    last = exists().where(
        later.task_id == col(Label.task_id),
        later.member_id == col(Label.member_id),
        later.id >= col(Label.id),
        is_set_aside(later.id),
        ~exists().where(col(Retraction.label_id) == later.id),
    )
    return last if watermark is None else last.where(later.id <= watermark)


def has_set_asides(db: Session, project_id: int) -> bool:
    """Whether anything was ever set aside in a project: in most nothing is, and a million labels
    need not be asked."""
    query = select(SetAside.id).where(SetAside.project_id == project_id).limit(1)
    return db.execute(query).first() is not None


def get_set_aside(db: Session, actor: Actor, number: int) -> SetAside:
    """One of the project's, for the ML team."""
    found = db.get(SetAside, number, populate_existing=True) if is_ml_team(actor) else None
    if found is None or found.project_id != actor.project_id:
        raise NotFound
    return found


def list_set_asides(db: Session, member_id: int, project_id: int) -> list[SetAside]:
    """What was set aside of a person, the newest first."""
    query = select(SetAside).where(
        SetAside.project_id == project_id, SetAside.member_id == member_id
    )
    return list(db.exec(query.order_by(col(SetAside.id).desc()).limit(20)))


def list_unfinished_set_asides(db: Session) -> list[tuple[int, int]]:
    """(project, set-aside) of those whose labels are still being worked off."""
    query = select(SetAside.project_id, SetAside.id).where(col(SetAside.state).in_(UNFINISHED))
    return [(project_id, id or 0) for project_id, id in db.exec(query.order_by(col(SetAside.id)))]


def counting_labels(
    project_id: int, member_id: int, since: datetime | None, after: int, until: int
) -> Select[Any]:
    """(label_id, task_id) of a person's labels that count, with after < id <= until, by id."""
    columns: list[Any] = [col(Label.id).label("label_id"), col(Label.task_id)]
    query = (
        pick(*columns)
        .join(
            CurrentLabel,
            (col(CurrentLabel.task_id) == col(Label.task_id))
            & (col(CurrentLabel.member_id) == col(Label.member_id))
            & (col(CurrentLabel.label_id) == col(Label.id)),
        )
        .where(
            col(Label.project_id) == project_id,
            col(Label.member_id) == member_id,
            col(Label.id) > after,
            col(Label.id) <= until,
            col(CurrentLabel.counts),
        )
    )
    if since is not None:
        query = query.where(col(Label.labeled_at) >= since)
    return query.order_by(col(Label.id))


def count_counting(db: Session, actor: Actor, member_id: int, since: datetime | None) -> int:
    """How many labels of a person would be set aside, up to MOST_COUNTED."""
    until = newest_label(db, actor.project_id)
    some = counting_labels(actor.project_id, member_id, since, 0, until).limit(MOST_COUNTED)
    return int(db.execute(pick(func.count()).select_from(some.subquery())).scalar_one())
