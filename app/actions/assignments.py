"""Who gets which task: claiming under a lease, parking, skipping, giving back."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session, col, select

from app.actions.leases import end_assignment, give_back, need_lease
from app.actions.new_tasks import note_taken, take_new_task
from app.actions.pre_labels import note_suggestion
from app.actions.queues import return_items_of, take_queued
from app.actions.relabel_items import skip_item, withdraw_items
from app.actions.requirements import need_passed, need_read
from app.actions.slots import change_slots
from app.clock import new_id, now
from app.domain.roles import Actor, may_label
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.languages import say
from app.queries.dispatch import (
    LIVE,
    Lease,
    find_waiting,
    list_live,
    list_run_out,
)
from app.queries.free_work import find_free_item, find_free_task
from app.queries.qualifications import has_priority
from app.queries.readings_due import Due, find_touching, list_due
from app.queries.terms import Terms, get_terms
from app.records.columns import fill, is_in, keys_of, row_of, table
from app.records.events import record
from app.records.labels import Assignment
from app.records.questions import Question
from app.records.quick import Quick
from app.records.relabels import RelabelItem

SWEEP = timedelta(seconds=1)
# built once, for the hot path
_TAKE = Quick(insert(table(Assignment)).returning(table(Assignment).c.id), keys_of(Assignment))


def claim_task(db: Session, actor: Actor, terms: Terms | None = None) -> Assignment | None:
    """The task in hand, or the next one under a new lease; None when there is no work left.
    `terms`: the project's, where they were looked up in this transaction already.

    Order: what is in hand, labels to be made again, new tasks; of those, while a revision is to be
    read, what it does not touch. Raises Conflict when nothing is left but what waits for that.
    """
    need_labeler(actor)
    at = now()
    return_run_out(db, actor, at)
    terms = terms or get_terms(db, actor.project_id)
    waiting = find_waiting(db, actor, at)
    due = [each for each in list_due(db, actor, terms.revision_id) if each.holds_back]
    if waiting.held:
        held = db.get_one(Assignment, waiting.held, populate_existing=True)
        need_read(find_touching(db, due, held.task_id, held.item_id))
        return held
    if terms.holds:
        need_passed(db, actor)
    if due:
        return _claim_free(db, actor, terms, due, at)
    if waiting.item:
        item_id, task_id = waiting.item
        return _lease(db, actor, terms, task_id, item_id, at)
    # of what anybody may make, those who passed an exam that says so have the first choice
    is_first = waiting.is_queue and has_priority(db, actor)
    found = _claim_queued(db, actor, terms, at) if is_first else None
    found = found or _claim_new(db, actor, terms, at)
    if found or is_first or not waiting.is_queue:
        return found
    return _claim_queued(db, actor, terms, at)


def _claim_queued(db: Session, actor: Actor, terms: Terms, at: datetime) -> Assignment | None:
    queued = take_queued(db, actor, terms.openings)
    return _lease(db, actor, terms, queued[1], queued[0], at) if queued else None


def _claim_new(db: Session, actor: Actor, terms: Terms, at: datetime) -> Assignment | None:
    task = take_new_task(db, actor, terms)
    if task is None:
        return None
    assignment = _lease(db, actor, terms, task.id, None, at, beyond=task.is_honeypot)
    note_taken(db, actor, terms, task, assignment.id or 0)
    return assignment


def need_labeler(actor: Actor) -> None:
    """Refuse those who only read, or are given no work just now."""
    need_labels(actor)
    if actor.paused:
        raise Forbidden(
            say("The ML team looks at your answers; until then you are given no tasks here.")
        )


def need_labels(actor: Actor) -> None:
    """Refuse those who only read."""
    if not may_label(actor):
        raise Forbidden(say("Your role in this project reads; it does not label."))


def _claim_free(
    db: Session, actor: Actor, terms: Terms, due: list[Due], at: datetime
) -> Assignment:
    """Work that nothing unread touches. How far tasks were looked through is remembered, until
    something else is to be read; at the end, what has opened since the start is looked for."""
    if item := find_free_item(db, actor, due):
        return _lease(db, actor, terms, item[1], item[0], at)
    memory: dict[int, Any] = db.info["memory"].setdefault("free", {})
    reading = tuple(each.id for each in due)
    known, begun, after = memory.get(actor.member_id, (None, 0, 0))
    if known != reading or (after is None and begun != terms.openings):
        begun, after = terms.openings, 0
    if after is not None:
        task_id, on = find_free_task(db, actor, due, after)
        if not on and begun != terms.openings:
            begun = terms.openings
            task_id, on = find_free_task(db, actor, due, 0)
        memory[actor.member_id] = (reading, begun, on or None)
        if task_id is not None:
            change_slots(db, actor.project_id, task_id, taken=1, labeled=0)
            return _lease(db, actor, terms, task_id, None, at)
    need_read(due)
    raise AssertionError("something is due")


def _lease(
    db: Session,
    actor: Actor,
    terms: Terms,
    task_id: int,
    item_id: int | None,
    at: datetime,
    *,
    beyond: bool = False,
) -> Assignment:
    assignment = row_of(
        Assignment,
        key=new_id(),
        project_id=actor.project_id,
        task_id=task_id,
        member_id=actor.member_id,
        item_id=item_id,
        revision_id=terms.revision_id,
        question_id=None,
        state="leased",
        reason="",
        beyond=beyond,
        leased_at=at,
        expires_at=terms.lease_end(at),
        ended_at=None,
    )
    fill(assignment, id=_TAKE.scalar(db, vars(assignment)))
    if terms.prelabels and item_id is None:  # a label is made again without any hint
        note_suggestion(db, actor.project_id, terms.prelabels, assignment.id or 0, task_id)
    return assignment


def park_assignment(db: Session, actor: Actor, key: UUID, *, question_id: int) -> None:
    """Lay a task aside until its question closes. It keeps its slot. Raises Conflict where the
    question is closed already: the task would never come back."""
    lease = need_lease(db, actor, key)
    question = db.get(Question, question_id)
    if question is None or question.project_id != actor.project_id:
        raise NotFound
    if question.state != "open":
        raise Conflict(
            say(
                "Question %(number)s was %(state)s meanwhile: nothing is left to wait for. "
                "The task stays in your hands.",
                number=question.number,
                state=say(question.state),
            ),
            question=question.number,
        )
    end_assignment(db, lease.id, "parked", question_id=question_id)
    record(db, actor, "assignment.parked", subject=lease.id, audience=f"member:{actor.member_id}")


def skip_assignment(db: Session, actor: Actor, key: UUID, *, reason: str) -> None:
    """Give a task back with a reason; this person is not asked again."""
    if not reason.strip():
        raise Invalid(say("Say in a word why you skip it."), "reason")
    lease = need_lease(db, actor, key)
    end_assignment(db, lease.id, "skipped", reason=reason)
    if lease.item_id is None:
        change_slots(db, actor.project_id, lease.task_id, taken=-lease.slots, labeled=0)
    else:
        skip_item(db, actor, lease.item_id)
    _tell_given_back(db, actor, "assignment.skipped", lease)


def release_assignment(db: Session, actor: Actor, key: UUID) -> None:
    """Give a task back without a reason: somebody else may have it, or this person later."""
    lease = need_lease(db, actor, key)
    give_back(db, actor.project_id, lease, "released")
    _tell_given_back(db, actor, "assignment.released", lease)


def _tell_given_back(db: Session, actor: Actor, kind: str, lease: Lease) -> None:
    """Staff; of what was asked beyond the overlap the ML team alone, for it tells what is gold."""
    audience = "staff" if lease.slots or lease.item_id is not None else "team"
    record(db, actor, kind, subject=lease.id, audience=audience, task=lease.task_id)


def release_parked(db: Session, actor: Actor, question_id: int) -> int:
    """A question closed: what was parked for it goes back to the people who parked it.

    Each gets a fresh lease, so that it is the next task on their desk. Returns how many.
    """
    parked = db.exec(
        select(Assignment)
        .where(
            Assignment.project_id == actor.project_id,
            Assignment.question_id == question_id,
            Assignment.state == "parked",
        )
        .execution_options(populate_existing=True)
    ).all()
    at, terms = now(), get_terms(db, actor.project_id)
    for assignment in parked:
        assignment.state = "leased"
        assignment.leased_at, assignment.expires_at = at, terms.lease_end(at)
        assignment.revision_id = terms.revision_id
        db.add(assignment)
        audience = f"member:{assignment.member_id}"
        record(db, actor, "assignment.released", subject=assignment.id or 0, audience=audience)
    db.flush()
    return len(parked)


def leave_work(db: Session, actor: Actor, member_id: int) -> None:
    """Somebody labels here no more: what they hold or have parked goes to others, and nobody waits
    for the labels that they were to make again."""
    return_items_of(db, member_id)
    withdraw_items(db, actor, col(RelabelItem.member_id) == member_id)
    for held in list_live(db, actor.project_id, member_id):
        give_back(db, actor.project_id, held, "released")


def return_leases(db: Session, actor: Actor, member_id: int) -> None:
    """What somebody holds goes to others; what they parked waits for its question, and what they
    are to make again for them."""
    for held in list_live(db, actor.project_id, member_id):
        if held.state == "leased":
            give_back(db, actor.project_id, held, "released")


def take_task_away(db: Session, actor: Actor, task_id: int) -> None:
    """Nobody can judge the task: whoever holds it, or waits to make its label again, is freed."""
    withdraw_items(db, actor, col(RelabelItem.task_id) == task_id)
    live = select(Assignment.id, Assignment.member_id, Assignment.beyond).where(
        Assignment.task_id == task_id, is_in(Assignment.state, *LIVE)
    )
    for id, member_id, beyond in db.execute(live).all():
        end_assignment(db, id, "released", reason="bad task")
        change_slots(db, actor.project_id, task_id, taken=0 if beyond else -1, labeled=0)
        record(db, actor, "assignment.released", subject=id, audience=f"member:{member_id}")


def return_run_out(db: Session, actor: Actor, at: datetime) -> None:
    """Let abandoned leases come back; at most once a second per project and process."""
    swept: dict[int, datetime] = db.info["memory"].setdefault("swept", {})
    last = swept.get(actor.project_id)
    if last and timedelta(0) <= at - last < SWEEP:  # a clock may be set back
        return
    swept[actor.project_id] = at
    for each in list_run_out(db, actor.project_id, at):
        give_back(db, actor.project_id, each, "expired")
