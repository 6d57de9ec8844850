"""Cases that are kept back from somebody because an exam asks them."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy import select as pick
from sqlmodel import Session, col

from app.queries.qualifications import DUE
from app.records.exams import (
    Attempt,
    AttemptQuestion,
    Exam,
    ExamQuestion,
    ExamRenewal,
    Qualification,
)
from app.records.questions import Case


def list_kept_back(db: Session, member_id: int, case_ids: list[int]) -> set[int]:
    """Those of the cases whose answer is shown to somebody nowhere just now: an open exam can still
    ask them, they lie before the person in an attempt, or are to be answered anew. Whoever has
    passed sees the rest."""
    if not case_ids:
        return set()
    case_id = col(Case.id)
    unasked = and_(
        col(Case.task_id).is_(None), _is_pooled(case_id, member_id), ~_is_told(case_id, member_id)
    )
    hidden = or_(unasked, _is_before(case_id, member_id), _is_due(case_id, member_id))
    return set(db.execute(pick(case_id).where(case_id.in_(case_ids), hidden)).scalars())


def _is_pooled(case_id: Any, member_id: int) -> ColumnElement[bool]:
    """The condition that an open exam that somebody has not passed can ask a case."""
    passed = exists().where(
        col(Qualification.exam_id) == col(Exam.id),
        col(Qualification.member_id) == member_id,
        col(Qualification.taken_at).is_(None),
    )
    return exists().where(
        col(ExamQuestion.case_id) == case_id,
        col(Exam.id) == col(ExamQuestion.exam_id),
        col(Exam.closed_at).is_(None),
        ~passed,
    )


def _asked(case_id: Any, member_id: int, *more: Any) -> ColumnElement[bool]:
    return exists().where(
        col(ExamQuestion.case_id) == case_id,
        col(AttemptQuestion.question_id) == col(ExamQuestion.id),
        col(AttemptQuestion.member_id) == member_id,
        col(Attempt.id) == col(AttemptQuestion.attempt_id),
        *more,
    )


def _is_told(case_id: Any, member_id: int) -> ColumnElement[bool]:
    practised = and_(col(Attempt.mode) == "practice", col(AttemptQuestion.answered_at).is_not(None))
    return _asked(case_id, member_id, or_(col(Attempt.ended_at).is_not(None), practised))


def _is_before(case_id: Any, member_id: int) -> ColumnElement[bool]:
    untold = or_(col(Attempt.mode) != "practice", col(AttemptQuestion.answered_at).is_(None))
    return _asked(case_id, member_id, col(Attempt.ended_at).is_(None), untold)


def _is_due(case_id: Any, member_id: int) -> ColumnElement[bool]:
    return exists().where(
        col(ExamQuestion.case_id) == case_id,
        col(ExamRenewal.question_id) == col(ExamQuestion.id),
        col(ExamRenewal.member_id) == member_id,
        DUE,
    )
