"""What a model suggests, noted for whoever is given a task: what was shown can be told later."""

from sqlalchemy import Integer, bindparam, insert
from sqlalchemy import select as pick
from sqlmodel import Session

from app.records.columns import core, table
from app.records.models import Model, Prediction, PreLabel

_MODELS, _PREDICTIONS = table(Model).c, table(Prediction).c
_SUGGEST = insert(table(PreLabel)).from_select(
    ["assignment_id", "model_id", "value", "confidence"],
    pick(
        bindparam("assignment", type_=Integer()),
        _PREDICTIONS.model_id,
        _PREDICTIONS.value,
        _PREDICTIONS.confidence,
    )
    .join(table(Model), _MODELS.id == _PREDICTIONS.model_id)
    .where(
        _MODELS.project_id == bindparam("project"),
        _MODELS.number == bindparam("number"),
        _PREDICTIONS.task_id == bindparam("task"),
    ),
)


def note_suggestion(
    db: Session, project_id: int, number: int, assignment_id: int, task_id: int
) -> None:
    """Note what the model of that number says of the task, if anything, as it is now: the desk
    shows this, whatever is imported meanwhile."""
    given = {"assignment": assignment_id, "project": project_id, "number": number, "task": task_id}
    core(db).execute(_SUGGEST, given)
