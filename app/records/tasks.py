"""Tasks, their trusted answers, and the pictures that some of them show."""

import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel, text

from app.clock import new_id, now
from app.records.columns import big, big_key, document

USED = text("in_use")
PLACES = 2**52  # exact as a float, too


def new_draw() -> int:
    """A place among the gold of a project, by lot."""
    return secrets.randbelow(PLACES)


class Task(SQLModel, table=True):
    """One thing to be judged. Immutable once labeled, but for its state and its counts.

    `id` orders and joins and is never shown below staff; `key` is what people see.
    `body` is the plain text that predicates and anchors work on.
    `labeled` counts people with a current label; `taken` those holding a lease or a parked slot.
    `wanted`: the labels that it should get where its stakes are high; None: as all do.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        UniqueConstraint("project_id", "external_id"),
        Index("ix_tasks_project_id", "project_id", "id"),
        # the dispatcher walks only what is still open, and lists and counts what is of one state;
        # with the state among its columns it fits better than the index above
        Index("ix_tasks_state", "project_id", "state", "id"),
    )

    id: int | None = big_key()
    key: UUID = Field(default_factory=new_id, unique=True)
    project_id: int = big(foreign_key="projects.id")
    external_id: str
    kind: str
    content: dict[str, object] = document()
    body: str
    details: dict[str, object] = document(default_factory=dict)
    state: str = "open"  # open, full, bad
    labeled: int = 0
    taken: int = 0
    wanted: int | None = None
    created_at: datetime = Field(default_factory=now)


class Gold(SQLModel, table=True):
    """A trusted answer to a task, in a table that nothing below the ML team reads. `in_use`: it is
    mixed in as a honeypot where the project does so; `draw` is its place among them, by lot."""

    __tablename__ = "golds"
    # a draw goes on from a place, so that it costs the same among ten as among ten thousand
    __table_args__ = (
        Index("ix_golds_draw", "project_id", "draw", sqlite_where=USED, postgresql_where=USED),
    )

    task_id: int = big(primary_key=True, foreign_key="tasks.id")
    project_id: int = big(foreign_key="projects.id", index=True)
    value: str
    answer: object = document()
    source: str = "import"
    revision_id: int | None = big(default=None, foreign_key="revisions.id")
    clause_id: int | None = big(default=None, foreign_key="clauses.id")
    ruling_id: int | None = big(default=None, foreign_key="rulings.id")
    draw: int = big(default_factory=new_draw)
    in_use: bool = True
    created_at: datetime = Field(default_factory=now)


class Picture(SQLModel, table=True):
    """An uploaded image, re-encoded; the file lies under its random key."""

    __tablename__ = "pictures"

    id: int | None = big_key()
    key: UUID = Field(default_factory=new_id, unique=True)
    project_id: int = big(foreign_key="projects.id", index=True)
    name: str
    media_type: str
    width: int
    height: int
    size: int
    digest: str
    created_at: datetime = Field(default_factory=now)
