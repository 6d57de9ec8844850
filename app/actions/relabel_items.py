"""The items of a relabel: one label each, made again blind, kept or flipped."""

from sqlalchemy import ColumnElement, exists, update
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.actions.queues import return_item
from app.clock import now
from app.domain.roles import Actor
from app.queries.dispatch import LIVE
from app.queries.labels import newest_label
from app.records.columns import is_in
from app.records.events import record
from app.records.labels import Assignment
from app.records.relabels import Relabel, RelabelItem


def skip_item(db: Session, actor: Actor, item_id: int) -> None:
    """The person does not want to make this label again; what anybody may make, the next one may,
    as long as there is one."""
    if return_item(db, item_id, only_if_free=True):
        return
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
    take_back(db, actor, *chosen)
    db.execute(
        update(RelabelItem).where(*chosen).values(state="withdrawn", ended_at=now()),
        execution_options={"synchronize_session": "fetch"},
    )
    for relabel_id in sorted({row.relabel_id for row in found}):
        tell_progress(db, actor, db.get_one(Relabel, relabel_id))


def withdraw_items_of(db: Session, actor: Actor, task_id: int, member_id: int) -> None:
    """The person's label on the task is not to be made again."""
    withdraw_items(db, actor, *_of(task_id, member_id))


def take_back(db: Session, actor: Actor, *which: ColumnElement[bool]) -> None:
    """End the leases on items; their people are told."""
    # from the leases, which are few, to their items, which may be a million
    theirs = exists().where(col(RelabelItem.id) == col(Assignment.item_id), *which)
    live = (is_in(Assignment.state, *LIVE), theirs)
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
    relabel.state, relabel.done_at, relabel.paused_at = "done", now(), None
    relabel.ended_at_label = newest_label(db, relabel.project_id)
    db.add(relabel)
    about, number = relabel.id or 0, relabel.number
    record(db, actor, "relabel.ended", subject=about, audience="project", relabel=number)


def has_open_items(db: Session, relabel: Relabel) -> bool:
    """Whether somebody still has a label to make again."""
    waiting = select(RelabelItem.id).where(
        RelabelItem.relabel_id == relabel.id, RelabelItem.state == "open"
    )
    return db.execute(waiting.limit(1)).first() is not None
