"""The items of a relabel: one label each, made again blind, kept or flipped."""

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, update
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.clock import now
from app.domain.roles import Actor
from app.errors import Conflict
from app.languages import say
from app.queries.dispatch import LIVE
from app.records.columns import is_in
from app.records.events import record
from app.records.labels import Assignment, Label
from app.records.members import Member
from app.records.relabels import Relabel, RelabelItem

# Nobody's open items are counted beyond this: a relabel may have a million.
MANY = 500


def finish_item(db: Session, actor: Actor, item_id: int, label: Label) -> RelabelItem:
    """The item's label was made again. A flip asks for a second pair of eyes, if so settled.

    What another relabel asked about the label that was just superseded, it asks in vain now.
    """
    item = db.get_one(RelabelItem, item_id, populate_existing=True)
    if item.state != "open":
        raise Conflict(
            say("This label is not asked for any more: it was %(state)s.", state=say(item.state))
        )
    relabel = db.get_one(Relabel, item.relabel_id)
    before = db.execute(select(Label.value).where(col(Label.id) == item.label_id)).scalar_one()
    item.state = "kept" if before == label.value else "flipped"
    item.new_label_id, item.seconds, item.ended_at = label.id, label.seconds, now()
    db.add(item)
    db.flush()
    if item.state == "flipped" and relabel.second_person and item.first_id is None:
        _ask_second(db, item)
    withdraw_items(db, actor, *_of(label.task_id, label.member_id))
    tell_progress(db, actor, relabel)
    return item


def skip_item(db: Session, actor: Actor, item_id: int) -> None:
    """The person does not want to make this label again."""
    item = db.get_one(RelabelItem, item_id, populate_existing=True)
    item.state, item.ended_at = "skipped", now()
    db.add(item)
    db.flush()
    tell_progress(db, actor, db.get_one(Relabel, item.relabel_id))


def withdraw_items(db: Session, actor: Actor, *which: ColumnElement[bool]) -> None:
    """End open items that ask for nothing any more, and take them from whoever has one in hand."""
    chosen = (
        col(RelabelItem.project_id) == actor.project_id,
        is_in(RelabelItem.state, "open"),
        *which,
    )
    found = db.execute(pick(col(RelabelItem.id), col(RelabelItem.relabel_id)).where(*chosen)).all()
    if not found:
        return
    take_back(db, actor, pick(col(RelabelItem.id)).where(*chosen))
    db.execute(
        update(RelabelItem).where(*chosen).values(state="withdrawn", ended_at=now()),
        execution_options={"synchronize_session": "fetch"},
    )
    for relabel_id in sorted({row.relabel_id for row in found}):
        tell_progress(db, actor, db.get_one(Relabel, relabel_id))


def withdraw_items_of(db: Session, actor: Actor, task_id: int, member_id: int) -> None:
    """The person's label on the task is not to be made again."""
    withdraw_items(db, actor, *_of(task_id, member_id))


def take_back(db: Session, actor: Actor, item_ids: Select[Any]) -> None:
    """End the leases on items; their people are told."""
    live = (is_in(Assignment.state, *LIVE), col(Assignment.item_id).in_(item_ids))
    for row in db.execute(pick(col(Assignment.id), col(Assignment.member_id)).where(*live)).all():
        audience = f"member:{row.member_id}"
        record(db, actor, "assignment.released", subject=row.id, audience=audience)
        db.execute(
            update(Assignment)
            .where(col(Assignment.id) == row.id)
            .values(state="released", ended_at=now()),
            execution_options={"synchronize_session": "fetch"},
        )


def _of(task_id: int, member_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(RelabelItem.task_id) == task_id, col(RelabelItem.member_id) == member_id


def tell_progress(db: Session, actor: Actor, relabel: Relabel) -> None:
    """Tell staff how far it is; the last item ends the relabel."""
    if relabel.state == "open" and not has_open_items(db, relabel):
        end_relabel(db, actor, relabel)
        return
    record(
        db,
        actor,
        "relabel.progressed",
        subject=relabel.id or 0,
        audience="staff",
        relabel=relabel.number,
    )


def end_relabel(db: Session, actor: Actor, relabel: Relabel) -> None:
    """All items have ended: note the labels it ended with, so that its effect stays readable."""
    relabel.state, relabel.done_at = "done", now()
    relabel.ended_at_label = db.execute(
        select(func.max(Label.id)).where(Label.project_id == relabel.project_id)
    ).scalar()
    db.add(relabel)
    about, number = relabel.id or 0, relabel.number
    record(db, actor, "relabel.ended", subject=about, audience="project", relabel=number)


def has_open_items(db: Session, relabel: Relabel) -> bool:
    """Whether somebody still has a label to make again."""
    waiting = select(RelabelItem.id).where(
        RelabelItem.relabel_id == relabel.id, RelabelItem.state == "open"
    )
    return db.execute(waiting.limit(1)).first() is not None


def _ask_second(db: Session, item: RelabelItem) -> None:
    """Give the flip to a second pair of eyes; where there is none, it stands by itself."""
    second = _find_second(db, item)
    if second is None:
        return
    db.add(
        RelabelItem(
            relabel_id=item.relabel_id,
            project_id=item.project_id,
            label_id=item.label_id,
            task_id=item.task_id,
            member_id=second,
            first_id=item.id,
            strata=item.strata,
        )
    )
    db.flush()


def _find_second(db: Session, item: RelabelItem) -> int | None:
    """A labeler who signs in and has not seen the task in this relabel: the one with the fewest
    open items."""
    seen = exists().where(
        col(RelabelItem.relabel_id) == item.relabel_id,
        col(RelabelItem.task_id) == item.task_id,
        col(RelabelItem.member_id) == col(Member.id),
    )
    waiting = (
        select(RelabelItem.id)
        .where(
            col(RelabelItem.project_id) == item.project_id,
            col(RelabelItem.member_id) == col(Member.id),
            is_in(RelabelItem.state, "open"),
        )
        .limit(MANY)
        .correlate(Member)
        .subquery()
    )
    many = pick(func.count()).select_from(waiting).correlate(Member).scalar_subquery()
    free = db.execute(
        pick(col(Member.id), many.label("many"))
        .where(
            col(Member.project_id) == item.project_id,
            col(Member.role) == "labeler",
            col(Member.account_id).is_not(None),
            col(Member.removed_at).is_(None),
            ~seen,
        )
        .order_by(col(Member.id))
    ).all()
    least = min((row.many for row in free), default=0)
    idle = [row.id for row in free if row.many == least]
    if not idle:
        return None
    # where all have more than was counted: in turn
    return int(idle[(item.id or 0) % len(idle) if least == MANY else 0])
