"""The outbox: mails that are to be sent, and what became of them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.clock import new_id, now
from app.records.columns import big, big_key


class Letter(SQLModel, table=True):
    """A mail to one account. It holds no words: they are found when it is sent, as its reader may
    read them then.

    `kind`: confirmation, notices (of one project), digest (of all; `project_id` is None).
    `state`: waiting, sent, dropped (nothing was left to say, or it was not wanted) or failed.
    `leased_until`: a process is sending it; if that process dies, another does it again, under the
    same `key`, so that a mailbox can tell that it is the same mail.
    """

    __tablename__ = "letters"
    __table_args__ = (
        Index("ix_letters_due", "state", "due_at"),
        Index("ix_letters_account", "account_id", "state", "sent_at"),
    )

    id: int | None = big_key()
    key: UUID = Field(default_factory=new_id, unique=True)
    account_id: int = big(foreign_key="accounts.id")
    project_id: int | None = big(default=None, foreign_key="projects.id")
    kind: str
    state: str = "waiting"
    # notices made before are not for this letter; of a digest: what was published before is not
    since: datetime
    due_at: datetime
    leased_until: datetime | None = None
    tries: int = 0
    why: str = ""
    created_at: datetime = Field(default_factory=now)
    sent_at: datetime | None = None
