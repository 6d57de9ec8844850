"""What messages and tasks can be found by, beside them; kept by a follower of the log.

The full-text index over `words` is the database's own: FTS5 on SQLite, a tsvector on PostgreSQL
(migration 0006). The words are made in domain/tokens.py, so that both find the same.
"""

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.records.columns import big, big_key


class SearchEntry(SQLModel, table=True):
    """One message or task. `words`: its tokens between spaces, the project's own mark before."""

    __tablename__ = "search_entries"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id"),
        Index("ix_search_entries_project", "project_id", "kind", "subject_id"),
    )

    id: int | None = big_key()
    project_id: int = big(foreign_key="projects.id")
    kind: str
    subject_id: int = big()
    words: str


class SavedSearch(SQLModel, table=True):
    """A search that somebody comes back to."""

    __tablename__ = "saved_searches"

    member_id: int = big(primary_key=True, foreign_key="members.id")
    name: str = Field(primary_key=True)
    words: str
