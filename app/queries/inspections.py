"""Inspections of a model: the last draw, what is left of it, and what was said."""

from sqlalchemy import func
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.records.inspections import Inspection, InspectionItem
from app.records.tasks import Task


def find_inspection(db: Session, model_id: int) -> Inspection | None:
    """The last draw from a model's suspects."""
    mine = select(Inspection).where(Inspection.model_id == model_id)
    return db.exec(mine.order_by(col(Inspection.number).desc()).limit(1)).first()


def count_verdicts(db: Session, inspection: Inspection) -> dict[str | None, int]:
    """How many of its tasks were judged how; None: not yet."""
    rows = db.execute(
        pick(col(InspectionItem.verdict), func.count())
        .where(
            col(InspectionItem.model_id) == inspection.model_id,
            col(InspectionItem.number) == inspection.number,
        )
        .group_by(col(InspectionItem.verdict))
    )
    return {row[0]: int(row[1]) for row in rows}


def find_item(
    db: Session, inspection: Inspection, place: int | None = None
) -> tuple[InspectionItem, Task] | None:
    """A task of the draw: the one at a place, or the first that nobody has judged."""
    query = (
        select(InspectionItem, Task)
        .join(Task, col(Task.id) == col(InspectionItem.task_id))
        .where(
            InspectionItem.model_id == inspection.model_id,
            InspectionItem.number == inspection.number,
        )
    )
    if place is None:
        query = query.where(col(InspectionItem.verdict).is_(None))
    else:
        query = query.where(InspectionItem.place == place)
    found = db.exec(query.order_by(col(InspectionItem.place)).limit(1)).first()
    return (found[0], found[1]) if found else None
