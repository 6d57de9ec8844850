"""Labels that count for nothing until somebody says otherwise: what was set aside, and when."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.clock import now
from app.records.columns import big, big_key


class SetAside(SQLModel, table=True):
    """One person's labels, those that counted and were made since a moment (None: all), up to
    `until`, the newest label of that time. Rows follow in chunks, up to `cursor`. States: running,
    done, returning, returned."""

    __tablename__ = "set_asides"
    __table_args__ = (
        Index("ix_set_asides_member", "project_id", "member_id", "id"),
        Index("ix_set_asides_state", "state"),
    )

    id: int | None = big_key()
    project_id: int = big(foreign_key="projects.id")
    member_id: int = big(foreign_key="members.id")
    since: datetime | None = None
    until: int = big()
    cursor: int = big(default=0)
    labels: int = 0
    state: str = "running"
    reason: str
    made_by: int = big(foreign_key="members.id")
    made_at: datetime = Field(default_factory=now)
    returned_why: str = ""
    returned_by: int | None = big(default=None, foreign_key="members.id")
    returned_at: datetime | None = None


class SetAsideLabel(SQLModel, table=True):
    """A label that was set aside, from when, and until when if it was returned."""

    __tablename__ = "set_aside_labels"
    __table_args__ = (Index("ix_set_aside_labels_label", "label_id"),)

    set_aside_id: int = big(primary_key=True, foreign_key="set_asides.id")
    label_id: int = big(primary_key=True, foreign_key="labels.id")
    task_id: int = big(foreign_key="tasks.id")
    set_aside_at: datetime = Field(default_factory=now)
    returned_at: datetime | None = None
