"""Labels that anybody may make again who has not answered their task: taken, and given back.

An item in the queue has nobody's name on it. Whoever takes it writes theirs, in the transaction
that leases the task: the project's writers are one at a time, so no two ever hold the same one.
"""

from typing import Any

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, select

from app.domain.roles import Actor, Role
from app.queries.queues import find_queued, has_taker
from app.records.columns import is_in
from app.records.labels import Label
from app.records.numbers import next_number
from app.records.relabels import Relabel, RelabelItem


def take_queued(db: Session, actor: Actor, openings: int) -> tuple[int, int] | None:
    """The next (item, task) of the queue, with the actor's name on it from now on; None where it
    holds nothing for them. What was looked through in vain is not until something has opened."""
    if actor.role != Role.LABELER:  # the staff has seen what others answered
        return None
    memory: dict[int, Any] = db.info["memory"].setdefault("queue", {})
    stood, exhausted = memory.get(actor.member_id, (0, None))
    if exhausted == openings:
        return None
    found = find_queued(db, actor, stood) or (find_queued(db, actor, 0) if stood else None)
    if found is None:
        memory[actor.member_id] = (0, openings)
        return None
    memory[actor.member_id] = (found[0], None)
    taken = update(RelabelItem).where(col(RelabelItem.id) == found[0])
    db.execute(
        taken.values(member_id=actor.member_id), execution_options={"synchronize_session": "fetch"}
    )
    return found


def return_item(db: Session, item_id: int, *, only_if_free: bool = False) -> bool:
    """Back into the queue with an open item that came out of it. `only_if_free`: unless nobody is
    left to take it. Returns whether it is there."""
    item = db.get_one(RelabelItem, item_id, populate_existing=True)
    owner = db.execute(select(Label.member_id).where(Label.id == item.label_id)).scalar()
    relabel = db.get_one(Relabel, item.relabel_id)
    is_anybodys = item.first_id is None or relabel.again_by == "both"
    if item.state != "open" or item.member_id in (None, owner) or not is_anybodys:
        return False
    if only_if_free and not has_taker(db, item):
        return False
    item.member_id = None
    db.add(item)
    db.flush()
    next_number(db, item.project_id, "openings")
    return True


def return_items_of(db: Session, member_id: int) -> None:
    """Somebody leaves: what they had taken from the queue goes back into it."""
    theirs = col(RelabelItem.member_id) == member_id, is_in(RelabelItem.state, "open")
    own = select(Label.id).where(Label.member_id == member_id)
    for item_id in db.exec(
        select(RelabelItem.id).where(*theirs, col(RelabelItem.label_id).not_in(own))
    ).all():
        return_item(db, item_id or 0)


def queue_items(db: Session, *which: ColumnElement[bool]) -> int:
    """Put open items into the queue: anybody may make them now. Returns how many."""
    moved = update(RelabelItem).where(is_in(RelabelItem.state, "open"), *which)
    done: Any = db.execute(
        moved.values(member_id=None), execution_options={"synchronize_session": False}
    )
    return int(done.rowcount)
