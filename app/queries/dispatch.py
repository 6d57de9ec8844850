"""Which task comes next for a person.

Each look-up walks an index from where the person stood, so that its cost does not grow with the
number of tasks.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, exists, literal
from sqlalchemy import select as pick
from sqlmodel import Session, col, func, select

from app.domain.roles import Actor
from app.records.columns import core, table
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


# The hot paths' statements are built once: building them anew costs more than running them.
_HOLDINGS, _ITEMS = table(Assignment).c, table(RelabelItem).c
_TASKS, _CURRENT = table(Task).c, table(CurrentLabel).c
_MEMBER: BindParameter[int] = bindparam("member")
_PROJECT: BindParameter[int] = bindparam("project")
_LEASE = pick(
    _HOLDINGS.id,
    _HOLDINGS.task_id,
    _HOLDINGS.item_id,
    _HOLDINGS.revision_id,
    _HOLDINGS.state,
    _HOLDINGS.expires_at,
    _HOLDINGS.leased_at,
).where(_HOLDINGS.key == bindparam("key"), _HOLDINGS.member_id == _MEMBER)
# project + 0: or SQLite takes the index of that and walks through everybody's leases
_HELD = pick(_HOLDINGS.id).where(
    _HOLDINGS.member_id == _MEMBER,
    is_in(_HOLDINGS.state, *LIVE),
    is_in(_HOLDINGS.state, "leased"),
    _HOLDINGS.project_id + 0 == _PROJECT,
    _HOLDINGS.expires_at > bindparam("at"),
)
_ITEM = (
    pick(_ITEMS.id, _ITEMS.task_id)
    .join(table(Relabel), table(Relabel).c.id == _ITEMS.relabel_id)
    .where(
        _ITEMS.project_id == _PROJECT,
        _ITEMS.member_id == _MEMBER,
        is_in(_ITEMS.state, "open"),
        is_in(table(Relabel).c.state, *WORKING),
        ~exists().where(
            _HOLDINGS.task_id == _ITEMS.task_id,
            _HOLDINGS.member_id == _MEMBER,
            is_in(_HOLDINGS.state, *LIVE),
        ),
    )
    .order_by(_ITEMS.id)
    .limit(1)
)
_OPEN_TASK = (
    pick(_TASKS.id)
    .where(
        _TASKS.project_id == _PROJECT,
        is_in(_TASKS.state, "open"),
        _TASKS.id > bindparam("after"),
        ~exists().where(_CURRENT.task_id == _TASKS.id, _CURRENT.member_id == _MEMBER),
        ~exists().where(
            _HOLDINGS.task_id == _TASKS.id,
            _HOLDINGS.member_id == _MEMBER,
            is_in(_HOLDINGS.state, *ENDED_FOR_GOOD),
        ),
    )
    .order_by(_TASKS.id)
    .limit(1)
)


def find_lease(db: Session, actor: Actor, key: object) -> Lease | None:
    """The actor's assignment of that key, whatever its state."""
    row = core(db).execute(_LEASE, {"key": key, "member": actor.member_id}).first()
    return Lease(*row) if row is not None else None


def find_held(db: Session, actor: Actor, at: datetime) -> Assignment | None:
    """The task that the actor has in hand: the oldest lease that has not run out, so that a label
    taken back comes before the task that followed it. Of live ones a person has a few, of ended
    ones thousands: an order by id would walk through those."""
    who = {"member": actor.member_id, "project": actor.project_id, "at": at}
    leased = core(db).execute(_HELD, who).scalars().all()
    return db.get(Assignment, min(leased), populate_existing=True) if leased else None


def find_item(db: Session, actor: Actor) -> tuple[int, int] | None:
    """(item, task) of the actor's next label to be made again; relabels come before new tasks."""
    who = {"member": actor.member_id, "project": actor.project_id}
    row = core(db).execute(_ITEM, who).first()
    return (row.id, row.task_id) if row is not None else None


def find_open_task(db: Session, actor: Actor, after: int) -> int | None:
    """The first task after `after` that still has a free slot and that the actor never had."""
    who = {"member": actor.member_id, "project": actor.project_id, "after": after}
    return core(db).execute(_OPEN_TASK, who).scalar()


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
