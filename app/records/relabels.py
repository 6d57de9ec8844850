"""Relabels: the campaign a published revision opens over its scope, item by item."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel, text

from app.clock import now
from app.records.columns import big, big_key, document

OPEN = text("state = 'open'")
ITEM_STATES = ("open", "kept", "flipped", "skipped", "withdrawn")
MADE = ("kept", "flipped")  # a label was made again: all others are none


class Relabel(SQLModel, table=True):
    """Sealed with the publication: predicate, watermark and control seed never change after.

    States: seeding (rows follow in chunks), open, done; extending, stopping (rows follow, too);
    restoring, withdrawn. `cursor` is the last label id whose fate is written (while restoring: the
    last item put back). `watermark` and `ended_at_label` are label ids: the state of the data
    before and after can be read as of them. While `paused_at` is set, no item is handed out.
    `again_by`: same (who made the label), others (anybody who has not answered the task), or both.
    `stopped_at`: it was ended early, with `unasked` items that nobody had made again by then.
    `reason` is why it is paused, or was stopped.
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
    again_by: str = "same"
    watermark: int = big()
    cursor: int = big(default=0)
    state: str = "seeding"
    ended_at_label: int | None = big(default=None)
    opened_at: datetime = Field(default_factory=now)
    done_at: datetime | None = None
    paused_at: datetime | None = None
    stopped_at: datetime | None = None
    unasked: int = big(default=0)
    reason: str = ""


class Extension(SQLModel, table=True):
    """A relabel made wider: a scope that is sealed like the first, over the labels of the time
    before the revision that stand as of its own `watermark` and have no item yet.

    `cursor` is the last label id whose fate is written; `added` counts the items it gave.
    """

    __tablename__ = "relabel_extensions"

    relabel_id: int = big(primary_key=True, foreign_key="relabels.id")
    number: int = Field(primary_key=True)
    scope: dict[str, object] = document()
    reason: str
    watermark: int = big()
    cursor: int = big(default=0)
    added: int = big(default=0)
    made_by: int = big(foreign_key="members.id")
    made_at: datetime = Field(default_factory=now)
    done_at: datetime | None = None


class Restoration(SQLModel, table=True):
    """Labels on their way back: to what they were as of a revision, or as if a ruling had not been.

    With `ruling_id`: what its relabel flipped. Otherwise, of the labels up to `until`, those that a
    relabel has changed since `watermark`, and with `corrections` those that their people corrected
    of their own accord. `cursor` is the last label id (with a ruling: item id) that was looked at;
    `returned` counts the labels that went back. States: running, done.
    """

    __tablename__ = "restorations"
    __table_args__ = (UniqueConstraint("project_id", "number"),)

    id: int | None = big_key()
    project_id: int = big(foreign_key="projects.id")
    number: int
    revision_id: int = big(foreign_key="revisions.id")
    ruling_id: int | None = big(default=None, foreign_key="rulings.id")
    watermark: int = big()
    until: int = big()
    corrections: bool = False
    reason: str
    state: str = "running"
    cursor: int = big(default=0)
    returned: int = big(default=0)
    made_by: int = big(foreign_key="members.id")
    made_at: datetime = Field(default_factory=now)
    done_at: datetime | None = None


class ScopeTask(SQLModel, table=True):
    """A task that a sealed scope selects by something that may change: fixed at the preview.

    `stratum`: b (flags and threads that led here), e (a reviewer's selection), and for c the two
    kinds of disagreement, "any" and "majority_split"; those of an extension with its number before.
    """

    __tablename__ = "scope_tasks"

    revision_id: int = big(primary_key=True, foreign_key="revisions.id")
    stratum: str = Field(primary_key=True)
    task_id: int = big(primary_key=True, foreign_key="tasks.id")


class RelabelItem(SQLModel, table=True):
    """One label to be made again: a task and a person. Ends kept, flipped, skipped or withdrawn.

    `strata` are the reasons, as letters; 'f' alone means the control sample, 'x' that the relabel
    was made wider for it. `first_id` is set on a second pair of eyes: the item it looks at again.
    `member_id` is who makes it; None while it waits for anybody who has not answered the task.
    """

    __tablename__ = "relabel_items"
    __table_args__ = (
        UniqueConstraint("relabel_id", "label_id", "member_id"),
        Index("ix_relabel_items_task", "task_id", "member_id"),
        Index("ix_relabel_items_relabel", "relabel_id", "state", "id"),
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
    member_id: int | None = big(default=None, foreign_key="members.id")
    first_id: int | None = big(default=None, foreign_key="relabel_items.id")
    strata: str
    state: str = "open"
    new_label_id: int | None = big(default=None, foreign_key="labels.id")
    seconds: float | None = None
    ended_at: datetime | None = None
