"""Hunts for the tasks that a draft affects: batches drawn, and what people judged of each task."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.clock import now
from app.records.columns import big


class HuntRound(SQLModel, table=True):
    """A batch of a draft's hunt. `kind`: known, ranked, control or sample (domain/hunts.py);
    `before`: how many tasks nobody had judged when it was drawn, of a sample those in scope.
    `scope`: the digest of the scope that a sample was drawn from. It is judged as a whole."""

    __tablename__ = "hunt_rounds"

    revision_id: int = big(primary_key=True, foreign_key="revisions.id")
    number: int = Field(primary_key=True)
    kind: str
    before: int = big()
    scope: str = ""
    drawn_by: int = big(foreign_key="members.id")
    drawn_at: datetime = Field(default_factory=now)
    judged_by: int | None = big(default=None, foreign_key="members.id")
    judged_at: datetime | None = None


class HuntItem(SQLModel, table=True):
    """A task of a round, at its `place`; `is_affected` is None until the round is judged."""

    __tablename__ = "hunt_items"
    __table_args__ = (Index("ix_hunt_items_round", "revision_id", "round"),)

    revision_id: int = big(primary_key=True, foreign_key="revisions.id")
    task_id: int = big(primary_key=True, foreign_key="tasks.id")
    round: int
    place: int
    is_affected: bool | None = None
