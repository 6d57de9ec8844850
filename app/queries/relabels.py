"""Relabels: the campaigns of a project, and what remains of each."""

from datetime import datetime

from sqlalchemy import exists, func, literal
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.domain.roles import Actor, is_staff
from app.errors import NotFound
from app.queries.labels import list_same
from app.queries.members import STAFF_NAME
from app.records.columns import is_in
from app.records.labels import Label
from app.records.members import Member
from app.records.questions import Ruling
from app.records.relabels import Extension, Relabel, RelabelItem, Restoration
from app.records.revisions import Revision

# a relabel in one of these states is made wider, while its revision is in force
FOUND = ("open", "done")


def get_relabel(db: Session, actor: Actor, number: int) -> Relabel:
    """A relabel by its number; staff only."""
    relabel = db.exec(
        select(Relabel).where(Relabel.project_id == actor.project_id, Relabel.number == number)
    ).first()
    if relabel is None or not is_staff(actor):
        raise NotFound
    return relabel


def find_relabel(db: Session, project_id: int, number: int) -> tuple[Relabel, Revision] | None:
    """A relabel by its number with its revision, for what the house itself does."""
    row = db.exec(
        select(Relabel, Revision)
        .join(Revision, col(Revision.id) == col(Relabel.revision_id))
        .where(Relabel.project_id == project_id, Relabel.number == number)
    ).first()
    return (row[0], row[1]) if row else None


def list_relabels(db: Session, actor: Actor) -> list[tuple[Relabel, Revision]]:
    """All relabels with their revisions, newest first."""
    if not is_staff(actor):
        raise NotFound
    return list(
        db.exec(
            select(Relabel, Revision)
            .join(Revision, col(Revision.id) == col(Relabel.revision_id))
            .where(Relabel.project_id == actor.project_id)
            .order_by(col(Relabel.id).desc())
        )
    )


def list_ended(db: Session, project_id: int) -> list[tuple[int, datetime]]:
    """(number, when) of the relabels that have ended, newest first."""
    rows = db.execute(
        pick(col(Relabel.number), col(Relabel.done_at))
        .where(col(Relabel.project_id) == project_id, col(Relabel.done_at).is_not(None))
        .order_by(col(Relabel.id).desc())
    )
    return [(row.number, row.done_at) for row in rows]


def list_asked(db: Session, relabel: Relabel) -> list[int]:
    """The people who have a label to make again. Person by person: a million open items would
    otherwise be walked through for a handful of names."""
    waits = exists().where(
        col(RelabelItem.project_id) == relabel.project_id,
        col(RelabelItem.member_id) == col(Member.id),
        is_in(RelabelItem.state, "open"),
        col(RelabelItem.relabel_id) == relabel.id,
    )
    asked = select(Member.id).where(Member.project_id == relabel.project_id, waits)
    return [each for each in db.exec(asked.order_by(col(Member.id))) if each is not None]


def list_unfinished(db: Session) -> list[tuple[int, int, str]]:
    """(project, relabel or restoration, state) of all whose rows still have to be written."""
    rows = db.execute(
        pick(col(Relabel.project_id), col(Relabel.id), col(Relabel.state))
        .where(col(Relabel.state).in_(("seeding", "restoring", "extending", "stopping")))
        .order_by(col(Relabel.id))
    )
    back = db.execute(
        pick(col(Restoration.project_id), col(Restoration.id), literal("returning"))
        .where(col(Restoration.state) == "running")
        .order_by(col(Restoration.id))
    )
    return [(row[0], row[1], row[2]) for row in (*rows, *back)]


def list_extensions(db: Session, relabel_id: int) -> list[Extension]:
    """How a relabel was made wider, in order."""
    rows = select(Extension).where(Extension.relabel_id == relabel_id)
    return list(db.exec(rows.order_by(col(Extension.number))))


def find_busy(db: Session, project_id: int) -> Relabel | None:
    """A relabel whose labels are still on their way: people make them again, or they go back."""
    query = select(Relabel).where(
        Relabel.project_id == project_id, col(Relabel.state).not_in(("done", "withdrawn"))
    )
    return db.exec(query.order_by(col(Relabel.id)).limit(1)).first()


def is_returning(db: Session, project_id: int) -> bool:
    """Whether labels are going back to what they were, just now."""
    back = select(Restoration.id).where(
        Restoration.project_id == project_id, Restoration.state == "running"
    )
    put = select(Relabel.id).where(Relabel.project_id == project_id, Relabel.state == "restoring")
    return any(db.execute(each.limit(1)).first() is not None for each in (back, put))


def find_stale_since(db: Session, label: Label) -> int | None:
    """The newest revision, not withdrawn, whose relabel's scope selects a label: its own id, or
    that of one that it gives back."""
    query = (
        select(Relabel.revision_id)
        .join(RelabelItem, col(RelabelItem.relabel_id) == col(Relabel.id))
        .where(
            RelabelItem.task_id == label.task_id,
            col(RelabelItem.label_id).in_(list_same(db, label)),
            RelabelItem.strata != "f",
            col(RelabelItem.first_id).is_(None),
            col(Relabel.state).not_in(("restoring", "withdrawn")),
        )
    )
    return db.exec(query.order_by(col(Relabel.id).desc()).limit(1)).first()


def find_ruled_value(db: Session, revision_id: int) -> str | None:
    """The answer that the revision's rulings ask for, where they ask for one and the same."""
    values = set(
        db.exec(
            select(Ruling.value).where(
                Ruling.revision_id == revision_id,
                Ruling.outcome == "change",
                col(Ruling.value).is_not(None),
            )
        )
    )
    return values.pop() if len(values) == 1 else None


def count_waiting(db: Session, relabel_id: int) -> list[tuple[int, str, bool, int]]:
    """(member, name, can sign in, items) of the people whose items are open, most first."""
    rows = db.execute(
        pick(
            col(Member.id),
            STAFF_NAME.label("name"),
            col(Member.account_id),
            func.count().label("items"),
        )
        .join(RelabelItem, col(RelabelItem.member_id) == col(Member.id))
        .where(col(RelabelItem.relabel_id) == relabel_id, col(RelabelItem.state) == "open")
        .group_by(col(Member.id), col(Member.name), col(Member.account_id))
        .order_by(func.count().desc(), col(Member.name))
    )
    return [(row.id, row.name, row.account_id is not None, row[3]) for row in rows]
