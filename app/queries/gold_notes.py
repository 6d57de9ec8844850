"""Notes on settled answers: each for one labeler alone."""

from typing import NamedTuple

from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.records.gold_notes import GoldNote
from app.records.labels import Label
from app.records.questions import Ruling
from app.records.revisions import Clause


class Said(NamedTuple):
    """What the labeler answered, and what says otherwise: a clause's code, a ruling's number."""

    answered: str
    clause: str
    ruling: int | None


def find_note(db: Session, member_id: int, task_id: int) -> GoldNote | None:
    """What somebody was told of a task."""
    return db.exec(
        select(GoldNote).where(GoldNote.member_id == member_id, GoldNote.task_id == task_id)
    ).first()


def get_said(db: Session, note: GoldNote) -> Said:
    """What a note names."""
    row = db.execute(
        pick(col(Label.value), col(Clause.code), col(Ruling.number))
        .outerjoin(Clause, col(Clause.id) == note.clause_id)
        .outerjoin(Ruling, col(Ruling.id) == note.ruling_id)
        .where(col(Label.id) == note.label_id)
    ).one()
    return Said(row.value, row.code or "", row.number)
