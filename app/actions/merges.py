"""Merging questions: askers, flags and parked tasks go on to the question that stands."""

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.actions.assignments import release_parked
from app.actions.questions import need_open, need_question, tell_askers, tell_staff
from app.clock import now
from app.domain.roles import Actor
from app.errors import Conflict, NotFound
from app.languages import say
from app.queries.questions import find_question, list_askers, list_duplicates
from app.records.labels import Assignment
from app.records.questions import Asker, Flag, Question

UNTRACKED = {"synchronize_session": False}


def merge_question(db: Session, actor: Actor, number: int, *, into: int) -> Question:
    """Mark a question as a duplicate of another; returns the one that stands.

    Duplicates never chain: where `into` is itself one, its own stands; and what this question
    stood for goes on with it. Merging into a decided question gives its askers that decision.
    """
    question = need_question(db, actor, number)
    standing = _standing(db, actor, into)
    if question.duplicate_of is not None and question.duplicate_of == standing.id:
        return standing
    need_open(question)
    if standing.id == question.id:
        raise Conflict(say("A question cannot stand for itself."))
    for other in list_duplicates(db, question.id or 0):
        other.duplicate_of = standing.id
        db.add(other)
    _move(db, question, standing)
    question.state, question.duplicate_of = "duplicate", standing.id
    question.closed_at, question.closed_by, question.snoozed_until = now(), actor.member_id, None
    db.add(question)
    db.flush()
    tell_staff(db, actor, "question.merged", question, into=standing.number)
    tell_askers(db, actor, question, "merged", into=standing.number)
    if standing.state != "open":
        release_parked(db, actor, standing.id or 0)
    return standing


def _standing(db: Session, actor: Actor, number: int) -> Question:
    found = find_question(db, actor.project_id, number)
    if found is None:
        raise NotFound
    return db.get_one(Question, found.duplicate_of) if found.duplicate_of else found


def _move(db: Session, question: Question, standing: Question) -> None:
    """Askers stay askers of the duplicate too: it is what they asked, and how it went on."""
    known = set(list_askers(db, standing.id or 0))
    for member_id in list_askers(db, question.id or 0):
        if member_id not in known:
            db.add(Asker(question_id=standing.id or 0, member_id=member_id))
    for table in (Flag, Assignment):
        column = col(table.question_id)
        moved = update(table).where(column == question.id).values(question_id=standing.id)
        db.execute(moved, execution_options=UNTRACKED)
    for flag in db.exec(select(Flag).where(Flag.question_id == standing.id)):
        db.refresh(flag)
