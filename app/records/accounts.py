"""People who can sign in, their browser sessions and their API tokens."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.clock import new_id, now
from app.records.columns import big, big_key, document

THEMES = ("system", "light", "dark")


class Account(SQLModel, table=True):
    """A person with a way to sign in. What others see of them is their Member rows."""

    __tablename__ = "accounts"

    id: int | None = big_key()
    key: UUID = Field(default_factory=new_id, unique=True)
    name: str
    email: str | None = Field(default=None, unique=True)
    password_hash: str | None = None
    is_admin: bool = False
    is_demo: bool = False
    settings: dict[str, object] = document(default_factory=dict)
    created_at: datetime = Field(default_factory=now)
    disabled_at: datetime | None = None


class SignIn(SQLModel, table=True):
    """One browser session: an opaque token, of which only the hash is kept."""

    __tablename__ = "sign_ins"

    id: int | None = big_key()
    token_hash: str = Field(unique=True)
    account_id: int = big(foreign_key="accounts.id", index=True)
    agent: str = ""
    created_at: datetime = Field(default_factory=now)
    seen_at: datetime = Field(default_factory=now)
    revoked_at: datetime | None = None


class Token(SQLModel, table=True):
    """An API token: shown once, scoped, expiring. `project_id` None means all of the account's."""

    __tablename__ = "tokens"

    id: int | None = big_key()
    account_id: int = big(foreign_key="accounts.id", index=True)
    project_id: int | None = big(default=None, foreign_key="projects.id")
    name: str
    prefix: str
    token_hash: str = Field(unique=True)
    scopes: list[str] = document(default_factory=list)
    created_at: datetime = Field(default_factory=now)
    expires_at: datetime | None = None
    used_at: datetime | None = None
    revoked_at: datetime | None = None
