"""A lease as every use of it needs it: current, and ended in one statement."""

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, update
from sqlmodel import Session

from app.actions.queues import return_item
from app.actions.slots import change_slots
from app.clock import now
from app.domain.roles import Actor
from app.errors import Conflict, NotFound
from app.languages import say
from app.queries.dispatch import Holding, Lease, find_lease
from app.records.columns import core, table
from app.records.labels import Assignment
from app.records.quick import Quick

_ENDED = update(table(Assignment)).where(table(Assignment).c.id == bindparam("assignment"))
_END = Quick(_ENDED, ("state", "ended_at", "assignment"))


def need_lease(db: Session, actor: Actor, key: UUID) -> Lease:
    """The actor's lease, which must be current: checked in the transaction that uses it."""
    lease = find_lease(db, actor, key)
    if lease is None:
        raise NotFound
    check_lease(lease)
    return lease


def check_lease(lease: Lease) -> None:
    """Raise Conflict where a lease is not current."""
    if lease.state != "leased":
        raise Conflict(
            say(
                "This task is not in your hands any more: it was %(state)s.", state=say(lease.state)
            )
        )
    if lease.expires_at <= now():
        raise Conflict(
            say("Your lease on this task has run out. Take the next task; nothing was kept.")
        )


def give_back(db: Session, project_id: int, held: Lease | Holding, state: str) -> None:
    end_assignment(db, held.id, state)
    if held.item_id is None:
        change_slots(db, project_id, held.task_id, taken=-held.slots, labeled=0)
    else:  # a relabel item stays open, with its person or for anybody; it never took a slot
        return_item(db, held.item_id)


def end_assignment(db: Session, id: int, state: str, **more: Any) -> None:
    """An assignment is over, or laid aside: its state says how."""
    ended = {"assignment": id, "state": state, "ended_at": now(), **more}
    if more:
        core(db).execute(_ENDED, ended)
    else:
        _END.rows(db, ended)
