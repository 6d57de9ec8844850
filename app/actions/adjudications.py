"""Deciding the answer of one task. It makes no rule: that is what rulings are for."""

from uuid import UUID

from sqlmodel import Session

from app.clock import now
from app.domain.answers import parse_answer
from app.domain.roles import Actor, may_adjudicate
from app.domain.texts import check_text
from app.errors import Conflict, Invalid, NotFound
from app.languages import say
from app.queries.adjudications import find_standing
from app.queries.projects import get_project
from app.queries.tasks import get_task
from app.queries.terms import find_published_id, get_schema
from app.records.adjudications import Adjudication
from app.records.events import record


def adjudicate_task(
    db: Session, actor: Actor, key: UUID, *, answer: object, reason: str = ""
) -> Adjudication:
    """Decide a task, whatever its votes; an earlier decision ends. Labels stay as they are. Raises
    Conflict where the project lets people differ, Invalid for what is no answer."""
    _need_adjudicator(actor)
    task = get_task(db, actor, key)
    if get_project(db, actor.project_id).descriptive:
        raise Conflict(say("In this project people may differ: no answer is the one."))
    parsed = parse_answer(get_schema(db, actor.project_id), answer, text=task.body)
    said = check_text(reason.strip(), most=2000, field="reason")
    before = find_standing(db, task.id or 0)
    revision_id = find_published_id(db, actor.project_id)
    if before is not None and (before.value, before.reason, before.revision_id) == (
        parsed.value,
        said,
        revision_id,
    ):
        return before
    if before is not None:
        _end(db, actor, before)
    made = Adjudication(
        project_id=actor.project_id,
        task_id=task.id or 0,
        revision_id=revision_id,
        value=parsed.value,
        answer=parsed.data,
        reason=said,
        made_by=actor.member_id,
    )
    db.add(made)
    db.flush()
    about = {"task": task.id or 0}
    record(db, actor, "adjudication.made", subject=made.id or 0, audience="staff", **about)
    return made


def withdraw_adjudication(db: Session, actor: Actor, key: UUID) -> None:
    """Take the decision on a task back: its votes count again."""
    _need_adjudicator(actor)
    task = get_task(db, actor, key)
    standing = find_standing(db, task.id or 0)
    if standing is None:
        raise Invalid(say("This task is not decided."))
    _end(db, actor, standing)
    about = {"task": task.id or 0}
    record(db, actor, "adjudication.withdrawn", subject=standing.id or 0, audience="staff", **about)


def _need_adjudicator(actor: Actor) -> None:
    if not may_adjudicate(actor):
        raise NotFound


def _end(db: Session, actor: Actor, adjudication: Adjudication) -> None:
    adjudication.ended_at, adjudication.ended_by = now(), actor.member_id
    db.add(adjudication)
    db.flush()
