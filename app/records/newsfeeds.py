"""Newsfeeds: secret addresses at which somebody's reader finds the changelog."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.clock import now
from app.records.columns import big, big_key


class Newsfeed(SQLModel, table=True):
    """One person's way to a project's changelog, for a reader that has no session. Of the token in
    its address only the hash is kept."""

    __tablename__ = "newsfeeds"

    id: int | None = big_key()
    project_id: int = big(foreign_key="projects.id")
    member_id: int = big(foreign_key="members.id", index=True)
    token_hash: str = Field(unique=True)
    created_at: datetime = Field(default_factory=now)
    used_at: datetime | None = None
    revoked_at: datetime | None = None
