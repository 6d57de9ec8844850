"""Exams as they are led: their questions, and how often those were answered right."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func
from sqlalchemy import select as pick
from sqlmodel import Session, col

from app.queries.exams import KEY, STANDS, Asked, joined, to_asked
from app.records.exams import Attempt, AttemptQuestion, Exam, ExamQuestion
from app.records.questions import Case, Ruling
from app.records.revisions import Clause
from app.records.tasks import Task


@dataclass(frozen=True, slots=True)
class Tally:
    """The questions of a clause, "" for those without one: how many, how many with a key that
    stands, and how often they were answered in exams, and right."""

    code: str
    questions: int
    pool: int
    answered: int
    right: int


def list_questions(db: Session, exam: Exam, most: int) -> list[Asked]:
    """The first questions of an exam, by clause, with how often they were answered right in
    exams."""
    counted = _count_answers(exam)
    query = joined(
        pick(
            ExamQuestion,
            col(Clause.code),
            Case,
            Task,
            Ruling,
            KEY,
            case((STANDS, 1), else_=0),
            counted.c.answered,
            counted.c.right,
        )
    ).outerjoin(counted, counted.c.question_id == col(ExamQuestion.id))
    rows = db.execute(
        query.where(col(ExamQuestion.exam_id) == exam.id)
        .order_by(col(Clause.id).is_(None), col(Clause.id), col(ExamQuestion.id))
        .limit(most)
    )
    return [to_asked(*row) for row in rows]


def list_tallies(db: Session, exam: Exam) -> list[Tally]:
    """All questions of an exam counted, clause by clause."""
    counted = _count_answers(exam)
    query = joined(
        pick(
            func.coalesce(Clause.code, ""),
            func.count(),
            func.sum(case((STANDS, 1), else_=0)),
            func.coalesce(func.sum(counted.c.answered), 0),
            func.coalesce(func.sum(counted.c.right), 0),
        )
    ).outerjoin(counted, counted.c.question_id == col(ExamQuestion.id))
    rows = db.execute(
        query.where(col(ExamQuestion.exam_id) == exam.id)
        .group_by(col(Clause.id), col(Clause.code))
        .order_by(col(Clause.id).is_(None), col(Clause.id))
    )
    return [Tally(code, *(int(each) for each in counts)) for code, *counts in rows]


def _count_answers(exam: Exam) -> Any:
    """By question, how often it was answered in exams that are over, and right."""
    return (
        pick(
            col(AttemptQuestion.question_id).label("question_id"),
            func.count().label("answered"),
            func.sum(case((col(AttemptQuestion.is_right).is_(True), 1), else_=0)).label("right"),
        )
        .join(Attempt, col(Attempt.id) == col(AttemptQuestion.attempt_id))
        .where(
            col(Attempt.exam_id) == exam.id,
            col(Attempt.mode) == "exam",
            col(Attempt.ended_at).is_not(None),
            col(AttemptQuestion.answered_at).is_not(None),
        )
        .group_by(col(AttemptQuestion.question_id))
        .subquery()
    )
