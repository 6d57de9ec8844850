"""Models of a project and what they predict, for staff; and what is shown of it at the desk."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import func
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.domain.roles import Actor, is_staff
from app.errors import NotFound
from app.records.labels import Assignment, Label, Retraction
from app.records.models import IMPORTED, LEARNED, Model, Prediction, PreLabel
from app.records.questions import Flag, Question


class PredictionLine(NamedTuple):
    """What a model says of a task, as it is read to be reckoned with."""

    task_id: int
    value: str
    confidence: float | None
    probabilities: dict[str, float] | None


class Basis(NamedTuple):
    """A model as it is reckoned with: `is_learned` here, from the labels under a revision, or from
    all where that is None."""

    model_id: int
    is_learned: bool
    revision_id: int | None


class Shown(NamedTuple):
    """A suggestion as it was shown, and what was answered: None where nothing was."""

    assignment_id: int
    suggested: str
    answered: str | None


class Suggested(NamedTuple):
    """What was shown to the holder of an assignment, and of which model."""

    model: str
    version: str
    value: str
    confidence: float | None


def list_models(db: Session, actor: Actor) -> list[Model]:
    """The models that the project has predictions of, newest first."""
    if not is_staff(actor):
        raise NotFound
    mine = select(Model).where(Model.project_id == actor.project_id)
    return list(db.exec(mine.order_by(col(Model.number).desc())))


def get_model(db: Session, actor: Actor, number: int) -> Model:
    """A model by its number, for staff."""
    mine = select(Model).where(Model.project_id == actor.project_id, Model.number == number)
    found = db.exec(mine).first()
    if found is None or not is_staff(actor):
        raise NotFound
    return found


def find_model(db: Session, project_id: int, name: str, version: str) -> Model | None:
    """The model of that name and version."""
    named = (Model.project_id == project_id, Model.name == name, Model.version == version)
    return db.exec(select(Model).where(*named)).first()


def last_model_number(db: Session, project_id: int) -> int:
    """The number of the newest model, 0 without one."""
    newest = pick(func.max(col(Model.number))).where(col(Model.project_id) == project_id)
    return int(db.execute(newest).scalar() or 0)


def list_predicted(db: Session, model_id: int, task_ids: Iterable[int]) -> set[int]:
    """Those of the tasks of which the model says something."""
    of = pick(col(Prediction.task_id)).where(
        col(Prediction.model_id) == model_id, col(Prediction.task_id).in_(list(task_ids))
    )
    return set(db.execute(of).scalars())


def read_predictions(db: Session, model_id: int, after: int, most: int) -> list[PredictionLine]:
    """The model's next predictions after a task, in the order of the tasks, at most so many."""
    rows = db.execute(
        pick(
            col(Prediction.task_id),
            col(Prediction.value),
            col(Prediction.confidence),
            col(Prediction.probabilities),
        )
        .where(col(Prediction.model_id) == model_id, col(Prediction.task_id) > after)
        .order_by(col(Prediction.task_id))
        .limit(most)
    )
    return [PredictionLine(*row) for row in rows]


def find_basis(db: Session, project_id: int, number: int) -> Basis:
    """Where a model's predictions come from."""
    of = pick(col(Model.id), col(Model.source), col(Model.revision_id)).where(
        col(Model.project_id) == project_id, col(Model.number) == number
    )
    row = db.execute(of).one()
    return Basis(row[0], row[1] == LEARNED, row[2])


def find_model_id(db: Session, project_id: int, number: int) -> int:
    """The id of a model of the project that predictions were imported for, 0 for none."""
    of = pick(col(Model.id)).where(
        col(Model.project_id) == project_id,
        col(Model.number) == number,
        col(Model.source) == IMPORTED,
    )
    return int(db.execute(of).scalar() or 0)


def find_suggested(db: Session, assignment_id: int) -> Suggested | None:
    """What its holder is shown."""
    row = db.execute(
        pick(col(Model.name), col(Model.version), col(PreLabel.value), col(PreLabel.confidence))
        .join(Model, col(Model.id) == col(PreLabel.model_id))
        .where(col(PreLabel.assignment_id) == assignment_id)
    ).first()
    return Suggested(*row) if row is not None else None


def map_suggested(db: Session, label_ids: Iterable[int]) -> dict[int, Suggested]:
    """What those saw who made these labels, by label; those that saw nothing are left out."""
    rows = db.execute(
        pick(
            col(Label.id),
            col(Model.name),
            col(Model.version),
            col(PreLabel.value),
            col(PreLabel.confidence),
        )
        .join(PreLabel, col(PreLabel.assignment_id) == col(Label.assignment_id))
        .join(Model, col(Model.id) == col(PreLabel.model_id))
        .where(col(Label.id).in_(list(label_ids)))
    )
    found: dict[int, Any] = {id: Suggested(*rest) for id, *rest in rows}
    return found


def read_shown(db: Session, model_id: int, after: int, most: int) -> list[Shown]:
    """The model's next suggestions after an assignment, at most so many: what was shown, and the
    newest answer given with it in sight that was not taken back, None without one."""
    made = (
        pick(col(Label.value))
        .outerjoin(Retraction, col(Retraction.label_id) == col(Label.id))
        .where(
            # by the index of tasks; labels have none by assignment
            col(Label.task_id) == col(Assignment.task_id),
            col(Label.member_id) == col(Assignment.member_id),
            col(Label.assignment_id) == col(PreLabel.assignment_id),
            col(Retraction.label_id).is_(None),
        )
        .order_by(col(Label.id).desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = db.execute(
        pick(col(PreLabel.assignment_id), col(PreLabel.value), made)
        .join(Assignment, col(Assignment.id) == col(PreLabel.assignment_id))
        .where(col(PreLabel.model_id) == model_id, col(PreLabel.assignment_id) > after)
        .order_by(col(PreLabel.assignment_id))
        .limit(most)
    )
    return [Shown(*row) for row in rows]


def map_questions_on(db: Session, task_ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    """The newest question that each of these tasks led to: its number and state."""
    rows = db.execute(
        pick(col(Flag.task_id), col(Question.number), col(Question.state))
        .join(Question, col(Question.id) == col(Flag.question_id))
        .where(col(Flag.task_id).in_(list(task_ids)))
        .order_by(col(Question.id))
    )
    return {task_id: (number, state) for task_id, number, state in rows}
