"""Outcomes that people have looked at: from then on they know what others made of a task."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.clock import now
from app.records.columns import big


class Sighting(SQLModel, table=True):
    """A member was shown what became of a task that they had answered. What they correct there
    afterwards is informed."""

    __tablename__ = "sightings"

    member_id: int = big(primary_key=True, foreign_key="members.id")
    task_id: int = big(primary_key=True, foreign_key="tasks.id")
    project_id: int = big(foreign_key="projects.id")
    seen_at: datetime = Field(default_factory=now)
