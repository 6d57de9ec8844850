"""Answering: submit, correct, take back. Labels are append-only; a newer one supersedes."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from app.actions.assignments import need_labeler
from app.actions.label_rows import add_label
from app.actions.leases import check_lease, end_assignment
from app.actions.made_again import finish_item
from app.actions.receipts import keep_receipt
from app.actions.relabel_items import withdraw_items, withdraw_items_of
from app.actions.reopenings import reopen_item, step_back
from app.actions.requirements import need_read
from app.actions.slots import change_slots
from app.clock import now
from app.domain.answers import Answer, AnswerSchema, parse_answer
from app.domain.removals import UNDO
from app.domain.roles import Actor
from app.domain.texts import check_text
from app.errors import Conflict, Invalid, NotFound
from app.languages import say
from app.queries.agains import has_open_item
from app.queries.desk import recount_today
from app.queries.dispatch import find_lease
from app.queries.flags import has_open_question
from app.queries.labels import (
    find_by_cid,
    find_current,
    is_retracted,
    list_cited,
)
from app.queries.publications import find_overtaking, find_public_id
from app.queries.readings_due import find_touching, list_due
from app.queries.reopenings import find_reopenable
from app.queries.sightings import is_informed
from app.queries.terms import Terms, get_schema, get_terms
from app.records.columns import fill, row_of
from app.records.events import record
from app.records.labels import Assignment, CurrentLabel, Label
from app.records.relabels import RelabelItem
from app.records.tasks import Task


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it comes in: the raw value, and what the labeler says of it.

    `cid` is the client's own id: sent again, it gives the same label. `confirmed` is the number
    of a revision published meanwhile, which the labeler has seen and answers in spite of.
    `opened` is that of the revision which a correction's form was drawn under.
    """

    raw: object
    cid: UUID
    clauses: tuple[str, ...] = ()
    certainty: int | None = None
    comment: str = ""
    seconds: float | None = None
    confirmed: int | None = None
    opened: int | None = None


def submit_label(
    db: Session, actor: Actor, key: UUID, given: Given, terms: Terms | None = None
) -> Label:
    """Answer the task of a lease. Raises Conflict when the lease is not current any more, or
    when the guideline changed since the task was opened and that is not confirmed, or when the
    same `cid` came with another answer before. The same answer again gives the same label.
    `terms`: the project's, where they were looked up in this transaction already."""
    need_labeler(actor)
    lease = find_lease(db, actor, key, given.cid)
    if lease is None or lease.known:
        known = find_by_cid(db, actor.member_id, given.cid)
        if known is None:
            raise NotFound
        is_same = lease is not None and lease.id == known.assignment_id
        return _repeat(db, actor, known, given, is_same)
    check_lease(lease)
    terms = terms or get_terms(db, actor.project_id)
    _read_first(db, actor, terms, lease.task_id, lease.item_id)
    overtaken = None
    if terms.revision_id != lease.revision_id:
        overtaken = find_overtaking(db, actor, lease.revision_id)
    if overtaken and given.confirmed != overtaken.number:
        why = say(
            "The guideline changed to %(version)s while you had this task open.",
            version=overtaken.version,
        )
        raise Conflict(why, revision=overtaken.number, version=overtaken.version)
    source = "work" if lease.item_id is None else "relabel"
    label = _draft(db, actor, terms, lease.task_id, given, source)
    fill(label, assignment_id=lease.id, confirmed_stale=overtaken is not None)
    fill(label, under_question=bool(lease.is_asked), beyond=not lease.slots)
    # between an answer and its undoing one may read what others wrote, or how it ended; and what
    # one held already may be laid open in a calibration
    if lease.may_know:
        fill(label, informed=is_informed(db, actor, lease.task_id))
    _keep(db, actor, label, given, "label.submitted")
    end_assignment(db, lease.id, "submitted")
    if lease.item_id is None:
        # as ordinary as can be: what takes no slot runs the same statements
        slots = lease.slots
        change_slots(db, actor.project_id, lease.task_id, taken=-slots, labeled=slots)
    else:
        finish_item(db, actor, lease.item_id, label)
    return label


