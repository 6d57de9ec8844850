"""Exams: what is asked before work, of whom, and what passing gives."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.clock import new_id, now
from app.records.columns import big, big_key, document

OPEN = text("ended_at IS NULL")
HOLDING = text("closed_at IS NULL AND holds <> 'nobody'")


class Exam(SQLModel, table=True):
    """An exam of a project. `plan`: how many questions of each clause, by its code ("" for trusted
    answers, which belong to none). `mark`: the share that the score's lower bound must reach;
    `needed`: so many right answers that takes. `holds`: whose work waits until they have passed:
    nobody's, that of those who joined after it was made (new), or everybody's (all)."""

    __tablename__ = "exams"
    __table_args__ = (
        UniqueConstraint("project_id", "number"),
        # what every claim asks: mostly there is none
        Index(
            "ix_exams_holding",
            "project_id",
            sqlite_where=HOLDING,
            postgresql_where=HOLDING,
        ),
    )

    id: int | None = big_key()
    project_id: int = big(foreign_key="projects.id")
    number: int
    title: str
    plan: dict[str, int] = document()
    questions: int
    mark: float
    needed: int
    minutes: int
    attempts: int
    pause_hours: int
    holds: str = "nobody"
    gives_role: bool = False
    gives_priority: bool = False
    made_by: int = big(foreign_key="members.id")
    made_at: datetime = Field(default_factory=now)
    closed_at: datetime | None = None


class ExamQuestion(SQLModel, table=True):
    """A question that an exam can ask: a case, or a task with a trusted answer. Its key is that of
    the case or the trusted answer as it holds, and stands nowhere here.

    `revised_id`: the last revision that changed its clause or its key in substance; who answered it
    before answers it anew.
    """

    __tablename__ = "exam_questions"
    __table_args__ = (
        Index("ix_exam_questions_clause", "clause_id"),
        UniqueConstraint("exam_id", "case_id"),
        UniqueConstraint("exam_id", "task_id"),
    )

    id: int | None = big_key()
    exam_id: int = big(foreign_key="exams.id")
    case_id: int | None = big(default=None, foreign_key="cases.id", index=True)
    task_id: int | None = big(default=None, foreign_key="tasks.id", index=True)
    clause_id: int | None = big(default=None, foreign_key="clauses.id")
    origin: str  # ruling, case, gold
    may_practise: bool = True
    revised_id: int | None = big(default=None, foreign_key="revisions.id")
    added_at: datetime = Field(default_factory=now)


class Attempt(SQLModel, table=True):
    """Somebody's attempt at an exam, in one of the modes exam, practice (untimed, explained at
    once) and renewal (only what a revision changed). It is judged by the version of the guideline
    that was in force when it began. `ending`: handed_in, time, or
    staff (whoever was at it had joined the staff, and passed nothing)."""

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("exam_id", "member_id", "number"),
        # one at a time, whatever races
        Index(
            "ux_attempts_open",
            "member_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index("ix_attempts_due", "ends_at", sqlite_where=OPEN, postgresql_where=OPEN),
    )

    id: int | None = big_key()
    key: UUID = Field(default_factory=new_id, unique=True)
    project_id: int = big(foreign_key="projects.id")
    exam_id: int = big(foreign_key="exams.id")
    member_id: int = big(foreign_key="members.id")
    number: int
    mode: str
    revision_id: int | None = big(default=None, foreign_key="revisions.id")
    seed: int = big()
    questions: int
    again: int = 0  # how many of them the person had before: there were no others
    started_at: datetime = Field(default_factory=now)
    ends_at: datetime | None = None
    ended_at: datetime | None = None
    ending: str = ""
    correct: int | None = None
    has_passed: bool | None = None


class AttemptQuestion(SQLModel, table=True):
    """A question as it was asked in an attempt, with the key as it held then, and the newest
    answer."""

    __tablename__ = "attempt_questions"
    __table_args__ = (
        UniqueConstraint("attempt_id", "question_id"),
        # what somebody was examined on is no work of theirs
        Index("ix_attempt_questions_task", "task_id", "member_id"),
        Index("ix_attempt_questions_question", "question_id", "member_id"),
    )

    attempt_id: int = big(primary_key=True, foreign_key="attempts.id")
    place: int = Field(primary_key=True)
    question_id: int = big(foreign_key="exam_questions.id")
    member_id: int = big(foreign_key="members.id")
    task_id: int | None = big(default=None, foreign_key="tasks.id")
    expected: str
    value: str | None = None
    answer: object | None = document(default=None)
    is_right: bool | None = None
    seconds: float | None = None
    answered_at: datetime | None = None


class Qualification(SQLModel, table=True):
    """Somebody has passed an exam. `gave_role`: it made them a labeler. Where the ML team took it
    back, `taken_at` says when, and `why`."""

    __tablename__ = "qualifications"

    exam_id: int = big(primary_key=True, foreign_key="exams.id")
    member_id: int = big(primary_key=True, foreign_key="members.id", index=True)
    attempt_id: int = big(foreign_key="attempts.id")
    gave_role: bool = False
    passed_at: datetime = Field(default_factory=now)
    taken_at: datetime | None = None
    taken_by: int | None = big(default=None, foreign_key="members.id")
    why: str = ""


class ExamRenewal(SQLModel, table=True):
    """A question that somebody who has passed is to answer anew, because this revision changed its
    clause; the qualification stands meanwhile. Settled by a right answer."""

    __tablename__ = "exam_renewals"
    __table_args__ = (Index("ix_exam_renewals_revision", "revision_id"),)

    exam_id: int = big(primary_key=True, foreign_key="exams.id")
    member_id: int = big(primary_key=True, foreign_key="members.id")
    question_id: int = big(primary_key=True, foreign_key="exam_questions.id")
    revision_id: int = big(foreign_key="revisions.id")
    since: datetime = Field(default_factory=now)
    settled_at: datetime | None = None
