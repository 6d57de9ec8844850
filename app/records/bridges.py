"""Bridges: secret addresses through which other programs speak in a thread."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.clock import new_id, now
from app.records.columns import big, big_key


class Bridge(SQLModel, table=True):
    """A way in for one program, under its own name, to one thread. Of the token in its address
    only the hash is kept; with a `secret`, requests must be signed with it too."""

    __tablename__ = "bridges"

    id: int | None = big_key()
    key: UUID = Field(default_factory=new_id, unique=True)
    project_id: int = big(foreign_key="projects.id", index=True)
    name: str
    topic: str
    token_hash: str = Field(unique=True)
    secret: str | None = None
    made_by: int = big(foreign_key="members.id")
    created_at: datetime = Field(default_factory=now)
    used_at: datetime | None = None
    revoked_at: datetime | None = None
