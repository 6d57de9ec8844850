"""Which labels would go back: as of a revision, or as if a ruling had not been."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, true
from sqlalchemy import select as pick
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.domain.roles import Actor, is_staff
from app.errors import NotFound
from app.queries.labels import is_gone
from app.queries.members import STAFF_NAME
from app.records.labels import CurrentLabel, Label, Retraction
from app.records.members import Member
from app.records.questions import Flag, Question, Ruling
from app.records.relabels import Relabel, RelabelItem, Restoration
from app.records.revisions import Revision

# what a label was made by that goes back, and what its person chose of their own accord
MOVED = ("relabel", "restore")
CORRECTED = "correction"


def get_restoration(db: Session, actor: Actor, number: int) -> Restoration:
    """One by its number; staff only."""
    found = db.exec(
        select(Restoration).where(
            Restoration.project_id == actor.project_id, Restoration.number == number
        )
    ).first()
    if found is None or not is_staff(actor):
        raise NotFound
    return found


def list_restorations(db: Session, project_id: int) -> list[Restoration]:
    """All of them, newest first."""
    rows = select(Restoration).where(Restoration.project_id == project_id)
    return list(db.exec(rows.order_by(col(Restoration.id).desc()).limit(200)))


def list_replaced(db: Session, project_id: int) -> list[Revision]:
    """The versions that another one has followed: labels can be as they were under them. Newest
    first."""
    follower = aliased(Revision)
    followed = select(follower.base_id).where(
        col(follower.project_id) == project_id, col(follower.published_at).is_not(None)
    )
    rows = select(Revision).where(
        Revision.project_id == project_id,
        col(Revision.published_at).is_not(None),
        col(Revision.id).in_(followed),
    )
    return list(db.exec(rows.order_by(col(Revision.id).desc())))


def find_end(db: Session, revision: Revision) -> int | None:
    """The newest label that was there when a version was last replaced; None where it never was."""
    follower = db.exec(
        select(Revision)
        .where(Revision.base_id == revision.id, col(Revision.published_at).is_not(None))
        .order_by(col(Revision.published_at).desc(), col(Revision.id).desc())
        .limit(1)
    ).first()
    if follower is None:
        return None
    sealed = select(Relabel.watermark).where(Relabel.revision_id == follower.id)
    watermark = db.exec(sealed).first()
    if watermark is None:
        newest = select(func.max(Label.id)).where(
            Label.project_id == revision.project_id,
            col(Label.recorded_at) <= follower.published_at,
        )
        watermark = db.execute(newest).scalar() or 0
    return watermark


def movable(restoration: Restoration, after: Any, until: Any) -> Select[Any]:
    """(label_id, before_id, member_id) of the current labels in bounds that would not say what they
    said as of the watermark, by label id. `before_id` None: a second look, which was not there."""
    label, before = aliased(Label), aliased(Label)
    replaced, owner = aliased(Retraction), aliased(Label)
    whose = func.coalesce(col(owner.member_id), col(label.member_id))
    mark = restoration.watermark
    then = (
        pick(func.max(col(before.id)))
        .where(
            col(before.task_id) == col(label.task_id),
            col(before.member_id) == whose,
            col(before.id) <= mark,
            ~is_gone(col(before.id), mark),
        )
        .scalar_subquery()
    )
    sources = (*MOVED, CORRECTED) if restoration.corrections else MOVED
    found = (
        pick(col(label.id).label("label_id"), then.label("before_id"), whose.label("member_id"))
        .add_columns(col(label.value), col(label.source))
        .select_from(CurrentLabel)
        .join(label, col(label.id) == col(CurrentLabel.label_id))
        .outerjoin(replaced, col(replaced.replaced_by) == col(label.id))
        .outerjoin(owner, col(owner.id) == col(replaced.label_id))
        .where(
            col(CurrentLabel.project_id) == restoration.project_id,
            col(CurrentLabel.label_id) > after,
            col(CurrentLabel.label_id) <= until,
            col(label.id) > mark,
            col(label.source).in_(sources),
        )
        .subquery()
    )
    old = aliased(Label)
    differs = or_(
        and_(found.c.before_id.is_(None), found.c.source == "relabel"),
        col(old.value) != found.c.value,
    )
    return (
        pick(found.c.label_id, found.c.before_id, found.c.member_id)
        .outerjoin(old, col(old.id) == found.c.before_id)
        .where(differs)
        .order_by(found.c.label_id)
    )


def undoable(db: Session, ruling: Ruling, *, only_its: bool = False) -> Select[Any]:
    """(item_id, label_id, member_id, is_its) of what the ruling's relabel flipped and still counts
    as flipped, by item. `is_its`: it was this ruling that flipped it, as far as can be told."""
    new = aliased(Label)
    is_its = _is_its(db, ruling, new)
    found = (
        pick(
            col(RelabelItem.id).label("item_id"),
            col(new.id).label("label_id"),
            col(RelabelItem.member_id),
            case((is_its, 1), else_=0).label("is_its"),
        )
        .join(Relabel, col(Relabel.id) == col(RelabelItem.relabel_id))
        .join(new, col(new.id) == col(RelabelItem.new_label_id))
        .join(CurrentLabel, col(CurrentLabel.label_id) == col(new.id))
        .where(
            col(Relabel.revision_id) == ruling.revision_id,
            col(RelabelItem.state) == "flipped",
            col(RelabelItem.strata) != "f",
            col(RelabelItem.first_id).is_(None),
        )
        .order_by(col(RelabelItem.id))
    )
    return found.where(is_its) if only_its else found


def count_by_member(db: Session, chosen: Select[Any]) -> list[tuple[str, int]]:
    """(name, labels) of those whose labels would go back, most first."""
    rows = chosen.order_by(None).subquery()
    counted = db.execute(
        pick(STAFF_NAME.label("name"), func.count().label("labels"))
        .join(rows, rows.c.member_id == col(Member.id))
        .group_by(col(Member.id), col(Member.name))
        .order_by(func.count().desc(), col(Member.name))
    )
    return [(row.name, row.labels) for row in counted]


def count(db: Session, chosen: Select[Any]) -> int:
    """How many rows a selection has."""
    rows = chosen.order_by(None).subquery()
    return int(db.execute(pick(func.count()).select_from(rows)).scalar_one())


def _is_its(db: Session, ruling: Ruling, new: Any) -> ColumnElement[bool]:
    """Of a revision with one ruling, everything is that one's. Of several: what its askers' flags
    name, and nobody else's; then what has its answer, where no other ruling gives the same."""
    others = db.exec(
        select(Ruling).where(Ruling.revision_id == ruling.revision_id, col(Ruling.id) != ruling.id)
    ).all()
    if not others:
        return true()
    mine = col(RelabelItem.task_id).in_(_asked_on([ruling]))
    theirs = col(RelabelItem.task_id).in_(_asked_on(others))
    is_alone = ruling.value is not None and ruling.value not in {each.value for each in others}
    says = col(new.value) == ruling.value if is_alone else false()
    return or_(and_(mine, ~theirs), and_(~mine, ~theirs, says))


def _asked_on(rulings: Any) -> Select[Any]:
    """The tasks whose flags asked what rulings decide, duplicates included."""
    asked = [each.question_id for each in rulings]
    merged = pick(col(Question.id)).where(
        col(Question.id).in_(asked) | col(Question.duplicate_of).in_(asked)
    )
    return pick(col(Flag.task_id)).where(col(Flag.question_id).in_(merged))
