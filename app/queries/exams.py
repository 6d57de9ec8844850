"""Exams: what they can ask, and what came of their questions. The keys are the ML team's alone."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, exists, func, or_
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.domain.exams import Item
from app.domain.roles import Actor, Role, is_ml_team, is_staff
from app.errors import NotFound
from app.queries.blindness import is_calibrated, is_taken
from app.queries.flags import is_asked
from app.records.exams import Attempt, AttemptQuestion, Exam, ExamQuestion
from app.records.questions import Case, Ruling, RulingClause
from app.records.readings import CheckAnswer
from app.records.revisions import Clause
from app.records.tasks import Gold, Task

MOST_POOL = 2000  # questions of an exam, of cases and of trusted answers each

# the key as it holds: of a case, or of a trusted answer
KEY = func.coalesce(Case.value, Gold.value)
_FOUNDED = or_(
    and_(
        col(Case.state) == "in_force",
        or_(col(Case.ruling_id).is_(None), col(Ruling.state) == "in_force"),
    ),
    # one that was discussed, or is doubted, tells no more what somebody knows
    and_(col(ExamQuestion.case_id).is_(None), col(Gold.in_use).is_(True)),
)
STANDS = and_(_FOUNDED, or_(col(ExamQuestion.task_id).is_(None), col(Task.state) != "bad"))
# what a question is about, the same in all exams: its task, or the example of its case
_ABOUT = func.coalesce(ExamQuestion.task_id, -col(ExamQuestion.case_id))


@dataclass(frozen=True, slots=True)
class Source:
    """Something that can be asked: a case, or a task with a trusted answer."""

    case_id: int | None
    task_id: int | None
    clause_id: int | None
    code: str
    origin: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of an exam with what it is made of, and its key as it holds; `stands` False: it
    has none any more. `answered` times in exams, `right` so often."""

    question: ExamQuestion
    code: str
    case: Case | None
    task: Task | None
    ruling: Ruling | None
    value: str | None
    stands: bool
    answered: int = 0
    right: int = 0


def is_examinee(actor: Actor) -> bool:
    """Whether exams are for somebody: the staff knows the answers."""
    return actor.role in (Role.LABELER, Role.VIEWER) and actor.account_id is not None


def get_exam(db: Session, actor: Actor, number: int) -> Exam:
    """An exam: one that is closed is there for the staff, and for whoever has tried it."""
    exam = db.exec(
        select(Exam).where(Exam.project_id == actor.project_id, Exam.number == number)
    ).first()
    if exam is None:
        raise NotFound
    if exam.closed_at is not None and not is_staff(actor):
        tried = select(Attempt.id).where(
            Attempt.exam_id == exam.id, Attempt.member_id == actor.member_id
        )
        if db.exec(tried.limit(1)).first() is None:
            raise NotFound
    return exam


def get_led_exam(db: Session, actor: Actor, number: int) -> Exam:
    """An exam, for those who lead it."""
    if not is_ml_team(actor):
        raise NotFound
    return get_exam(db, actor, number)


def list_exams(db: Session, actor: Actor) -> list[Exam]:
    """The project's exams, newest first; closed ones for the staff."""
    query = select(Exam).where(Exam.project_id == actor.project_id)
    if not is_staff(actor):
        query = query.where(col(Exam.closed_at).is_(None))
    return list(db.exec(query.order_by(col(Exam.number).desc())))


def has_open_exam(db: Session, project_id: int) -> bool:
    """Whether there is an exam that can be taken."""
    query = select(Exam.id).where(Exam.project_id == project_id, col(Exam.closed_at).is_(None))
    return db.exec(query.limit(1)).first() is not None


def list_sources(db: Session, project_id: int) -> list[Source]:
    """What an exam can be made of: cases in force, those of rulings first, then tasks with a
    trusted answer. A task is asked once, though more than one case rests on it."""
    first = (
        pick(func.min(col(RulingClause.clause_id)))
        .where(col(RulingClause.ruling_id) == col(Case.ruling_id))
        .scalar_subquery()
    )
    clause_id = func.coalesce(Case.clause_id, first)
    rows = db.execute(
        pick(col(Case.id), col(Case.task_id), clause_id, col(Clause.code), col(Case.ruling_id))
        .outerjoin(Clause, col(Clause.id) == clause_id)
        .outerjoin(Ruling, col(Ruling.id) == col(Case.ruling_id))
        .outerjoin(Task, col(Task.id) == col(Case.task_id))
        .where(
            col(Case.project_id) == project_id,
            col(Case.state) == "in_force",
            or_(col(Case.ruling_id).is_(None), col(Ruling.state) == "in_force"),
            or_(col(Case.task_id).is_(None), col(Task.state) != "bad"),
        )
        .order_by(col(Case.ruling_id).is_(None), col(Case.id).desc())
        .limit(MOST_POOL)
    )
    found, tasks = [], set()
    for case_id, task_id, clause, code, ruling_id in rows:
        if task_id is None or task_id not in tasks:
            origin = "case" if ruling_id is None else "ruling"
            found.append(Source(case_id, task_id, clause, code or "", origin))
            tasks.add(task_id)
    golds = db.execute(
        pick(col(Gold.task_id), col(Gold.clause_id), col(Clause.code))
        .join(Task, col(Task.id) == col(Gold.task_id))
        .outerjoin(Clause, col(Clause.id) == col(Gold.clause_id))
        .where(
            col(Gold.project_id) == project_id,
            col(Gold.in_use).is_(True),
            col(Task.state) != "bad",
        )
        .order_by(col(Gold.task_id).desc())
        .limit(MOST_POOL)
    )
    found += [
        Source(None, task_id, clause, code or "", "gold")
        for task_id, clause, code in golds
        if task_id not in tasks
    ]
    return found


