"""Adjudications: the answer of one task, decided by a person of the staff whatever the votes."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel, text

from app.clock import now
from app.records.columns import big, big_key, document

STANDING = text("ended_at IS NULL")


class Adjudication(SQLModel, table=True):
    """Decides one task and makes no rule. A newer one, or taking it back, ends it; the row stays.
    `revision_id` is the guideline it was decided under."""

    __tablename__ = "adjudications"
    __table_args__ = (
        # one decision stands per task, whatever races
        Index(
            "ux_adjudications_standing",
            "task_id",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        Index("ix_adjudications_project", "project_id", "id"),
    )

    id: int | None = big_key()
    project_id: int = big(foreign_key="projects.id")
    task_id: int = big(foreign_key="tasks.id")
    revision_id: int | None = big(default=None, foreign_key="revisions.id")
    value: str
    answer: object = document()
    reason: str = ""
    made_by: int = big(foreign_key="members.id")
    made_at: datetime = Field(default_factory=now)
    ended_at: datetime | None = None
    ended_by: int | None = big(default=None, foreign_key="members.id")
