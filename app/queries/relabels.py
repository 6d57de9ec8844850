"""Relabels: the campaigns of a project, and what remains of each."""

from sqlalchemy import exists, func
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.domain.roles import Actor, is_staff
from app.errors import NotFound
from app.queries.members import STAFF_NAME
from app.records.columns import is_in
from app.records.members import Member
from app.records.questions import Ruling
from app.records.relabels import Relabel, RelabelItem
from app.records.revisions import Revision


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
    """(project, relabel, state) of every relabel whose rows still have to be written."""
    rows = db.execute(
        pick(col(Relabel.project_id), col(Relabel.id), col(Relabel.state))
        .where(col(Relabel.state).in_(("seeding", "restoring")))
        .order_by(col(Relabel.id))
    )
    return [(row[0], row[1], row[2]) for row in rows]


def find_stale_since(db: Session, label_id: int) -> int | None:
    """The newest revision, not withdrawn, whose relabel's scope selects the label."""
    query = (
        select(Relabel.revision_id)
        .join(RelabelItem, col(RelabelItem.relabel_id) == col(Relabel.id))
        .where(
            RelabelItem.label_id == label_id,
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


def count_waiting(db: Session, relabel_id: int) -> list[tuple[str, bool, int]]:
    """(name, can sign in, items) of the people whose items are open, most first."""
    rows = db.execute(
        pick(STAFF_NAME.label("name"), col(Member.account_id), func.count().label("items"))
        .join(RelabelItem, col(RelabelItem.member_id) == col(Member.id))
        .where(col(RelabelItem.relabel_id) == relabel_id, col(RelabelItem.state) == "open")
        .group_by(col(Member.id), col(Member.name), col(Member.account_id))
        .order_by(func.count().desc(), col(Member.name))
    )
    return [(row.name, row.account_id is not None, row[2]) for row in rows]
