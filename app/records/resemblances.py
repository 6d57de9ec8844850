"""What somebody said does not resemble what it was offered beside."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.clock import now
from app.records.columns import big


class Dissimilarity(SQLModel, table=True):
    """A pair that is not offered to a member again: to a task or a question (`place`, `place_id`)
    a question or a ruling (`kind`, `subject_id`)."""

    __tablename__ = "dissimilarities"

    member_id: int = big(primary_key=True, foreign_key="members.id")
    place: str = Field(primary_key=True)
    place_id: int = big(primary_key=True)
    kind: str = Field(primary_key=True)
    subject_id: int = big(primary_key=True)
    said_at: datetime = Field(default_factory=now)
