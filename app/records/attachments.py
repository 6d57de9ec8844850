"""Files beside messages: pictures, documents, tables."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.clock import new_id, now
from app.records.columns import big, big_key


class Attachment(SQLModel, table=True):
    """A file that somebody uploaded for a message under `topic`, and then sent with one.

    Its bytes lie under the `digest` of what they hold, as long as a row of the project names it.
    `due_at`: when the row is to go: a day after an upload that was never sent, at once when it was
    put aside or redacted; None once it is sent.
    """

    __tablename__ = "attachments"
    __table_args__ = (
        Index("ix_attachments_digest", "project_id", "digest"),
        Index("ix_attachments_unsent", "member_id", "due_at"),
    )

    id: int | None = big_key()
    key: UUID = Field(default_factory=new_id, unique=True)
    project_id: int = big(foreign_key="projects.id")
    member_id: int = big(foreign_key="members.id")
    topic: str
    message_id: int | None = big(default=None, foreign_key="messages.id", index=True)
    place: int = 0
    name: str
    alt: str = ""
    media_type: str
    size: int = big()
    width: int | None = None
    height: int | None = None
    digest: str
    created_at: datetime = Field(default_factory=now)
    due_at: datetime | None = Field(default=None, index=True)
