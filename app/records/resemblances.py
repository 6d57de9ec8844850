"""What somebody has said is not alike: it is not offered to them there again."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.clock import now
from app.records.columns import big


class Dissimilarity(SQLModel, table=True):
    """A member's word that a question or a ruling (`kind`, `subject_id`) is not like what they
    looked from: a task or a question (`place`, `place_id`)."""

    __tablename__ = "dissimilarities"

    member_id: int = big(primary_key=True, foreign_key="members.id")
    place: str = Field(primary_key=True)
    place_id: int = big(primary_key=True)
    kind: str = Field(primary_key=True)
    subject_id: int = big(primary_key=True)
    created_at: datetime = Field(default_factory=now)
