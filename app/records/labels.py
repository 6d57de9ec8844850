"""Assignments (who holds which task) and labels (who answered what, append-only)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel, text

from app.clock import new_id, now
from app.records.columns import big, big_key, document

LIVE = text("state IN ('leased', 'parked')")
SUPERSEDING = text("supersedes_id IS NOT NULL")


class Assignment(SQLModel, table=True):
    """A task given to one labeler under a lease.

    States: leased, parked (keeps its slot until its question closes), submitted, skipped,
    released, expired. `item_id` is set when it asks for a relabel. `beyond`: it asks beyond the
    task's overlap, takes no slot, and its label counts in no figure of the task.
    """

    __tablename__ = "assignments"
    __table_args__ = (
        # one live assignment per person and task, whatever races
        Index(
            "ux_assignments_live",
            "member_id",
            "task_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        Index("ix_assignments_member", "project_id", "member_id", "id"),
        Index("ix_assignments_task", "task_id"),
        Index(
            "ix_assignments_expiry",
            "project_id",
            "expires_at",
            sqlite_where=text("state = 'leased'"),
            postgresql_where=text("state = 'leased'"),
        ),
    )

    id: int | None = big_key()
    key: UUID = Field(default_factory=new_id, unique=True)
    project_id: int = big(foreign_key="projects.id")
    task_id: int = big(foreign_key="tasks.id")
    member_id: int = big(foreign_key="members.id")
    # no foreign key: items point at labels, labels at assignments, and a circle cannot be made
    item_id: int | None = big(default=None)
    revision_id: int | None = big(default=None, foreign_key="revisions.id")
    question_id: int | None = big(default=None, foreign_key="questions.id")
    state: str = "leased"
    reason: str = ""
    beyond: bool = False
    leased_at: datetime = Field(default_factory=now)
    expires_at: datetime
    ended_at: datetime | None = None


class Label(SQLModel, table=True):
    """One person's answer on one task. Never updated: a newer one supersedes it.

    `value` is the canonical answer for comparing and grouping; `answer` the exact JSON.
    `source`: work, correction, relabel, import, restore. `informed`: made after seeing others.
    `beyond`: asked for beyond the task's overlap, to see how its person judges; it says something
    of them, and nothing of the task.
    """

    __tablename__ = "labels"
    __table_args__ = (
        Index("ix_labels_project", "project_id", "id"),
        Index("ix_labels_task", "task_id", "member_id", "id"),
        Index("ix_labels_member", "project_id", "member_id", "id"),
        Index(
            "ix_labels_supersedes",
            "supersedes_id",
            sqlite_where=SUPERSEDING,
            postgresql_where=SUPERSEDING,
        ),
        UniqueConstraint("member_id", "cid"),
    )

    id: int | None = big_key()
    project_id: int = big(foreign_key="projects.id")
    task_id: int = big(foreign_key="tasks.id")
    member_id: int = big(foreign_key="members.id")
    revision_id: int | None = big(default=None, foreign_key="revisions.id")
    assignment_id: int | None = big(default=None, foreign_key="assignments.id")
    supersedes_id: int | None = big(default=None, foreign_key="labels.id")
    cid: UUID = Field(default_factory=new_id)
    value: str
    answer: object = document()
    certainty: int | None = None
    comment: str = ""
    seconds: float | None = None
    source: str = "work"
    informed: bool = False
    beyond: bool = False
    # the labeler was told that the guideline changed meanwhile, and confirmed
    confirmed_stale: bool = False
    # a question about the task was open: it counts in nobody's score
    under_question: bool = False
    labeled_at: datetime = Field(default_factory=now)
    recorded_at: datetime = Field(default_factory=now)


class CurrentLabel(SQLModel, table=True):
    """Which label of a person on a task counts now, with what queries compare most.

    The pointer moves, so that labels themselves never have to. `stale_since` names the revision
    that changed, in substance, what the label was made under. One that does not `count` is its
    person's alone: in no consensus, no agreement, no scope and no export of labels.
    """

    __tablename__ = "current_labels"
    __table_args__ = (
        Index("ix_current_labels_label", "project_id", "label_id"),
        Index("ix_current_labels_value", "project_id", "value"),
    )

    task_id: int = big(primary_key=True, foreign_key="tasks.id")
    member_id: int = big(primary_key=True, foreign_key="members.id")
    project_id: int = big(foreign_key="projects.id")
    label_id: int = big(foreign_key="labels.id")
    value: str
    # the newest answer given without having seen others': what agreement is measured on
    independent: str
    stale_since: int | None = big(default=None, foreign_key="revisions.id")
    counts: bool = True


class Citation(SQLModel, table=True):
    """A clause that a label cites."""

    __tablename__ = "citations"
    __table_args__ = (Index("ix_citations_clause", "clause_id", "label_id"),)

    label_id: int = big(primary_key=True, foreign_key="labels.id")
    clause_id: int = big(primary_key=True, foreign_key="clauses.id")


class Retraction(SQLModel, table=True):
    """A label taken back within the seconds of undo: it counts for nothing any more. With
    `replaced_by` it counts up to that label, which somebody else made in its place."""

    __tablename__ = "retractions"
    __table_args__ = (Index("ix_retractions_replaced_by", "replaced_by"),)

    label_id: int = big(primary_key=True, foreign_key="labels.id")
    replaced_by: int | None = big(default=None, foreign_key="labels.id")
    retracted_at: datetime = Field(default_factory=now)