def list_items(db: Session, exam: Exam, member_id: int) -> list[Item]:
    """The questions that somebody could be asked: with a key that holds, about nothing that they
    have labeled, hold or flagged, or were told the answer of in a check, nor about a task with an
    open question. What they met in another exam of the project they have met."""
    history = _history(exam.project_id, member_id)
    checked = exists().where(
        col(CheckAnswer.case_id) == col(ExamQuestion.case_id),
        col(CheckAnswer.member_id) == member_id,
    )
    task_id = col(ExamQuestion.task_id)
    query = (
        joined(
            pick(
                col(ExamQuestion.id),
                col(Clause.code),
                col(ExamQuestion.origin),
                history.c.times,
                history.c.practised,
                col(ExamQuestion.may_practise),
            )
        )
        .outerjoin(history, history.c.about == _ABOUT)
        .where(col(ExamQuestion.exam_id) == exam.id, STANDS, ~checked)
        .where(or_(task_id.is_(None), and_(~is_taken(member_id, task_id), ~is_asked(task_id))))
        .where(or_(task_id.is_(None), ~is_calibrated(member_id, task_id)))
        .order_by(col(ExamQuestion.id))
    )
    return [
        Item(id, code or "", origin, int(times or 0), bool(practised), may)
        for id, code, origin, times, practised, may in db.execute(query)
    ]


def _history(project_id: int, member_id: int) -> Any:
    """By what questions are about, how often somebody had them in a project's exams, and how often
    they practised on them."""
    practised = col(Attempt.mode) == "practice"
    return (
        pick(
            _ABOUT.label("about"),
            func.sum(case((practised, 0), else_=1)).label("times"),
            func.sum(case((practised, 1), else_=0)).label("practised"),
        )
        .select_from(Exam)
        .join(Attempt, col(Attempt.exam_id) == col(Exam.id))
        .join(AttemptQuestion, col(AttemptQuestion.attempt_id) == col(Attempt.id))
        .join(ExamQuestion, col(ExamQuestion.id) == col(AttemptQuestion.question_id))
        .where(col(Exam.project_id) == project_id, col(Attempt.member_id) == member_id)
        .group_by(_ABOUT)
        .subquery()
    )


def map_keys(db: Session, question_ids: list[int]) -> dict[int, tuple[str, int | None]]:
    """(key, task) by question, of those that have a key now."""
    query = joined(pick(col(ExamQuestion.id), KEY, col(ExamQuestion.task_id)))
    rows = db.execute(query.where(col(ExamQuestion.id).in_(question_ids), STANDS))
    return {id: (value, task_id) for id, value, task_id in rows}


def map_asked(db: Session, question_ids: list[int]) -> dict[int, Asked]:
    """Questions with what they are made of, by id."""
    query = joined(
        pick(ExamQuestion, col(Clause.code), Case, Task, Ruling, KEY, case((STANDS, 1), else_=0))
    )
    rows = db.execute(query.where(col(ExamQuestion.id).in_(question_ids)))
    return {row[0].id: to_asked(*row) for row in rows}


def to_asked(question: ExamQuestion, code: str | None, *made_of: Any) -> Asked:
    """A question of the columns of such a row."""
    of, task, ruling, value, stands, *counts = made_of
    answered, right = (int(each or 0) for each in counts or (0, 0))
    return Asked(question, code or "", of, task, ruling, value, bool(stands), answered, right)


def joined(query: Any) -> Any:
    """Questions with their clause, case, ruling, task and trusted answer, as far as they have
    one."""
    return (
        query.select_from(ExamQuestion)
        .outerjoin(Clause, col(Clause.id) == col(ExamQuestion.clause_id))
        .outerjoin(Case, col(Case.id) == col(ExamQuestion.case_id))
        .outerjoin(Ruling, col(Ruling.id) == col(Case.ruling_id))
        .outerjoin(Task, col(Task.id) == col(ExamQuestion.task_id))
        .outerjoin(
            Gold,
            and_(
                col(Gold.task_id) == col(ExamQuestion.task_id),
                col(ExamQuestion.case_id).is_(None),
            ),
        )
    )
