"""People who are given no work for a while, because a person decided so."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel, text

from app.clock import now
from app.records.columns import big, big_key

PROPOSED = text("state IN ('proposed', 'standing')")


class Pause(SQLModel, table=True):
    """States: proposed (their bound against gold fell under the project's; nothing happens by
    itself), standing, declined, ended. `right` of `judged`: what the proposal rests on."""

    __tablename__ = "pauses"
    __table_args__ = (
        Index(
            "ux_pauses_live",
            "member_id",
            unique=True,
            sqlite_where=PROPOSED,
            postgresql_where=PROPOSED,
        ),
        Index("ix_pauses_project", "project_id", "state", "id"),
    )

    id: int | None = big_key()
    project_id: int = big(foreign_key="projects.id")
    member_id: int = big(foreign_key="members.id")
    state: str
    right: int = 0
    judged: int = 0
    proposed_at: datetime = Field(default_factory=now)
    reason: str = ""
    # what the person says to it, read by the ML team alone
    appeal: str = ""
    appealed_at: datetime | None = None
    made_by: int | None = big(default=None, foreign_key="members.id")
    made_at: datetime | None = None
    ended_by: int | None = big(default=None, foreign_key="members.id")
    ended_at: datetime | None = None
