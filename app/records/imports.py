"""Imports: a file that becomes tasks or labels, row by row, with a report by line."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.clock import new_id, now
from app.records.columns import big, big_key, document


class Import(SQLModel, table=True):
    """States: running, done, failed (interrupted or unreadable). Counts are of rows.

    `moved_at` is the last sign of life: a running import without one for long has died.
    `report` counts what else happened: annotators made, labels under an older revision.
    """

    __tablename__ = "imports"

    id: int | None = big_key()
    key: UUID = Field(default_factory=new_id, unique=True)
    project_id: int = big(foreign_key="projects.id", index=True)
    kind: str
    filename: str
    options: dict[str, object] = document(default_factory=dict)
    dry_run: bool = False
    state: str = "running"
    bytes_total: int = big(default=0)
    bytes_done: int = big(default=0)
    rows_kept: int = 0
    rows_refused: int = 0
    why: str = ""
    report: dict[str, int] = document(default_factory=dict)
    made_by: int = big(foreign_key="members.id")
    created_at: datetime = Field(default_factory=now)
    moved_at: datetime = Field(default_factory=now)
    ended_at: datetime | None = None


class ImportFault(SQLModel, table=True):
    """A row that was not taken: its line and why."""

    __tablename__ = "import_faults"

    id: int | None = big_key()
    import_id: int = big(foreign_key="imports.id", index=True)
    line: int
    reason: str
