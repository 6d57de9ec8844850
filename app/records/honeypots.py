"""Gold mixed in unseen: how a project does it, what each person was asked, what became of it."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel, text

from app.clock import now
from app.records.columns import big, big_key

UNSETTLED = text("settled_at IS NULL")
STANDING = text("ended_at IS NULL")


class HoneypotPlan(SQLModel, table=True):
    """How a project mixes gold in (domain/honeypots.Plan). Its seed leaves this table for nobody.
    `set_by` speaks for the team where gold asks it something."""

    __tablename__ = "honeypot_plans"

    project_id: int = big(primary_key=True, foreign_key="projects.id")
    share: int = 0
    first: int = 20
    tells: bool = False
    pause_below: int = 0
    seed: str
    set_by: int = big(foreign_key="members.id")
    set_at: datetime = Field(default_factory=now)


class Honeypot(SQLModel, table=True):
    """A gold task that was mixed in for a person: once, whatever came of it. `settled_at`: when
    what follows from their answer was done, once that was final."""

    __tablename__ = "honeypots"
    __table_args__ = (
        Index("ix_honeypots_task", "task_id"),
        Index(
            "ix_honeypots_unsettled",
            "project_id",
            "asked_at",
            sqlite_where=UNSETTLED,
            postgresql_where=UNSETTLED,
        ),
    )

    member_id: int = big(primary_key=True, foreign_key="members.id")
    task_id: int = big(primary_key=True, foreign_key="tasks.id")
    project_id: int = big(foreign_key="projects.id")
    assignment_id: int = big(foreign_key="assignments.id")
    revision_id: int | None = big(default=None, foreign_key="revisions.id")
    asked_at: datetime = Field(default_factory=now)
    settled_at: datetime | None = None


class Retirement(SQLModel, table=True):
    """A gold task that is not mixed in any more, and why: discussed, by hand. Its trusted answer
    goes on judging what was answered before. `ended_at`: somebody put it back."""

    __tablename__ = "retirements"
    __table_args__ = (
        Index(
            "ux_retirements_standing",
            "task_id",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        Index("ix_retirements_task", "task_id"),
    )

    id: int | None = big_key()
    project_id: int = big(foreign_key="projects.id")
    task_id: int = big(foreign_key="tasks.id")
    why: str
    reason: str = ""
    made_by: int | None = big(default=None, foreign_key="members.id")
    made_at: datetime = Field(default_factory=now)
    ended_by: int | None = big(default=None, foreign_key="members.id")
    ended_at: datetime | None = None
