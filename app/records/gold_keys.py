"""The history of trusted answers: what each was, from which version of the guideline on."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.clock import now
from app.records.columns import big, big_key, document


class GoldKey(SQLModel, table=True):
    """A trusted answer as it holds from a revision on, for labels made under that revision or one
    built on it; `since_id` None: from the beginning. Written where a publication judged the answer:
    `how` is "first" (what it was before), or what was chosen: rekey, retire, keep. `value` None:
    the task was no gold from there on. A task without such rows has had one answer all along."""

    __tablename__ = "gold_keys"
    __table_args__ = (
        UniqueConstraint("task_id", "since_id"),
        Index("ix_gold_keys_project", "project_id", "since_id"),
    )

    id: int | None = big_key()
    task_id: int = big(foreign_key="tasks.id")
    project_id: int = big(foreign_key="projects.id")
    since_id: int | None = big(default=None, foreign_key="revisions.id")
    how: str
    value: str | None = None
    answer: object = document(default=None)
    source: str = ""
    reason: str = ""
    made_by: int | None = big(default=None, foreign_key="members.id")
    made_at: datetime = Field(default_factory=now)


class GoldChoice(SQLModel, table=True):
    """What is to become of a trusted answer that a draft contradicts, when it is published."""

    __tablename__ = "gold_choices"

    revision_id: int = big(primary_key=True, foreign_key="revisions.id")
    task_id: int = big(primary_key=True, foreign_key="tasks.id")
    how: str
    reason: str = ""
    chosen_by: int = big(foreign_key="members.id")
    chosen_at: datetime = Field(default_factory=now)
