"""What a labeler was told of a trusted answer that they did not give."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.clock import now
from app.records.columns import big, big_key


class GoldNote(SQLModel, table=True):
    """An entry under a task's thread that one labeler alone sees: the settled answer, what says so,
    and which label of theirs differs. It is no message: the thread's positions count without it."""

    __tablename__ = "gold_notes"
    __table_args__ = (UniqueConstraint("member_id", "task_id"),)

    id: int | None = big_key()
    project_id: int = big(foreign_key="projects.id")
    member_id: int = big(foreign_key="members.id")
    task_id: int = big(foreign_key="tasks.id")
    label_id: int = big(foreign_key="labels.id")
    expected: str
    clause_id: int | None = big(default=None, foreign_key="clauses.id")
    ruling_id: int | None = big(default=None, foreign_key="rulings.id")
    told_at: datetime = Field(default_factory=now)
