"""Browsers that may be told although no tab is open, what they are to be told, and our key."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel, text

from app.clock import new_id, now
from app.records.columns import big, big_key

WAITING = text("state = 'waiting'")


class Subscription(SQLModel, table=True):
    """A browser of an account, as its push service knows it. Whoever has `endpoint` can make that
    browser wake up, and whoever has `auth` too can speak to it as we do: no view holds either.

    It lasts as long as the session that added it, or the last one that the browser was signed in
    with. `rests_until`: its push service asked for a pause, or does not answer.
    """

    __tablename__ = "subscriptions"

    id: int | None = big_key()
    key: UUID = Field(default_factory=new_id, unique=True)
    account_id: int = big(foreign_key="accounts.id", index=True)
    sign_in_id: int = big(foreign_key="sign_ins.id", index=True)
    endpoint: str = Field(unique=True)
    p256dh: str
    auth: str
    failures: int = 0
    failing_since: datetime | None = None
    rests_until: datetime | None = None
    told_at: datetime | None = None
    created_at: datetime = Field(default_factory=now)


class Push(SQLModel, table=True):
    """One notice for one browser. It holds no words: they are found when it is sent, as its reader
    may read them then. `notice_id` and `project_id` are None for a trial.

    States: waiting, sent, dropped (nothing was left to say, or it was not wanted) or failed.
    `leased_until`: a process is sending it, and no other may before then. `subscription_id` is no
    foreign key: a browser goes at once, whatever is being written for it.
    """

    __tablename__ = "pushes"
    __table_args__ = (
        UniqueConstraint("subscription_id", "notice_id"),
        Index("ix_pushes_due", "due_at", sqlite_where=WAITING, postgresql_where=WAITING),
    )

    id: int | None = big_key()
    subscription_id: int = big()
    project_id: int | None = big(default=None, foreign_key="projects.id")
    notice_id: int | None = big(default=None, foreign_key="notices.id")
    state: str = "waiting"
    why: str = ""
    due_at: datetime = Field(default_factory=now)
    leased_until: datetime | None = None
    created_at: datetime = Field(default_factory=now, index=True)


class ServerKey(SQLModel, table=True):
    """What we sign pushes with, made when the first browser asks for it; there is one. It signs, so
    it is kept as it is, like the secrets of endpoints, and no view reads it."""

    __tablename__ = "server_keys"

    id: int | None = big_key()
    private: str
    created_at: datetime = Field(default_factory=now)
