"""Calibration sessions: the same tasks judged by several people, blind, and then together.

Answers of a session are no labels: they stand in a table of their own, which nothing that measures
or exports labels reads.
"""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.clock import now
from app.records.columns import big, big_key, document


class Calibration(SQLModel, table=True):
    """A session. `seed` draws the intervals of its agreement."""

    __tablename__ = "calibrations"
    __table_args__ = (UniqueConstraint("project_id", "number"),)

    id: int | None = big_key()
    project_id: int = big(foreign_key="projects.id")
    number: int
    title: str
    seed: int = big()
    opened_by: int = big(foreign_key="members.id")
    opened_at: datetime = Field(default_factory=now)
    ended_at: datetime | None = None


class CalibrationTask(SQLModel, table=True):
    """A task of a session. Until `revealed_at` nobody below the staff sees another's answer.
    `decision`: what they came to, in words, for all who took part."""

    __tablename__ = "calibration_tasks"
    __table_args__ = (Index("ix_calibration_tasks_task", "task_id"),)

    calibration_id: int = big(primary_key=True, foreign_key="calibrations.id")
    place: int = Field(primary_key=True)
    task_id: int = big(foreign_key="tasks.id")
    revealed_at: datetime | None = None
    decision: str = ""


class CalibrationMember(SQLModel, table=True):
    """Somebody who takes part."""

    __tablename__ = "calibration_members"

    calibration_id: int = big(primary_key=True, foreign_key="calibrations.id")
    member_id: int = big(primary_key=True, foreign_key="members.id", index=True)


class CalibrationAnswer(SQLModel, table=True):
    """An answer; a newer one stands beside it, never in its place. `is_informed`: given having
    seen the others', after the reveal or as one of the staff."""

    __tablename__ = "calibration_answers"
    __table_args__ = (Index("ix_calibration_answers_place", "calibration_id", "place"),)

    id: int | None = big_key()
    calibration_id: int = big(foreign_key="calibrations.id")
    place: int
    member_id: int = big(foreign_key="members.id")
    value: str
    answer: object = document()
    comment: str = ""
    is_informed: bool
    answered_at: datetime = Field(default_factory=now)
