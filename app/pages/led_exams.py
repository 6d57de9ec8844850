"""An exam as the ML team leads it: who has passed, and which questions and clauses are hard."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.answers import AnswerSchema, describe
from app.domain.intervals import clopper_pearson
from app.domain.texts import excerpt
from app.pages.clauses import trails
from app.pages.guidelines import root_of
from app.queries.attempts import Examinee, list_examinees
from app.queries.exams import Asked
from app.queries.guidelines import document_of, find_published
from app.queries.led_exams import Tally, list_questions, list_tallies
from app.queries.qualifications import map_due
from app.queries.terms import get_schema
from app.records.exams import Exam

MOST_PEOPLE, MOST_QUESTIONS = 500, 400
# enough answers to say that a clause is hard, and not that one person had a bad day
FEWEST_ANSWERS = 5


@dataclass(frozen=True, slots=True)
class ExamineeView:
    """Somebody who has tried: `state` is passed, at it, failed, taken or left; `due`: questions to
    answer anew."""

    id: int
    name: str
    state: str
    attempts: int
    best: int | None
    last_at: datetime
    due: int


@dataclass(frozen=True, slots=True)
class ExamClauseView:
    """A clause of an exam, "" for trusted answers: so many questions asked of each, from a pool of
    so many; the share answered right, with its 95 % interval. `is_hard`: by these answers people
    are right less than half of the time, which points to the guideline rather than to them."""

    code: str
    trail: str
    asked: int
    pool: int
    answered: int
    right: int
    low: float
    high: float
    is_hard: bool


@dataclass(frozen=True, slots=True)
class ExamQuestionView:
    """A question with its key: for the ML team alone."""

    id: int
    code: str
    text: str
    origin: str
    key: str
    may_practise: bool
    stands: bool
    answered: int
    right: int


@dataclass(frozen=True, slots=True)
class LedExamView:
    """What came of an exam. `tried` and `passed`: people, of whom `unlisted` are not among those
    listed; `others`: questions beyond those listed."""

    root: str
    number: int
    questions: int
    needed: int
    is_open: bool
    people: tuple[ExamineeView, ...]
    tried: int
    passed: int
    unlisted: int
    clauses: tuple[ExamClauseView, ...]
    pool: tuple[ExamQuestionView, ...]
    others: int


def view_led(db: Session, exam: Exam) -> LedExamView:
    """An exam as it is led."""
    tallies = list_tallies(db, exam)
    due = map_due(db, exam.id or 0)
    people = [_examinee(each, due) for each in list_examinees(db, exam)]
    listed = list_questions(db, exam, MOST_QUESTIONS)
    under = trails(document_of(find_published(db, exam.project_id)))
    schema = get_schema(db, exam.project_id)
    return LedExamView(
        root=root_of(db, exam.project_id),
        number=exam.number,
        questions=exam.questions,
        needed=exam.needed,
        is_open=exam.closed_at is None,
        people=tuple(people[:MOST_PEOPLE]),
        tried=len(people),
        passed=sum(each.state == "passed" for each in people),
        unlisted=max(0, len(people) - MOST_PEOPLE),
        clauses=_clauses(exam, tallies, under),
        pool=tuple(_question(each, schema) for each in listed),
        others=sum(each.questions for each in tallies) - len(listed),
    )


def _examinee(each: Examinee, due: dict[int, int]) -> ExamineeView:
    member, given = each.member, each.qualification
    state = "failed"
    if member.removed_at is not None:
        state = "left"
    elif given is not None:
        state = "taken" if given.taken_at else "passed"
    if each.is_at_it and state in ("failed", "taken"):
        state = "at_it"
    id = member.id or 0
    return ExamineeView(
        id, member.name, state, each.attempts, each.best, each.last_at, due.get(id, 0)
    )


def _clauses(exam: Exam, tallies: list[Tally], under: dict[str, str]) -> tuple[ExamClauseView, ...]:
    views = []
    for each in tallies:
        low, high = clopper_pearson(each.right, each.answered)
        is_hard = each.answered >= FEWEST_ANSWERS and high < 0.5
        counts = (exam.plan.get(each.code, 0), each.pool, each.answered, each.right)
        about = (each.code, under.get(each.code, ""))
        views.append(ExamClauseView(*about, *counts, low, high, is_hard))
    return tuple(sorted(views, key=lambda each: (not each.is_hard, not each.code)))


def _question(each: Asked, schema: AnswerSchema) -> ExamQuestionView:
    text = each.task.body if each.task else each.case.example if each.case else ""
    return ExamQuestionView(
        id=each.question.id or 0,
        code=each.code,
        text=excerpt(text, 160),
        origin=each.question.origin,
        key=describe(schema, each.value) if each.value is not None else "",
        may_practise=each.question.may_practise,
        stands=each.stands,
        answered=each.answered,
        right=each.right,
    )
