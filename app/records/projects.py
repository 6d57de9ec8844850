"""Projects: one prompt with an answer schema, asked of many tasks."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from app.clock import new_id, now
from app.records.columns import big_key, document


class Project(SQLModel, table=True):
    """What is asked, of whom, how often, and what it is really for."""

    __tablename__ = "projects"

    id: int | None = big_key()
    key: UUID = Field(default_factory=new_id, unique=True)
    slug: str = Field(unique=True)
    name: str
    objective: str = ""
    prompt: str = ""
    answers: dict[str, object] = document()
    overlap: int = 1
    # further labels, up to so many, where those that there are disagree; 0: overlap is fixed
    overlap_most: int = 0
    # tasks whose metadata say this get the most at once; "": none
    stakes_field: str = ""
    stakes_value: str = ""
    lease_seconds: int = 1800
    open_discussion: bool = False
    # people may differ: answers are kept as they are spread, and differing is no error
    descriptive: bool = False
    # the number of the model whose predictions labelers are shown; 0: none
    prelabels: int = 0
    # metadata fields that labelers may see; all others are for staff
    listed_fields: list[str] = document(default_factory=list)
    # change type -> approvals needed before publication
    approvals: dict[str, int] = document(default_factory=dict)
    # member ids of those who are asked to review; without any, all who may approve
    reviewers: list[int] = document(default_factory=list)
    # kind of thread -> what its people are told by default; what is not named is as built in
    levels: dict[str, str] = document(default_factory=dict)
    # change type -> what its readers must do; what is not named is as built in
    readings: dict[str, str] = document(default_factory=dict)
    created_at: datetime = Field(default_factory=now)
    archived_at: datetime | None = None
