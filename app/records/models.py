"""Models: what they predict of tasks. Nothing of it ever counts as somebody's label."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.clock import now
from app.records.columns import big, big_key, document

IMPORTED, LEARNED = "import", "learned"


class Model(SQLModel, table=True):
    """A model by its name and version. `source` "import": predictions were imported for it, and
    `predictions` counts them. "learned": our own text model, which is fitted anew to the labels
    whenever it is looked at; to those made under `revision_id`, or to all where that is None."""

    __tablename__ = "models"
    __table_args__ = (
        UniqueConstraint("project_id", "number"),
        UniqueConstraint("project_id", "name", "version"),
    )

    id: int | None = big_key()
    project_id: int = big(foreign_key="projects.id")
    number: int
    name: str
    version: str
    source: str = IMPORTED
    revision_id: int | None = big(default=None, foreign_key="revisions.id")
    predictions: int = big(default=0)
    made_by: int = big(foreign_key="members.id")
    made_at: datetime = Field(default_factory=now)


class Prediction(SQLModel, table=True):
    """What a model says of a task; the newest import counts. `value` is canonical, as a label's;
    `confidence` its probability. `probabilities`: of every answer, by its value; None where the
    model gave none."""

    __tablename__ = "predictions"

    model_id: int = big(primary_key=True, foreign_key="models.id")
    task_id: int = big(primary_key=True, foreign_key="tasks.id")
    value: str
    confidence: float | None = None
    probabilities: dict[str, float] | None = document(default=None)


class PreLabel(SQLModel, table=True):
    """A prediction that was shown to whoever held an assignment, as it was then. A label whose
    assignment has one was made with a suggestion in sight."""

    __tablename__ = "pre_labels"

    assignment_id: int = big(primary_key=True, foreign_key="assignments.id")
    model_id: int = big(foreign_key="models.id", index=True)
    value: str
    confidence: float | None = None
