"""Merging questions: askers, flags and parked tasks go on to the question that stands, and back."""

from collections.abc import Iterable, Iterator

from sqlalchemy import exists, update
from sqlmodel import Session, col, select

from app.actions.assignments import release_parked
from app.actions.joinings import enter_asker
from app.actions.precedents import spare_tasks, spoil_tasks
from app.actions.questions import need_open, need_question, tell_askers, tell_staff
from app.clock import now
from app.domain.roles import Actor
from app.errors import Conflict, Invalid
from app.languages import say
from app.queries.questions import find_question, list_duplicates
from app.queries.rulings import takes_away
from app.records.labels import Assignment
from app.records.questions import Asker, Flag, Question

UNTRACKED = {"synchronize_session": False}


def merge_question(db: Session, actor: Actor, number: int, *, into: int) -> Question:
    """Mark a question as a duplicate of another; returns the one that stands.

    Duplicates never chain: where `into` is itself one, its own stands; and what this question
    stood for goes on with it. Merging into a decided question gives its askers that decision, and
    its tasks too: where nobody can judge them, they leave the queue.
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
    question.merged_into = standing.id
    question.closed_at, question.closed_by, question.snoozed_until = now(), actor.member_id, None
    db.add(question)
    db.flush()
    tell_staff(db, actor, "question.merged", question, into=standing.number)
    tell_askers(db, actor, question, "merged", into=standing.number)
    if takes_away(db, standing.id or 0):
        spoil_tasks(db, actor, standing.id or 0)
    if standing.state != "open":
        release_parked(db, actor, standing.id or 0)
    return standing


def separate_question(db: Session, actor: Actor, number: int) -> Question:
    """Undo a merge: the question is open by itself again, with its flags, its askers, what is
    parked for it, and the questions that it stood for; its tasks are back where only the other's
    ruling took them away. What its askers have been told, and tasks that were given back to them,
    stay so. A repeat changes nothing."""
    question = need_question(db, actor, number)
    if question.duplicate_of is None:
        if question.state == "open":
            return question
        raise Conflict(say("Question %(number)s was not merged into another.", number=number))
    standing = db.get_one(Question, question.duplicate_of)
    followers = list(_followers(question, list_duplicates(db, standing.id or 0)))
    for other in followers:
        other.duplicate_of = question.id
        db.add(other)
    own = [question.id or 0, *(each.id or 0 for each in followers)]
    _take_back(db, question, standing, own)
    if takes_away(db, standing.id or 0):
        spare_tasks(db, actor, question.id or 0)
    question.duplicate_of = question.merged_into = None
    question.state, question.closed_at, question.closed_by = "open", None, None
    db.add(question)
    db.flush()
    tell_staff(db, actor, "question.separated", question, into=standing.number)
    tell_askers(db, actor, question, "separated", left=standing.number)
    return question


def _followers(question: Question, others: Iterable[Question]) -> Iterator[Question]:
    """Those that came with the question: merged into it, or into one that was, and so on."""
    waiting, near = list(others), {question.id}
    while found := [each for each in waiting if each.merged_into in near]:
        yield from found
        near = {each.id for each in found}
        waiting = [each for each in waiting if each not in found]


def _standing(db: Session, actor: Actor, number: int) -> Question:
    found = find_question(db, actor.project_id, number)
    if found is None:
        raise Invalid(say("There is no question %(number)s.", number=number), "into")
    return db.get_one(Question, found.duplicate_of) if found.duplicate_of else found


def _move(db: Session, question: Question, standing: Question) -> None:
    """Askers stay askers of the duplicate too: it is what they asked, and how it went on."""
    for asker in _list_askers(db, [question.id or 0]):
        enter_asker(db, standing, asker.member_id, came_with=asker.came_with or question.id)
    for table in (Flag, Assignment):
        column = col(table.question_id)
        moved = update(table).where(column == question.id).values(question_id=standing.id)
        db.execute(moved, execution_options=UNTRACKED)
    _refresh(db, standing)


def _take_back(db: Session, question: Question, standing: Question, own: list[int]) -> None:
    """`own`: the question and those that it stood for."""
    flags = update(Flag).where(
        col(Flag.question_id) == standing.id, col(Flag.raised_question_id).in_(own)
    )
    db.execute(flags.values(question_id=question.id), execution_options=UNTRACKED)
    asked = exists().where(
        col(Flag.task_id) == Assignment.task_id, col(Flag.member_id) == Assignment.member_id
    )
    # who flagged one task for both waits for the one that stood
    parked = update(Assignment).where(
        col(Assignment.question_id) == standing.id,
        asked.where(col(Flag.question_id) == question.id),
        ~asked.where(col(Flag.question_id) == standing.id),
    )
    db.execute(parked.values(question_id=question.id), execution_options=UNTRACKED)
    _refresh(db, question)
    rest = [each.id or 0 for each in list_duplicates(db, standing.id or 0) if each.id not in own]
    _part_askers(db, standing.id or 0, rest, own)


def _part_askers(db: Session, standing: int, rest: list[int], own: list[int]) -> None:
    """Whoever asks what stood only because of the merge goes, unless another question that was
    merged into it brings them too."""
    asking = _list_askers(db, rest)
    others = {each.member_id: each.question_id for each in asking if each.came_with is None}
    for asker in [*_list_askers(db, [standing]), *asking]:
        if asker.came_with not in own:
            continue
        if asker.member_id in others:
            asker.came_with = others[asker.member_id]
            db.add(asker)
        else:
            db.delete(asker)


def _list_askers(db: Session, question_ids: list[int]) -> list[Asker]:
    asked = select(Asker).where(col(Asker.question_id).in_(question_ids))
    return list(db.exec(asked.order_by(col(Asker.joined_at), col(Asker.member_id))))


def _refresh(db: Session, question: Question) -> None:
    for flag in db.exec(select(Flag).where(Flag.question_id == question.id)):
        db.refresh(flag)
