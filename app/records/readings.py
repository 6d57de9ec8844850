"""Checks: what people answered to a revision's own cases, before work on matching tasks went on."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.clock import now
from app.records.columns import big, big_key


class CheckAnswer(SQLModel, table=True):
    """One answer to one case. A round asks every case once, in an order of its own; whoever was
    right in all of one round has passed."""

    __tablename__ = "check_answers"
    __table_args__ = (UniqueConstraint("revision_id", "member_id", "round", "case_id"),)

    id: int | None = big_key()
    revision_id: int = big(foreign_key="revisions.id")
    member_id: int = big(foreign_key="members.id")
    case_id: int = big(foreign_key="cases.id")
    round: int
    value: str
    is_right: bool
    answered_at: datetime = Field(default_factory=now)
