"""Figures: what was reckoned of a project's labels, and what is being reckoned just now."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from app.records.columns import big, document


class Figure(SQLModel, table=True):
    """A report by its name, as of a place in the log and the newest label then. `blob` holds what
    is too large for JSON, such as an answer for each task. `seconds`: what it took."""

    __tablename__ = "figures"

    project_id: int = big(primary_key=True, foreign_key="projects.id")
    name: str = Field(primary_key=True)
    seq: int = big()
    label_id: int = big()
    data: dict[str, Any] = document()
    blob: bytes | None = Field(default=None, sa_type=LargeBinary)
    seconds: float
    made_at: datetime


class Reckoning(SQLModel, table=True):
    """A figure being reckoned by some process: how much of it is done, 0 to 1, and when it last
    told so. One that has told nothing for a while has ended with its process. `failed`: the last
    try came to nothing."""

    __tablename__ = "reckonings"

    project_id: int = big(primary_key=True, foreign_key="projects.id")
    name: str = Field(primary_key=True)
    share: float = 0.0
    failed: bool = False
    begun_at: datetime
    told_at: datetime
