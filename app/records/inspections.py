"""Inspections: a random few of a model's candidates for label errors, judged by people."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.clock import now
from app.records.columns import big


class Inspection(SQLModel, table=True):
    """A draw from `candidates` tasks, so that the share of wrong labels among all of them can be
    told from those that were judged."""

    __tablename__ = "inspections"

    model_id: int = big(primary_key=True, foreign_key="models.id")
    number: int = Field(primary_key=True)
    candidates: int = big()
    drawn_by: int = big(foreign_key="members.id")
    drawn_at: datetime = Field(default_factory=now)


class InspectionItem(SQLModel, table=True):
    """A task of an inspection at its place: what people had `given` when it was drawn, what the
    model `suggested`, and the `verdict` on the label: wrong, right, unclear, or None."""

    __tablename__ = "inspection_items"

    model_id: int = big(primary_key=True, foreign_key="models.id")
    number: int = Field(primary_key=True)
    place: int = Field(primary_key=True)
    task_id: int = big(foreign_key="tasks.id")
    given: str
    suggested: str
    confidence: float | None = None
    verdict: str | None = None
    judged_by: int | None = big(default=None, foreign_key="members.id")
    judged_at: datetime | None = None
