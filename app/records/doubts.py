"""What the ML team is asked about a trusted answer that good labelers do not give."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.clock import now
from app.records.columns import big, big_key
from app.records.honeypots import STANDING


class Doubt(SQLModel, table=True):
    """A question to the ML team alone: is this trusted answer right? While it is open, no answer
    to the task counts for or against anybody. `how` it ended: rekeyed (to another answer), kept
    (for a reason), asked (everybody may discuss it: the question numbered so), gone (the task is
    gold no more)."""

    __tablename__ = "doubts"
    __table_args__ = (
        Index(
            "ux_doubts_standing",
            "task_id",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        Index("ix_doubts_project", "project_id", "ended_at"),
    )

    id: int | None = big_key()
    project_id: int = big(foreign_key="projects.id")
    task_id: int = big(foreign_key="tasks.id")
    opened_at: datetime = Field(default_factory=now)
    how: str = ""
    reason: str = ""
    question: int | None = big(default=None)
    ended_by: int | None = big(default=None, foreign_key="members.id")
    ended_at: datetime | None = None
