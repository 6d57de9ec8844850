"""Numbers that people use within a project: question 7, ruling 3, draft 12."""

from typing import Literal

from sqlalchemy import update
from sqlmodel import Session, col

from app.records.events import Stream

Counter = Literal[
    "questions",
    "rulings",
    "revisions",
    "clauses",
    "relabels",
    "restorations",
    "exams",
    "calibrations",
    "openings",
]


def next_number(db: Session, project_id: int, counter: Counter, many: int = 1) -> int:
    """The next number of a kind, the last of `many`; never given twice, for the project's
    writers are one at a time."""
    column = getattr(Stream, counter)
    changed = update(Stream).where(col(Stream.project_id) == project_id)
    given = changed.values({counter: column + many}).returning(column)
    number = db.execute(given, execution_options={"synchronize_session": False}).scalar_one()
    return int(number)
