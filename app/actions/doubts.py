"""Doubts about trusted answers: opened by good labelers who fail them, decided by the ML team."""

from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.actions.flags import raise_flag
from app.actions.golds import put_golds
from app.clock import now
from app.domain.answers import parse_answer
from app.domain.doubts import is_doubtful
from app.domain.roles import Actor, is_ml_team
from app.domain.texts import check_length
from app.errors import Conflict, Invalid, NotFound
from app.languages import say
from app.queries.doubts import find_doubt, list_witnesses
from app.queries.terms import get_schema
from app.records.doubts import Doubt
from app.records.events import record
from app.records.tasks import Gold, Task

LONGEST = 2_000


def doubt_gold(db: Session, actor: Actor, task_id: int) -> None:
    """Ask the ML team about a trusted answer, if those who fail it are good ones: called after
    somebody failed it. No answer to the task counts until they have decided."""
    gold = db.get(Gold, task_id)
    if gold is None or find_doubt(db, task_id) is not None:
        return
    if not is_doubtful(list_witnesses(db, gold)):
        return
    doubt = Doubt(project_id=gold.project_id, task_id=task_id)
    db.add(doubt)
    db.flush()
    record(db, actor, "gold.doubted", subject=doubt.id or 0, audience="team")


def rekey_doubted(db: Session, actor: Actor, number: int, *, answer: object) -> Doubt:
    """The labelers are right: the task's trusted answer is another one, and all that was answered
    is judged by it."""
    doubt = _need_open(db, actor, number)
    task = db.get_one(Task, doubt.task_id)
    parsed = parse_answer(get_schema(db, actor.project_id), answer, text=task.body)
    put_golds(db, actor, {doubt.task_id: parsed}, source="doubt")
    return _end(db, actor, doubt, "rekeyed")


def keep_doubted(db: Session, actor: Actor, number: int, *, reason: str) -> Doubt:
    """The trusted answer is right, for a reason; it is asked about again only if good labelers fail
    it anew."""
    doubt = _need_open(db, actor, number)
    if not reason.strip():
        raise Invalid(say("Say why it is right, for whoever asks next."), "reason")
    kept = check_length(reason, most=LONGEST, field="reason")
    return _end(db, actor, doubt, "kept", reason=kept)


def ask_doubted(db: Session, actor: Actor, number: int, *, key: UUID, reason: str) -> Doubt:
    """Nobody can say alone: make a question of it that is discussed like any other. The task is
    mixed in no more, for whoever holds it may read of it."""
    doubt = _need_open(db, actor, number)
    if not reason.strip():
        raise Invalid(say("Say in a sentence what is unclear."), "reason")
    task = db.get_one(Task, doubt.task_id)
    flag = raise_flag(db, actor, task.key, key=key, category="guideline_gap", note=reason)
    return _end(db, actor, doubt, "asked", question=flag.question_id)


def _need_open(db: Session, actor: Actor, number: int) -> Doubt:
    """A doubt that nobody has decided; for all but the ML team there is none."""
    if not is_ml_team(actor):
        raise NotFound
    doubt = db.exec(
        select(Doubt).where(col(Doubt.id) == number, Doubt.project_id == actor.project_id)
    ).first()
    if doubt is None:
        raise NotFound
    if doubt.ended_at is not None:
        raise Conflict(say("Somebody decided on this trusted answer meanwhile."))
    return doubt


def _end(db: Session, actor: Actor, doubt: Doubt, how: str, **more: Any) -> Doubt:
    doubt.how, doubt.ended_by, doubt.ended_at = how, actor.member_id, now()
    for name, value in more.items():
        setattr(doubt, name, value)
    db.add(doubt)
    db.flush()
    record(db, actor, "gold.judged", subject=doubt.id or 0, audience="team")
    return doubt
