"""Questions, as those who answer them and those who asked them see them."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, bindparam, false, or_
from sqlalchemy import select as pick
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from app.clock import now
from app.domain.roles import Actor, is_staff
from app.errors import NotFound
from app.records.columns import is_in, table
from app.records.questions import Asker, Flag, Question
from app.records.quick import Quick

STATES = ("open", "answered", "declined", "ruled", "duplicate")
MOST_OPEN = 500
LATELY = 20
_FLAGS = table(Flag).c
_ASKING = Quick(pick(func.max(_FLAGS.question_id)).where(_FLAGS.task_id == bindparam("task")))


def get_question(db: Session, actor: Actor, number: int) -> Question:
    """A question by its number: staff see all, others those that they asked or joined."""
    question = db.exec(
        select(Question).where(Question.project_id == actor.project_id, Question.number == number)
    ).first()
    if question is None:
        raise NotFound
    if not is_staff(actor) and actor.member_id not in map_openers(db, [question.id])[question.id]:
        raise NotFound
    return question


def map_openers(db: Session, question_ids: Iterable[int | None]) -> dict[int | None, set[int]]:
    """By question, the members who may open it though they are no staff: those who asked or joined
    it, and nobody who is thanked for having asked another that was merged into it."""
    found: dict[int | None, set[int]] = {each: set() for each in question_ids}
    wanted = [each for each in found if each is not None]
    for row in db.exec(select(Asker).where(col(Asker.question_id).in_(wanted))):
        found[row.question_id].add(row.member_id)
    return found


def find_question(db: Session, project_id: int, number: int) -> Question | None:
    """A question by its number, for what the house itself does."""
    return db.exec(
        select(Question).where(Question.project_id == project_id, Question.number == number)
    ).first()


def is_awake() -> ColumnElement[bool]:
    """That a question is not laid aside for later."""
    until = col(Question.snoozed_until)
    return or_(until.is_(None), until <= now())


def list_open(db: Session, project_id: int, *, snoozed: bool = False) -> list[Question]:
    """Open questions: those that are not laid aside for later, or only those that are."""
    query = select(Question).where(Question.project_id == project_id, Question.state == "open")
    query = query.where(~is_awake() if snoozed else is_awake())
    return list(db.exec(query.order_by(col(Question.id).desc()).limit(MOST_OPEN)))


def list_due(db: Session, project_id: int) -> list[Question]:
    """Open questions that were laid aside, and whose time has come."""
    due = select(Question).where(Question.project_id == project_id, *_is_due())
    return list(db.exec(due.order_by(col(Question.id))))


def list_projects_with_due(db: Session) -> list[int]:
    """The projects with such questions."""
    return list(db.exec(select(Question.project_id).where(*_is_due()).distinct()))


def _is_due() -> tuple[ColumnElement[bool], ...]:
    return is_in(Question.state, "open"), col(Question.snoozed_until) <= now()


def list_closed_lately(db: Session, project_id: int) -> list[Question]:
    """The last questions that were closed, newest first."""
    query = select(Question).where(
        Question.project_id == project_id, col(Question.closed_at).is_not(None)
    )
    return list(db.exec(query.order_by(col(Question.closed_at).desc()).limit(LATELY)))


def list_questions(
    db: Session, actor: Actor, state: str | None, before: int | None, most: int = 50
) -> list[Question]:
    """Questions below a number, newest first: all for staff, the actor's own for others. `aside`,
    which staff alone know of, is open and laid aside for later."""
    query = select(Question).where(Question.project_id == actor.project_id)
    if not is_staff(actor):
        asked = select(Asker.question_id).where(Asker.member_id == actor.member_id)
        query = query.where(col(Question.id).in_(asked))
    if state == "aside":
        query = query.where(Question.state == "open", ~is_awake() if is_staff(actor) else false())
    elif state is not None:
        query = query.where(Question.state == state)
    if before is not None:
        query = query.where(Question.number < before)
    return list(db.exec(query.order_by(col(Question.number).desc()).limit(most)))


def may_join(db: Session, actor: Actor, question: Question) -> bool:
    """Whether the actor may join an open question: staff any, others those that the ML team has put
    in words of its own, and those that they ask already."""
    if is_staff(actor) or question.titled_by_team:
        return True
    return db.get(Asker, (question.id, actor.member_id)) is not None


def find_asking(db: Session, task_id: int) -> Question | None:
    """The newest question that a task's flags ask. Looked for at every label: mostly in vain."""
    newest = _ASKING.scalar(db, {"task": task_id})
    return db.get(Question, newest) if newest else None


def list_askers(db: Session, question_id: int) -> list[int]:
    """The members who asked or joined a question, in that order."""
    query = select(Asker.member_id).where(Asker.question_id == question_id)
    return list(db.exec(query.order_by(col(Asker.joined_at), col(Asker.member_id))))


def list_staying(db: Session, question: Question) -> list[int]:
    """Those who ask a merged question and would go on asking the one that stands, were the merge
    undone: who asked it by themselves, and all of a merge so old that nothing tells them apart."""
    other = aliased(Asker)
    both = select(Asker.member_id).join(other, col(other.member_id) == col(Asker.member_id))
    both = both.where(Asker.question_id == question.id, other.question_id == question.duplicate_of)
    return list(db.exec(both.where(col(other.came_with).is_(None)).order_by(col(Asker.member_id))))


def find_asked(db: Session, member_ids: Iterable[int]) -> set[int]:
    """The questions that any of the members asked or joined."""
    query = select(Asker.question_id).where(col(Asker.member_id).in_(list(member_ids)))
    return set(db.exec(query))


def list_duplicates(db: Session, question_id: int) -> list[Question]:
    """The questions that a question stands for."""
    query = select(Question).where(Question.duplicate_of == question_id)
    return list(db.exec(query.order_by(col(Question.number))))


def map_numbers(db: Session, question_ids: Iterable[int | None]) -> dict[int, int]:
    """Numbers by id."""
    wanted = [each for each in question_ids if each is not None]
    rows = db.execute(select(Question.id, Question.number).where(col(Question.id).in_(wanted)))
    return {row.id: row.number for row in rows}


def count_askers(db: Session, question_ids: Iterable[int]) -> dict[int, int]:
    """How many people ask, by question."""
    wanted = col(Asker.question_id).in_(list(question_ids))
    rows = db.execute(
        select(Asker.question_id, func.count()).where(wanted).group_by(col(Asker.question_id))
    )
    return {row[0]: row[1] for row in rows}
