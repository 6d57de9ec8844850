"""Where people's mail goes, and how they wish to be told when they are away."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.clock import new_secret, now
from app.records.columns import big

DIGESTS = ("daily", "weekly", "off")


class Address(SQLModel, table=True):
    """An account's mail address. Until `confirmed_at`, only the mail that asks for it is sent.

    `secret` signs the links in its mails (docs/decisions/0012): another address, another secret, so
    that old links die. `refused_at`: a mail server said that it takes nothing for it, and why.
    """

    __tablename__ = "addresses"

    account_id: int = big(primary_key=True, foreign_key="accounts.id")
    address: str
    secret: str = Field(default_factory=new_secret)
    asked_at: datetime = Field(default_factory=now)
    confirmed_at: datetime | None = None
    refused_at: datetime | None = None
    refusal: str = ""


class Wishes(SQLModel, table=True):
    """What somebody is told when away, how and when. Whoever has no row has what stands here.

    `quiet_from` and `quiet_until` are minutes since midnight in `zone`. `digest_at` is when the
    next digest is due, None without one; `digested_at` when the last was begun.
    """

    __tablename__ = "wishes"

    account_id: int = big(primary_key=True, foreign_key="accounts.id")
    zone: str = ""
    mentions: bool = True
    digest: str = "daily"
    digest_hour: int = 8
    quiet_from: int | None = None
    quiet_until: int | None = None
    quiet_weekends: bool = False
    browser: bool = True
    digest_at: datetime | None = Field(default=None, index=True)
    digested_at: datetime | None = None
