"""Which task comes next for a person. Each look-up walks an index from where the person stood,
so its cost does not grow with the number of tasks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, literal
from sqlalchemy import select as pick
from sqlmodel import Session, col, func, select

from app.domain.roles import Actor
from app.records.labels import Assignment, CurrentLabel
from app.records.relabels import Relabel, RelabelItem
from app.records.tasks import Task

WORKING = ("seeding", "open")
LIVE = ("leased", "parked")
# an assignment in one of these states means: this person is not asked again by themselves
ENDED_FOR_GOOD = ("leased", "parked", "submitted", "skipped")


def is_in(column: Any, *states: str) -> ColumnElement[bool]:
    """A state, written into the statement: a database uses its partial indexes only then."""
    if len(states) == 1:
        return col(column) == literal(states[0], literal_execute=True)
    several: Any = bindparam(None, list(states), expanding=True, literal_execute=True)
    return col(column).in_(several)


@dataclass(frozen=True, slots=True)
class Lease:
    """A live assignment with what a submission must know of it."""

    id: int
    task_id: int
    item_id: int | None
    revision_id: int | None
    state: str
    expires_at: datetime
    leased_at: datetime


def find_lease(db: Session, actor: Actor, key: object) -> Lease | None:
    """The actor's assignment of that key, whatever its state."""
    row = db.execute(
        pick(
            col(Assignment.id),
            col(Assignment.task_id),
            col(Assignment.item_id),
            col(Assignment.revision_id),
            col(Assignment.state),
            col(Assignment.expires_at),
            col(Assignment.leased_at),
        ).where(col(Assignment.key) == key, col(Assignment.member_id) == actor.member_id)
    ).first()
    return Lease(*row) if row is not None else None


def find_held(db: Session, actor: Actor, at: datetime) -> Assignment | None:
    """The task that the actor has in hand: the oldest lease that has not run out, so that a label
    taken back comes before the task that followed it. Of live ones a person has a few, of ended
    ones thousands: an order by id would walk through those."""
    leased = db.exec(
        select(Assignment)
        .where(
            Assignment.member_id == actor.member_id,
            is_in(Assignment.state, *LIVE),
            is_in(Assignment.state, "leased"),
            Assignment.project_id == actor.project_id,
            col(Assignment.expires_at) > at,
        )
        .execution_options(populate_existing=True)
    ).all()
    return min(leased, key=lambda each: each.id or 0, default=None)


def find_item(db: Session, actor: Actor) -> RelabelItem | None:
    """The actor's next label to be made again; relabels come before new tasks."""
    busy = exists().where(
        col(Assignment.task_id) == col(RelabelItem.task_id),
        col(Assignment.member_id) == actor.member_id,
        is_in(Assignment.state, *LIVE),
    )
    return db.exec(
        select(RelabelItem)
        .join(Relabel, col(Relabel.id) == col(RelabelItem.relabel_id))
        .where(
            RelabelItem.project_id == actor.project_id,
            RelabelItem.member_id == actor.member_id,
            is_in(RelabelItem.state, "open"),
            col(Relabel.state).in_(WORKING),
            ~busy,
        )
        .order_by(col(RelabelItem.id))
        .limit(1)
    ).first()


def find_open_task(db: Session, actor: Actor, after: int) -> Task | None:
    """The first task after `after` that still has a free slot and that the actor never had."""
    labeled = exists().where(
        col(CurrentLabel.task_id) == col(Task.id), col(CurrentLabel.member_id) == actor.member_id
    )
    had = exists().where(
        col(Assignment.task_id) == col(Task.id),
        col(Assignment.member_id) == actor.member_id,
        col(Assignment.state).in_(ENDED_FOR_GOOD),
    )
    return db.exec(
        select(Task)
        .where(
            Task.project_id == actor.project_id,
            is_in(Task.state, "open"),
            col(Task.id) > after,
            ~labeled,
            ~had,
        )
        .order_by(col(Task.id))
        .limit(1)
    ).first()


def last_task_of(db: Session, actor: Actor) -> int:
    """Where the person stood: the newest task that they were given as new work."""
    newest = db.execute(
        select(Assignment.task_id)
        .where(
            Assignment.project_id == actor.project_id,
            Assignment.member_id == actor.member_id,
            col(Assignment.item_id).is_(None),
        )
        .order_by(col(Assignment.id).desc())
        .limit(1)
    ).scalar()
    return newest or 0


def list_run_out(db: Session, project_id: int, at: datetime, most: int = 100) -> list[Assignment]:
    """Leases whose time is over."""
    return list(
        db.exec(
            select(Assignment)
            .where(
                Assignment.project_id == project_id,
                is_in(Assignment.state, "leased"),
                col(Assignment.expires_at) <= at,
            )
            .order_by(col(Assignment.expires_at))
            .limit(most)
        )
    )


def count_items_open(db: Session, actor: Actor) -> int:
    """How many of the actor's labels wait to be made again."""
    query = select(func.count()).select_from(RelabelItem)
    return db.exec(
        query.where(
            RelabelItem.project_id == actor.project_id,
            RelabelItem.member_id == actor.member_id,
            is_in(RelabelItem.state, "open"),
        )
    ).one()


def has_open_item(db: Session, member_id: int, task_id: int) -> bool:
    """Whether the person's label on the task waits to be made again."""
    waiting = select(RelabelItem.id).where(
        RelabelItem.task_id == task_id,
        RelabelItem.member_id == member_id,
        RelabelItem.state == "open",
    )
    return db.execute(waiting.limit(1)).first() is not None
