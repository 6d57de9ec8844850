"""Who takes part in a project, and the links that invite them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.clock import new_id, now
from app.records.columns import big, big_key


class Member(SQLModel, table=True):
    """A person in a project. Without an account: an annotator, made by an import."""

    __tablename__ = "members"
    __table_args__ = (
        UniqueConstraint("project_id", "external_id"),
        UniqueConstraint("project_id", "account_id"),
    )

    id: int | None = big_key()
    key: UUID = Field(default_factory=new_id, unique=True)
    project_id: int = big(foreign_key="projects.id")
    account_id: int | None = big(default=None, foreign_key="accounts.id", index=True)
    external_id: str
    name: str
    role: str
    created_at: datetime = Field(default_factory=now)
    removed_at: datetime | None = None
    # a copy of their account's, because every request asks for it
    language: str = Field(default="en", sa_column_kwargs={"server_default": "en"})
    # until then they read, and work, but write no messages
    muted_until: datetime | None = None
    muted_why: str = ""
    # a copy of whether a pause stands, because every claim asks for it
    paused: bool = False
    # an annotator who is another member under a second name: figures count them as one person
    same_as: int | None = big(default=None)


class Invitation(SQLModel, table=True):
    """A link that lets its bearer join, once. With `member_id` it claims an annotator."""

    __tablename__ = "invitations"

    id: int | None = big_key()
    project_id: int | None = big(default=None, foreign_key="projects.id", index=True)
    member_id: int | None = big(default=None, foreign_key="members.id")
    role: str
    name: str = ""
    external_id: str | None = None
    email: str | None = None
    token_hash: str = Field(unique=True)
    created_by: int | None = big(default=None, foreign_key="accounts.id")
    created_at: datetime = Field(default_factory=now)
    expires_at: datetime
    accepted_at: datetime | None = None
    accepted_by: int | None = big(default=None, foreign_key="accounts.id")
    revoked_at: datetime | None = None
