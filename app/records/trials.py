"""Trials of a draft: what was tried, on which tasks, by whom, and what they answered.

Answers of a trial are no labels: they stand in a table of their own, which nothing that measures or
exports labels reads.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.clock import new_id, now
from app.records.columns import big, big_key, document

OPEN = text("ended_at IS NULL")


class Trial(SQLModel, table=True):
    """One trial of a draft, at the edition that it froze: `markdown` over the revision `base_id`.
    `seed` chose the tasks, and draws the intervals. `ending`: answered, stopped, published or
    discarded."""

    __tablename__ = "trials"
    __table_args__ = (
        UniqueConstraint("revision_id", "number"),
        # one at a time, whatever races
        Index(
            "ux_trials_open",
            "revision_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
    )

    id: int | None = big_key()
    key: UUID = Field(default_factory=new_id, unique=True)
    project_id: int = big(foreign_key="projects.id", index=True)
    revision_id: int = big(foreign_key="revisions.id")
    number: int
    edition: int
    base_id: int | None = big(default=None, foreign_key="revisions.id")
    markdown: str
    seed: int = big()
    opened_by: int = big(foreign_key="members.id")
    opened_at: datetime = Field(default_factory=now)
    ended_at: datetime | None = None
    ending: str = ""


class TrialTask(SQLModel, table=True):
    """A task of a trial, with the answers that it had when the trial was opened: [member id,
    value]."""

    __tablename__ = "trial_tasks"

    trial_id: int = big(primary_key=True, foreign_key="trials.id")
    task_id: int = big(primary_key=True, foreign_key="tasks.id")
    place: int
    in_scope: bool
    before: list[tuple[int, str]] = document()


class TrialMember(SQLModel, table=True):
    """Somebody who was asked to take part."""

    __tablename__ = "trial_members"

    trial_id: int = big(primary_key=True, foreign_key="trials.id")
    member_id: int = big(primary_key=True, foreign_key="members.id", index=True)


class TrialAnswer(SQLModel, table=True):
    """What somebody answered by the draft's text; `comment` says why, or what is unclear."""

    __tablename__ = "trial_answers"

    trial_id: int = big(primary_key=True, foreign_key="trials.id")
    task_id: int = big(primary_key=True, foreign_key="tasks.id")
    member_id: int = big(primary_key=True, foreign_key="members.id")
    value: str
    answer: object = document()
    comment: str = ""
    seconds: float | None = None
    answered_at: datetime = Field(default_factory=now)
