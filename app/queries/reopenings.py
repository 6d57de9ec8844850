"""Whether a label made again can be taken back: nothing may have come of it yet."""

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.queries.dispatch import WORKING
from app.queries.terms import get_terms
from app.records.labels import Assignment, Label, Retraction
from app.records.relabels import Relabel, RelabelItem
from app.records.tasks import Task


def find_reopenable(db: Session, label: Label) -> RelabelItem | None:
    """The item that a label ended, where it can be open again as if it had never been: its relabel
    goes on, under the same guideline; nobody has looked at the flip; no other's label, and nothing
    else that was asked, ended with it."""
    item = db.exec(
        select(RelabelItem)
        .where(
            RelabelItem.task_id == label.task_id,
            RelabelItem.member_id == label.member_id,
            RelabelItem.new_label_id == label.id,
        )
        .execution_options(populate_existing=True)
    ).first()
    if item is None or label.revision_id != get_terms(db, label.project_id).revision_id:
        return None
    relabel = db.get_one(Relabel, item.relabel_id, populate_existing=True)
    if relabel.state not in WORKING or relabel.paused_at is not None:
        return None
    asked_then = relabel.again_by != "both"
    return None if db.execute(pick(_has_consequences(item, label, asked_then))).scalar() else item


def list_asked_by(db: Session, item: RelabelItem) -> list[RelabelItem]:
    """The second looks that a flip asked for. Where both are asked, they were there before it."""
    if db.get_one(Relabel, item.relabel_id).again_by == "both":
        return []
    return list(db.exec(select(RelabelItem).where(_looks_at(item))))


def _looks_at(item: RelabelItem) -> ColumnElement[bool]:
    """A second look is on the same task; there are few of those."""
    on_it = col(RelabelItem.task_id) == item.task_id
    return and_(on_it, col(RelabelItem.first_id) == item.id)


def _has_consequences(item: RelabelItem, label: Label, asked_then: bool) -> ColumnElement[bool]:
    ended_with_it = exists().where(
        col(RelabelItem.task_id) == item.task_id,
        col(RelabelItem.member_id) == item.member_id,
        col(RelabelItem.state) == "withdrawn",
        col(RelabelItem.ended_at) >= item.ended_at,
    )
    looked_at = exists().where(
        _looks_at(item),
        or_(
            col(RelabelItem.state) != "open",
            exists().where(
                col(Assignment.task_id) == item.task_id,
                col(Assignment.item_id) == col(RelabelItem.id),
            ),
        ),
    )
    replaced = exists().where(col(Retraction.replaced_by) == label.id)
    spoiled = exists().where(col(Task.id) == item.task_id, col(Task.state) == "bad")
    return or_(ended_with_it, replaced, spoiled, *([looked_at] if asked_then else []))
