"""Taking up again what was laid aside: a task that was parked, or skipped a moment ago."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.actions.slots import change_slots
from app.clock import now
from app.domain.removals import UNDO
from app.domain.roles import Actor
from app.errors import Conflict, NotFound
from app.languages import say
from app.queries.dispatch import find_lease
from app.queries.terms import get_terms
from app.records.events import record
from app.records.labels import Assignment
from app.records.tasks import Task


def resume_assignment(db: Session, actor: Actor, key: UUID) -> None:
    """Take up again what was parked, or within ten seconds what was skipped: the task is in hand,
    before the one that followed. Raises Conflict where it is too late, or somebody else has taken
    the place. Twice is as good as once."""
    lease = find_lease(db, actor, key)
    if lease is None:
        raise NotFound
    if lease.state == "leased":
        return
    at, terms = now(), get_terms(db, actor.project_id)
    laid_aside = db.get_one(Assignment, lease.id, populate_existing=True)
    if laid_aside.state == "parked":
        laid_aside.revision_id, laid_aside.leased_at = terms.revision_id, at
    else:
        _check_skip(db, laid_aside, at)
        change_slots(db, actor.project_id, lease.task_id, taken=lease.slots, labeled=0)
    laid_aside.state, laid_aside.reason, laid_aside.ended_at = "leased", "", None
    laid_aside.expires_at = terms.lease_end(at)
    db.add(laid_aside)
    db.flush()
    record(db, actor, "assignment.resumed", subject=lease.id, audience="staff", task=lease.task_id)


def _check_skip(db: Session, skipped: Assignment, at: datetime) -> None:
    ended = skipped.ended_at
    if skipped.state != "skipped" or skipped.item_id or ended is None or at - ended > UNDO:
        raise Conflict(say("It is too late to take this skip back."))
    task = db.get_one(Task, skipped.task_id, populate_existing=True)
    if task.state != "open" and not (skipped.beyond and task.state == "full"):
        raise Conflict(
            say("This task is not open any more: others have it, or it has left the queue.")
        )