def correct_label(db: Session, actor: Actor, task_key: UUID, given: Given) -> Label:
    """Replace one's own current label. It is *informed* where others' words or answers, or how the
    task ended, could be read. Raises Conflict while the label waits to be made again, or a revision
    waits to be read, or when the guideline changed since the correction was opened and that is not
    confirmed; Invalid where nothing differs, unless it is to hold under another guideline."""
    need_labeler(actor)
    task_id = db.execute(
        select(Task.id).where(Task.project_id == actor.project_id, col(Task.key) == task_key)
    ).scalar()
    known = find_by_cid(db, actor.member_id, given.cid)
    if known:
        is_same = known.task_id == task_id and known.source == "correction"
        return _repeat(db, actor, known, given, is_same)
    current = find_current(db, actor.member_id, task_id) if task_id is not None else None
    if task_id is None or current is None:
        raise NotFound
    terms = get_terms(db, actor.project_id)
    _read_first(db, actor, terms, task_id)
    if not current.counts and not db.get_one(Label, current.label_id).beyond:
        raise Conflict(say("This label is set aside while the ML team looks at it."))
    if has_open_item(db, actor.member_id, task_id):
        raise Conflict(say("This label waits to be made again: you will find it on your desk."))
    is_overtaken = _need_confirmed(db, actor, current, given)
    if not is_overtaken and _says_same(db, actor, db.get_one(Label, current.label_id), given):
        raise Invalid(say("Nothing differs from your label: it stands as it is."))
    # what others were to make in its place, they would make in vain
    withdraw_items(db, actor, col(RelabelItem.label_id) == current.label_id)
    label = _draft(db, actor, terms, task_id, given, "correction")
    fill(label, confirmed_stale=is_overtaken, informed=is_informed(db, actor, task_id))
    fill(label, under_question=has_open_question(db, task_id))
    _keep(db, actor, label, given, "label.corrected")
    # where overlap adapts, what agreed may differ now, and the other way round
    change_slots(db, actor.project_id, task_id, taken=0, labeled=0)
    return label


def undo_label(db: Session, actor: Actor, cid: UUID) -> Assignment:
    """Take one's last label back within ten seconds; the task is in hand again. One that was made
    again, as long as nothing has come of it: what it took the place of counts again."""
    label = find_by_cid(db, actor.member_id, cid)
    if label is None or label.assignment_id is None:
        raise NotFound
    current = find_current(db, actor.member_id, label.task_id)
    assignment = db.get_one(Assignment, label.assignment_id, populate_existing=True)
    at = now()
    if at - label.recorded_at > UNDO or current is None or current.label_id != label.id:
        raise Conflict(say("It is too late to undo this. You can correct it under My labels."))
    item = find_reopenable(db, label) if assignment.item_id is not None else None
    if assignment.item_id is not None and item is None:
        why = say("Its relabel has gone on from this label. You can correct it under My labels.")
        raise Conflict(why)
    counted = current.counts
    step_back(db, label, current)
    assignment.state, assignment.ended_at = "leased", None
    assignment.expires_at = get_terms(db, actor.project_id).lease_end(at)
    db.add(assignment)
    db.flush()
    if item is not None:
        reopen_item(db, actor, item)
    else:
        withdraw_items_of(db, actor, label.task_id, actor.member_id)
        change = {"taken": 0 if assignment.beyond else 1, "labeled": -1 if counted else 0}
        change_slots(db, actor.project_id, label.task_id, **change)
    about = {"task": label.task_id, "member": actor.member_id}
    record(db, actor, "label.undone", subject=label.id or 0, audience=_hearers(label), **about)
    recount_today(db, actor.member_id)
    return assignment


def _read_first(
    db: Session, actor: Actor, terms: Terms, task_id: int, item_id: int | None = None
) -> None:
    """Raise Conflict where a revision that touches the task must be read before. One that only
    shows itself has stood above the task by now: that is its receipt."""
    due = list_due(db, actor, terms.revision_id)
    touching = find_touching(db, due, task_id, item_id)
    need_read([each for each in touching if each.holds_back])
    for each in touching:
        keep_receipt(db, actor, each.id, each.number, way="shown")


