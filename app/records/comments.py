"""Comments on lines of a draft, with or without another text for them."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.clock import now
from app.records.columns import big, big_key


class Comment(SQLModel, table=True):
    """What a reviewer says of a clause's lines in a draft. `quote` is what they said then: it is
    where the comment belongs, as long as the clause still says it. `suggestion`: what they should
    say instead. States: open, applied, resolved.
    """

    __tablename__ = "comments"
    __table_args__ = (Index("ix_comments_revision", "revision_id", "id"),)

    id: int | None = big_key()
    revision_id: int = big(foreign_key="revisions.id")
    clause_id: int = big(foreign_key="clauses.id")
    member_id: int = big(foreign_key="members.id")
    edition: int
    first: int  # the first of its lines, from 1
    quote: str
    words: str
    suggestion: str | None = None
    state: str = "open"
    made_at: datetime = Field(default_factory=now)
    ended_at: datetime | None = None
    ended_by: int | None = big(default=None, foreign_key="members.id")
    answer: str = ""  # what was said when it was resolved
