"""What a member is told, and why they are told it."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.clock import now
from app.records.columns import big, big_key, document


class Notice(SQLModel, table=True):
    """One line in somebody's notifications; written once per event and person."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("member_id", "seq"),
        Index("ix_notices_member", "member_id", "id"),
    )

    id: int | None = big_key()
    project_id: int = big(foreign_key="projects.id")
    member_id: int = big(foreign_key="members.id")
    seq: int = big()
    kind: str
    why: str
    subject: dict[str, object] = document(default_factory=dict)
    created_at: datetime = Field(default_factory=now)
    seen_at: datetime | None = None
    # the mail that told of it: none tells of it again
    letter_id: int | None = big(default=None)


class FollowerCursor(SQLModel, table=True):
    """How far a follower has read a project's log."""

    __tablename__ = "follower_cursors"

    name: str = Field(primary_key=True)
    project_id: int = big(primary_key=True)
    seq: int = big(default=0)


class Replied(SQLModel, table=True):
    """The answer given to an idempotency key, so that a repeat gets the same one."""

    __tablename__ = "replied"

    account_id: int = big(primary_key=True)
    route: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    digest: str
    status: int
    body: str
    created_at: datetime = Field(default_factory=now, index=True)
