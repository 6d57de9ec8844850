"""Relabels: the campaign a published revision opens over its scope, item by item."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel, text

from app.clock import now
from app.records.columns import big, big_key, document

OPEN = text("state = 'open'")


class Relabel(SQLModel, table=True):
    """Sealed with the publication: predicate, watermark and control seed never change after.

    States: seeding (rows follow in chunks), open, done; restoring, withdrawn. `cursor` is the last
    label id whose fate is written (while restoring: the last item put back). `watermark` and
    `ended_at_label` are label ids: the state of the data before and after can be read as of them.
    """

    __tablename__ = "relabels"
    __table_args__ = (
        UniqueConstraint("project_id", "number"),
        UniqueConstraint("revision_id"),
    )

    id: int | None = big_key()
    project_id: int = big(foreign_key="projects.id", index=True)
    number: int
    revision_id: int = big(foreign_key="revisions.id")
    scope: dict[str, object] = document()
    second_person: bool = True
    watermark: int = big()
    cursor: int = big(default=0)
    state: str = "seeding"
    ended_at_label: int | None = big(default=None)
    opened_at: datetime = Field(default_factory=now)
    done_at: datetime | None = None


class ScopeTask(SQLModel, table=True):
    """A task that a sealed scope selects by something that may change: fixed at the preview.

    `stratum`: b (flags and threads that led here), e (a reviewer's selection), and for c the two
    kinds of disagreement, "any" and "majority_split".
    """

    __tablename__ = "scope_tasks"

    revision_id: int = big(primary_key=True, foreign_key="revisions.id")
    stratum: str = Field(primary_key=True)
    task_id: int = big(primary_key=True, foreign_key="tasks.id")


class RelabelItem(SQLModel, table=True):
    """One label to be made again: a task and a person. Ends kept, flipped, skipped or withdrawn.

    `strata` are the reasons, as letters; 'f' alone means the control sample.
    `first_id` is set on a second pair of eyes: the item whose flip it checks.
    """

    __tablename__ = "relabel_items"
    __table_args__ = (
        UniqueConstraint("relabel_id", "label_id", "member_id"),
        Index("ix_relabel_items_task", "task_id", "member_id"),
        Index("ix_relabel_items_relabel", "relabel_id", "state"),
        Index(
            "ix_relabel_items_open",
            "project_id",
            "member_id",
            "id",
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
    )

    id: int | None = big_key()
    relabel_id: int = big(foreign_key="relabels.id")
    project_id: int = big(foreign_key="projects.id")
    label_id: int = big(foreign_key="labels.id")
    task_id: int = big(foreign_key="tasks.id")
    member_id: int = big(foreign_key="members.id")
    first_id: int | None = big(default=None, foreign_key="relabel_items.id")
    strata: str
    state: str = "open"
    new_label_id: int | None = big(default=None, foreign_key="labels.id")
    seconds: float | None = None
    ended_at: datetime | None = None
