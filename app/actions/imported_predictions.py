"""Rows of a file as a model's predictions of tasks that are there."""

from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col

from app.actions.imported_onto import match_tasks
from app.domain.batches import Outcome, Run
from app.domain.predictions import PredictionRow
from app.domain.roles import Actor
from app.errors import Invalid
from app.languages import say
from app.queries.models import find_model, last_model_number, list_predicted
from app.records.events import record
from app.records.models import IMPORTED, Model, Prediction


def keep_predictions(db: Session, actor: Actor, run: Run, rows: list[PredictionRow]) -> Outcome:
    """Keep what the model says of a batch of tasks; what it said before is replaced."""
    outcome, good = match_tasks(db, actor, run, rows)
    if good and not run.options.dry_run:
        _write(db, actor, _need_model(db, actor, run), good)
    return outcome


def _need_model(db: Session, actor: Actor, run: Run) -> Model:
    """The model of that name and version, made where it is new."""
    options = run.options
    found = find_model(db, actor.project_id, options.model, options.model_version)
    if found is not None and found.source != IMPORTED:
        raise Invalid(say("That is the name of our own text model here; give yours another."))
    if found is not None:
        return found
    made = Model(
        project_id=actor.project_id,
        number=last_model_number(db, actor.project_id) + 1,
        name=options.model,
        version=options.model_version,
        made_by=actor.member_id,
    )
    db.add(made)
    db.flush()
    record(db, actor, "model.made", subject=made.id or 0, audience="staff", number=made.number)
    return made


def _write(db: Session, actor: Actor, model: Model, good: dict[int, PredictionRow]) -> None:
    model_id = model.id or 0
    known = list_predicted(db, model_id, good)
    new = [_values(row, model_id=model_id, task_id=id) for id, row in good.items()]
    fresh = [row for row in new if row["task_id"] not in known]
    again = [
        _values(row, wanted_model=model_id, wanted_task=id)
        for id, row in good.items()
        if id in known
    ]
    if fresh:
        db.connection().execute(insert(Prediction), fresh)
    if again:
        changed = update(Prediction).where(
            col(Prediction.model_id) == bindparam("wanted_model"),
            col(Prediction.task_id) == bindparam("wanted_task"),
        )
        db.connection().execute(changed, again)
    model.predictions += len(fresh)
    db.add(model)
    db.flush()
    about: dict[str, Any] = {"number": model.number, "many": len(good)}
    record(db, actor, "predictions.imported", subject=model_id, audience="staff", **about)


def _values(row: PredictionRow, **keys: int) -> dict[str, Any]:
    return {
        **keys,
        "value": row.answer.value,
        "confidence": row.confidence,
        "probabilities": row.probabilities,
    }
