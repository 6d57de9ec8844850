"""Answering: submit, correct, take back. Labels are append-only; a newer one supersedes."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from app.actions.assignments import need_lease
from app.actions.slots import change_slots
from app.clock import new_id, now
from app.domain.answers import Answer, parse_answer
from app.domain.roles import Actor
from app.domain.texts import check_text
from app.errors import Conflict, Invalid, NotFound
from app.queries.dispatch import Lease
from app.queries.guidelines import find_published_id
from app.queries.labels import find_by_cid, find_current, has_peer_words
from app.queries.projects import get_schema
from app.queries.revisions_since import find_overtaking
from app.records.events import record
from app.records.labels import Assignment, Citation, CurrentLabel, Label, Retraction
from app.records.revisions import Clause
from app.records.tasks import Task

UNDO = timedelta(seconds=12)  # ten on the screen, two for the way


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it comes in: the raw value, and what the labeler says of it.

    `cid` is the client's own id: sent again, it gives the same label. `confirmed` is the number
    of a revision published meanwhile, which the labeler has seen and answers in spite of.
    """

    raw: object
    cid: UUID
    clauses: tuple[str, ...] = ()
    certainty: int | None = None
    comment: str = ""
    seconds: float | None = None
    confirmed: int | None = None


def submit_label(db: Session, actor: Actor, key: UUID, given: Given) -> Label:
    """Answer the task of a lease. Raises Conflict when the lease is not current any more, or
    when the guideline changed since the task was opened and that is not confirmed."""
    known = find_by_cid(db, actor.member_id, given.cid)
    if known:
        return known
    lease = need_lease(db, actor, key)
    published = find_published_id(db, actor.project_id)
    overtaken = published != lease.revision_id and find_overtaking(db, actor, lease.revision_id)
    if overtaken and given.confirmed != overtaken.number:
        why = f"The guideline changed to {overtaken.version} while you had this task open."
        raise Conflict(why, revision=overtaken.number, version=overtaken.version)
    source = "work" if lease.item_id is None else "relabel"
    label = _write(
        db, actor, lease.task_id, given, source=source, assignment_id=lease.id,
        revision_id=published, confirmed_stale=bool(overtaken),
    )  # fmt: skip
    _end(db, lease)
    return label


def correct_label(db: Session, actor: Actor, task_key: UUID, given: Given) -> Label:
    """Replace one's own current label. It is *informed* where others' words could be read."""
    known = find_by_cid(db, actor.member_id, given.cid)
    if known:
        return known
    task_id = db.execute(
        select(Task.id).where(Task.project_id == actor.project_id, col(Task.key) == task_key)
    ).scalar()
    current = find_current(db, actor.member_id, task_id) if task_id else None
    if task_id is None or current is None:
        raise NotFound
    return _write(
        db, actor, task_id, given, source="correction",
        revision_id=find_published_id(db, actor.project_id),
        informed=has_peer_words(db, actor, task_id),
    )  # fmt: skip


def undo_label(db: Session, actor: Actor, cid: UUID) -> Assignment:
    """Take one's last label back within ten seconds; the task is in hand again."""
    label = find_by_cid(db, actor.member_id, cid)
    if label is None or label.assignment_id is None:
        raise NotFound
    current = find_current(db, actor.member_id, label.task_id)
    assignment = db.get_one(Assignment, label.assignment_id)
    if now() - label.recorded_at > UNDO or current is None or current.label_id != label.id:
        raise Conflict("It is too late to undo this. You can correct it under My labels.")
    if assignment.item_id is not None:
        raise Conflict("A relabel cannot be undone; correct it under My labels.")
    db.add(Retraction(label_id=label.id or 0))
    db.delete(current)
    assignment.state, assignment.ended_at = "leased", None
    assignment.expires_at = now() + (assignment.expires_at - assignment.leased_at)
    db.add(assignment)
    change_slots(db, actor.project_id, label.task_id, taken=1, labeled=-1)
    record(db, actor, "label.undone", subject=label.id or 0, audience="staff", task=label.task_id)
    return assignment


def _write(
    db: Session,
    actor: Actor,
    task_id: int,
    given: Given,
    *,
    source: str,
    revision_id: int | None,
    assignment_id: int | None = None,
    confirmed_stale: bool = False,
    informed: bool = False,
) -> Label:
    answer = _check(db, actor, given)
    current = find_current(db, actor.member_id, task_id)
    at = now()
    label = Label(
        project_id=actor.project_id,
        task_id=task_id,
        member_id=actor.member_id,
        revision_id=revision_id,
        assignment_id=assignment_id,
        supersedes_id=current.label_id if current else None,
        cid=given.cid or new_id(),
        value=answer.value,
        answer=answer.data,
        certainty=given.certainty,
        comment=given.comment,
        seconds=given.seconds,
        source=source,
        informed=informed,
        confirmed_stale=confirmed_stale,
        labeled_at=at,
        recorded_at=at,
    )
    db.add(label)
    db.flush()
    _point(db, label, current)
    _cite(db, actor, label, given.clauses)
    kind = "label.corrected" if source == "correction" else "label.submitted"
    record(
        db, actor, kind, subject=label.id or 0, audience="staff", task=task_id,
        member=actor.member_id,
    )  # fmt: skip
    return label


def _check(db: Session, actor: Actor, given: Given) -> Answer:
    schema = get_schema(db, actor.project_id)
    answer = parse_answer(schema, given.raw)
    check_text(given.comment, most=20_000, field="comment")
    if given.certainty is not None and not 1 <= given.certainty <= 5:
        raise Invalid("Certainty goes from 1 to 5.", "certainty")
    if given.seconds is not None and not 0 <= given.seconds < 10**7:
        raise Invalid("The time spent is not a possible one.", "seconds")
    return answer


def _point(db: Session, label: Label, current: CurrentLabel | None) -> None:
    """Move the pointer to the label that counts now."""
    if current is None:
        db.execute(
            insert(CurrentLabel).values(
                task_id=label.task_id,
                member_id=label.member_id,
                project_id=label.project_id,
                label_id=label.id,
                value=label.value,
                independent=label.value,
            )
        )
        return
    current.label_id, current.value, current.stale_since = label.id or 0, label.value, None
    if not label.informed:
        current.independent = label.value
    db.add(current)


def _cite(db: Session, actor: Actor, label: Label, codes: tuple[str, ...]) -> None:
    if not codes:
        return
    ids = db.exec(
        select(Clause.id).where(
            Clause.project_id == actor.project_id, col(Clause.code).in_(set(codes))
        )
    ).all()
    if len(ids) != len(set(codes)):
        raise Invalid("One of the clauses cited does not exist.", "clauses")
    db.add_all(Citation(label_id=label.id or 0, clause_id=clause_id or 0) for clause_id in ids)


def _end(db: Session, lease: Lease) -> None:
    ended = update(Assignment).where(col(Assignment.id) == lease.id)
    db.execute(
        ended.values(state="submitted", ended_at=now()),
        execution_options={"synchronize_session": False},
    )
