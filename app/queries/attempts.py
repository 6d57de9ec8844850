"""Attempts at exams: one's own, and what they have come to."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.domain.roles import Actor
from app.errors import NotFound
from app.records.exams import Attempt, AttemptQuestion, Exam, ExamQuestion, Qualification
from app.records.members import Member


@dataclass(frozen=True, slots=True)
class Examinee:
    """Somebody who has tried an exam: how often, when last, their best score of so many, and what
    they have come to."""

    member: Member
    attempts: int
    last_at: datetime
    best: int | None
    is_at_it: bool
    qualification: Qualification | None


def get_attempt(db: Session, actor: Actor, key: UUID) -> Attempt:
    """One's own attempt; to all others there is none."""
    attempt = db.exec(
        select(Attempt).where(
            Attempt.key == key,
            Attempt.project_id == actor.project_id,
            Attempt.member_id == actor.member_id,
        )
    ).first()
    if attempt is None:
        raise NotFound
    return attempt


def find_open_attempt(db: Session, member_id: int) -> Attempt | None:
    """The attempt that somebody is at."""
    query = select(Attempt).where(Attempt.member_id == member_id, col(Attempt.ended_at).is_(None))
    return db.exec(query).first()


def list_attempts(db: Session, exam_id: int, member_id: int) -> list[Attempt]:
    """Somebody's attempts at an exam, the newest first."""
    query = select(Attempt).where(Attempt.exam_id == exam_id, Attempt.member_id == member_id)
    return list(db.exec(query.order_by(col(Attempt.number).desc())))


def list_answers(db: Session, attempt_id: int) -> list[AttemptQuestion]:
    """An attempt's questions, in their order, with what was answered."""
    query = select(AttemptQuestion).where(AttemptQuestion.attempt_id == attempt_id)
    return list(db.exec(query.order_by(col(AttemptQuestion.place))))


def list_run_out(db: Session, at: datetime, most: int = 100) -> list[tuple[int, int]]:
    """(project, attempt) of attempts whose time is over, the oldest first."""
    query = (
        pick(col(Attempt.project_id), col(Attempt.id))
        .where(col(Attempt.ended_at).is_(None), col(Attempt.ends_at) <= at)
        .order_by(col(Attempt.ends_at))
        .limit(most)
    )
    return [(project_id, id) for project_id, id in db.execute(query)]


def list_examinees(db: Session, exam: Exam) -> list[Examinee]:
    """Everybody who has tried an exam, whoever tried last first."""
    own = (
        pick(
            col(Attempt.member_id).label("member_id"),
            func.count().label("attempts"),
            func.max(col(Attempt.started_at)).label("last_at"),
            func.max(col(Attempt.correct)).label("best"),
            func.min(func.coalesce(Attempt.ending, "")).label("open"),
        )
        .where(col(Attempt.exam_id) == exam.id, col(Attempt.mode) == "exam")
        .group_by(col(Attempt.member_id))
        .subquery()
    )
    rows = db.execute(
        pick(Member, own.c.attempts, own.c.last_at, own.c.best, own.c.open, Qualification)
        .join(own, own.c.member_id == col(Member.id))
        .outerjoin(
            Qualification,
            (col(Qualification.exam_id) == exam.id)
            & (col(Qualification.member_id) == col(Member.id)),
        )
        .order_by(own.c.last_at.desc(), col(Member.id))
    )
    return [
        Examinee(member, attempts, last_at, best, ending == "", qualification)
        for member, attempts, last_at, best, ending, qualification in rows
    ]


def is_before(db: Session, member_id: int, case_id: int) -> bool:
    """Whether a case lies before somebody in an attempt that goes on."""
    query = (
        pick(col(AttemptQuestion.place))
        .join(Attempt, col(Attempt.id) == col(AttemptQuestion.attempt_id))
        .join(ExamQuestion, col(ExamQuestion.id) == col(AttemptQuestion.question_id))
        .where(
            col(Attempt.member_id) == member_id,
            col(Attempt.ended_at).is_(None),
            col(ExamQuestion.case_id) == case_id,
        )
    )
    return db.execute(query.limit(1)).first() is not None


def is_examined(db: Session, actor: Actor, task_id: int) -> bool:
    """Whether a task lies before the actor in an attempt, or stands in the result of one."""
    query = exists().where(
        col(AttemptQuestion.task_id) == task_id, col(AttemptQuestion.member_id) == actor.member_id
    )
    return bool(db.execute(pick(query)).scalar())
