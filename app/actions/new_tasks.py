"""The next new task of a person: in order, or by lot a gold one, or one out of the order.

Where a project mixes gold in, every turn draws a lot. Some fall on gold, as many on an ordinary
task out of its order, so that neither a jump in the order nor its absence says which it was. The
same number of statements runs for each.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from app.actions.slots import change_slots
from app.clock import now
from app.domain.honeypots import Lot, draw_lot, is_decoy, is_gold, share_of
from app.domain.roles import Actor, Role
from app.queries.dispatch import find_open_task, last_task_of
from app.queries.honeypots import Asked, find_honeypot, get_asked
from app.queries.terms import Terms
from app.records.columns import table
from app.records.honeypots import Honeypot
from app.records.quick import Quick

_KEEP = Quick(insert(table(Honeypot)), [column.name for column in table(Honeypot).c])


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to be leased. A honeypot takes no slot: whoever is asked, the task's own labels are
    still to come."""

    id: int
    is_honeypot: bool = False


@dataclass(slots=True)
class Turns:
    """What a process remembers of a person: what they were asked under a revision, and when the
    tasks between which it draws were looked up."""

    revision_id: int | None
    openings: int
    asked: Asked


def take_new_task(db: Session, actor: Actor, terms: Terms) -> NewTask | None:
    """Go on from where the person stood; once at the end, look from the start again, but only if
    something has been opened since the last time nothing was found."""
    memory: dict[int, Any] = db.info["memory"].setdefault("desk", {})
    stood, exhausted = memory.get(actor.member_id, (None, None))
    if exhausted is not None and exhausted == terms.openings:
        return None
    if (drawn := _draw(db, actor, terms)) is not None:
        return drawn
    after = last_task_of(db, actor) if stood is None else stood
    task_id = find_open_task(db, actor, after) or (find_open_task(db, actor, 0) if after else None)
    if task_id is None:
        memory[actor.member_id] = (0, terms.openings)
        return None
    memory[actor.member_id] = (task_id, None)
    change_slots(db, actor.project_id, task_id, taken=1, labeled=0)
    return NewTask(task_id)


def note_taken(db: Session, actor: Actor, terms: Terms, task: NewTask, assignment_id: int) -> None:
    """After the lease: the next turn draws another lot, and what was asked is never asked again."""
    if not _is_asked(actor, terms):
        return
    turns = _turns(db, actor, terms)
    more = int(task.is_honeypot)
    all_, since, _, first, last = turns.asked
    turns.asked = Asked(all_ + more, since + more, assignment_id, first, last)
    if task.is_honeypot:
        row = {
            "member_id": actor.member_id,
            "task_id": task.id,
            "project_id": actor.project_id,
            "assignment_id": assignment_id,
            "revision_id": terms.revision_id,
            "asked_at": now(),
            "settled_at": None,
        }
        _KEEP.rows(db, row)


def _is_asked(actor: Actor, terms: Terms) -> bool:
    """Whether gold is mixed in for this person: the staff has seen what others answered."""
    return terms.plan.is_on and actor.role == Role.LABELER


def _draw(db: Session, actor: Actor, terms: Terms) -> NewTask | None:
    """What the lot falls on; None: the next task in order."""
    if not _is_asked(actor, terms):
        return None
    asked = _turns(db, actor, terms).asked
    lot = draw_lot(terms.plan.seed, actor.member_id, asked.turn)
    share = share_of(terms.plan, asked.all, asked.since)
    if is_gold(lot, share):
        found = find_honeypot(db, actor, lot.place) or find_honeypot(db, actor, 0.0)
        return NewTask(found, is_honeypot=True) if found else None
    return _draw_decoy(db, actor, lot, asked) if is_decoy(lot, share) else None


def _draw_decoy(db: Session, actor: Actor, lot: Lot, asked: Asked) -> NewTask | None:
    """An ordinary task from anywhere among them."""
    after = asked.first + int(lot.place * (asked.last + 1 - asked.first)) - 1
    task_id = find_open_task(db, actor, after)
    if task_id is None:
        return None
    change_slots(db, actor.project_id, task_id, taken=1, labeled=0)
    return NewTask(task_id)


def _turns(db: Session, actor: Actor, terms: Terms) -> Turns:
    memory: dict[int, Turns] = db.info["memory"].setdefault("turns", {})
    known = memory.get(actor.member_id)
    here = (terms.revision_id, terms.openings)
    if known is None or (known.revision_id, known.openings) != here:
        known = memory[actor.member_id] = Turns(*here, get_asked(db, actor, terms.revision_id))
    return known