def _need_confirmed(db: Session, actor: Actor, current: CurrentLabel, given: Given) -> bool:
    """Whether the guideline changed since a correction was opened: then it must be confirmed. Who
    does not say when that was is taken to judge as they did when they made the label."""
    if given.opened is None:
        opened = db.get_one(Label, current.label_id).revision_id
    else:
        opened = find_public_id(db, actor.project_id, given.opened)
        if opened is None:
            raise Invalid(say("No revision with this number was ever published."), "revision")
    overtaken = find_overtaking(db, actor, opened)
    if overtaken and given.confirmed != overtaken.number:
        why = say(
            "The guideline changed to %(version)s since you opened this label.",
            version=overtaken.version,
        )
        raise Conflict(why, revision=overtaken.number, version=overtaken.version)
    return overtaken is not None


def _repeat(db: Session, actor: Actor, known: Label, given: Given, is_same: bool) -> Label:
    """The label that this client's id made before, if it was for this very thing. Seconds and
    confirmations may differ: a client that tries again counts on."""
    if not is_same or not _says_same(db, actor, known, given):
        raise Conflict(say("This id came with another answer before. Send it again with a new id."))
    if has_open_item(db, actor.member_id, known.task_id):
        raise Conflict(say("This label waits to be made again: you will find it on your desk."))
    if is_retracted(db, known.id or 0):
        raise Conflict(say("This answer was taken back. Answer again, with a new id."))
    return known


def _says_same(db: Session, actor: Actor, known: Label, given: Given) -> bool:
    """Whether an answer says what a label says: the same, as sure, with the same remark and
    clauses."""
    said = (
        _check(db, get_schema(db, actor.project_id), known.task_id, given).data,
        given.certainty,
        given.comment,
        set(given.clauses),
    )
    return said == (known.answer, known.certainty, known.comment, list_cited(db, known.id or 0))


def _draft(
    db: Session, actor: Actor, terms: Terms, task_id: int, given: Given, source: str
) -> Label:
    """The label as given, checked against the project's schema; not written yet."""
    answer = _check(db, terms.answers, task_id, given)
    at = now()
    return row_of(
        Label,
        project_id=actor.project_id,
        task_id=task_id,
        member_id=actor.member_id,
        revision_id=terms.revision_id,
        assignment_id=None,
        supersedes_id=None,
        cid=given.cid,
        value=answer.value,
        answer=answer.data,
        certainty=given.certainty,
        comment=given.comment,
        seconds=given.seconds,
        source=source,
        informed=False,
        beyond=False,
        confirmed_stale=False,
        under_question=False,
        labeled_at=at,
        recorded_at=at,
    )


def _keep(db: Session, actor: Actor, label: Label, given: Given, kind: str) -> Label:
    add_label(db, label, given.clauses)
    about = {"task": label.task_id, "member": actor.member_id}
    record(db, actor, kind, subject=label.id or 0, audience=_hearers(label), **about)
    return label


def _hearers(label: Label) -> str:
    """Staff; of what was asked beyond the overlap the ML team alone, for it tells what is gold."""
    return "team" if label.beyond else "staff"


def _check(db: Session, schema: AnswerSchema, task_id: int, given: Given) -> Answer:
    text = None
    if schema.kind == "spans":  # they must lie inside what they mark
        text = db.execute(select(Task.body).where(col(Task.id) == task_id)).scalar_one()
    answer = parse_answer(schema, given.raw, text=text)
    check_text(given.comment, most=20_000, field="comment")
    if given.certainty is not None and not 1 <= given.certainty <= 5:
        raise Invalid(say("Certainty goes from 1 to 5."), "certainty")
    if given.seconds is not None and not 0 <= given.seconds < 10**7:
        raise Invalid(say("The time spent is not a possible one."), "seconds")
    return answer
