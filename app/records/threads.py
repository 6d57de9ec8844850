"""Threads, their messages, and how far each person has read."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.clock import new_ordered_id, now
from app.records.columns import big, big_key, document


class Thread(SQLModel, table=True):
    """The discussion attached to a task, a question, a clause or the project (its lounge).

    Every task has exactly one; its row is written with its first message, so that whether a row
    exists tells nothing. `subject_id` is the task, question or clause; 0 for the lounge.
    """

    __tablename__ = "threads"
    __table_args__ = (UniqueConstraint("project_id", "kind", "subject_id"),)

    id: int | None = big_key()
    project_id: int = big(foreign_key="projects.id")
    kind: str
    subject_id: int = big()
    last_position: int = 0
    locked_at: datetime | None = None


class Message(SQLModel, table=True):
    """One entry of a thread. `position` is dense within the thread: the one order for everybody.

    `kind`: text, flag, answer, ruling, revision, relabel, note. `is_peer`: by somebody who is not
    staff, so hidden from labelers who have not answered the thread's task. `removal`: how it went,
    if it did: undone by its author a moment later, deleted, removed by the ML team, or redacted,
    which leaves no word of it anywhere.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("thread_id", "position"),
        UniqueConstraint("author_id", "key"),
        Index("ix_messages_key", "project_id", "key"),
        Index("ix_messages_project", "project_id", "id"),
    )

    id: int | None = big_key()
    key: UUID = Field(default_factory=new_ordered_id)
    project_id: int = big(foreign_key="projects.id")
    thread_id: int = big(foreign_key="threads.id")
    position: int
    author_id: int | None = big(default=None, foreign_key="members.id")
    kind: str = "text"
    is_peer: bool = False
    body: str
    data: dict[str, object] = document(default_factory=dict)
    created_at: datetime = Field(default_factory=now)
    edited_at: datetime | None = None
    deleted_at: datetime | None = None
    removal: str = ""


class MessageVersion(SQLModel, table=True):
    """What a message said before an edit."""

    __tablename__ = "message_versions"

    id: int | None = big_key()
    message_id: int = big(foreign_key="messages.id", index=True)
    body: str
    written_at: datetime
    replaced_at: datetime = Field(default_factory=now)


class Mention(SQLModel, table=True):
    """A member named in a message."""

    __tablename__ = "mentions"

    message_id: int = big(primary_key=True, foreign_key="messages.id")
    member_id: int = big(primary_key=True, foreign_key="members.id")


class Reading(SQLModel, table=True):
    """How far a member has read a thread: one mark, which only moves on."""

    __tablename__ = "readings"

    member_id: int = big(primary_key=True, foreign_key="members.id")
    thread_id: int = big(primary_key=True, foreign_key="threads.id")
    position: int
    read_at: datetime = Field(default_factory=now)


class Reaction(SQLModel, table=True):
    """What somebody answers a message with, in one sign."""

    __tablename__ = "reactions"

    message_id: int = big(primary_key=True, foreign_key="messages.id")
    emoji: str = Field(primary_key=True)
    member_id: int = big(primary_key=True, foreign_key="members.id")
    created_at: datetime = Field(default_factory=now)


class MessageDraft(SQLModel, table=True):
    """What somebody has begun to write under a topic: theirs alone, on every device."""

    __tablename__ = "message_drafts"

    member_id: int = big(primary_key=True, foreign_key="members.id")
    topic: str = Field(primary_key=True)
    body: str
    written_at: datetime = Field(default_factory=now)


class Follow(SQLModel, table=True):
    """What somebody wants to be told of a thread, where they said so: all, mentions, nothing.

    By topic: whether a thread has begun is nobody's business who may not read it all.
    """

    __tablename__ = "follows"
    __table_args__ = (Index("ix_follows_topic", "project_id", "topic"),)

    member_id: int = big(primary_key=True, foreign_key="members.id")
    topic: str = Field(primary_key=True)
    project_id: int = big(foreign_key="projects.id")
    level: str
    changed_at: datetime = Field(default_factory=now)
