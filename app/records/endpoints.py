"""Endpoints that a project tells of what happens, and each delivery to them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel, text

from app.clock import new_id, now
from app.records.columns import big, big_key, document

WAITING = text("state = 'waiting'")


class Endpoint(SQLModel, table=True):
    """Where webhooks go. What happened up to `since` is not told; a removed one keeps no address.

    `secret` signs, so it is kept as it is, here and nowhere else; for a day after a change
    `old_secret` signs too. `stopped` says why it is off: by_hand, gone or failing.
    """

    __tablename__ = "endpoints"

    id: int | None = big_key()
    project_id: int = big(foreign_key="projects.id", index=True)
    name: str
    url: str
    format: str
    kinds: list[str] = document(default_factory=list)
    since: int = big(default=0)
    secret: str
    old_secret: str | None = None
    old_until: datetime | None = None
    stopped: str = ""
    failing_since: datetime | None = None
    made_by: int = big(foreign_key="members.id")
    created_at: datetime = Field(default_factory=now)
    removed_at: datetime | None = None


class Delivery(SQLModel, table=True):
    """One event for one endpoint, sent until it is taken or given up. It holds no content: what is
    sent is drawn when it is sent. `seq` is None for a test.

    States: waiting, delivered, given_up, void (there was nothing left to tell). `leased_until`: a
    process is sending it, and no other may before then.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "seq"),
        Index("ix_deliveries_endpoint", "endpoint_id", "id"),
        Index(
            "ix_deliveries_due",
            "due_at",
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
    )

    id: int | None = big_key()
    key: UUID = Field(default_factory=new_id, unique=True)
    project_id: int = big(foreign_key="projects.id")
    endpoint_id: int = big(foreign_key="endpoints.id")
    seq: int | None = big(default=None)
    kind: str
    state: str = "waiting"
    attempts: int = 0
    status: int | None = None
    problem: str = ""
    seconds: float | None = None
    created_at: datetime = Field(default_factory=now)
    due_at: datetime = Field(default_factory=now)
    tried_at: datetime | None = None
    leased_until: datetime | None = None
