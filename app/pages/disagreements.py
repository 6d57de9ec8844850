"""The tasks on which people and a model part, one by one."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from app.domain.answers import describe
from app.domain.appraisals import SHAPE, Disagreements
from app.domain.roles import Actor
from app.domain.texts import excerpt
from app.pages.guidelines import root_of
from app.pages.models import ModelRow, view_models
from app.queries.figures import find_blob
from app.queries.models import get_model, map_questions_on
from app.queries.tasks import map_tasks
from app.queries.terms import get_schema

PAGE = 25
EXCERPT = 240


@dataclass(frozen=True, slots=True)
class DisagreementRow:
    """A task on which people and model part. `votes` of `labels` say what is `given`; `margin`:
    by how much more probable the model finds what it suggests, None where it is no suspect.
    `question` is the newest that the task led to, `state` its state."""

    task: UUID
    external_id: str
    excerpt: str
    given: str
    suggested: str
    votes: int
    labels: int
    confidence: float | None
    margin: float | None
    question: int | None
    state: str


@dataclass(frozen=True, slots=True)
class DisagreementsView:
    """Part of them, as they were reckoned last: suspects first, by margin, then the rest by the
    model's confidence. `next`: where to go on."""

    root: str
    model: ModelRow
    only: str
    total: int
    after: int
    next: int | None
    rows: tuple[DisagreementRow, ...]


def show_disagreements(
    db: Session, actor: Actor, number: int, only: str = "all", after: int = 0
) -> DisagreementsView:
    """Where people and model part, after so many; empty until it was reckoned once."""
    model = get_model(db, actor, number)
    blob = find_blob(db, actor.project_id, f"model/{number}", SHAPE)
    found = Disagreements.from_bytes(blob) if blob else None
    total = 0 if found is None else found.suspects if only == "suspects" else len(found)
    places = range(after, min(total, after + PAGE))
    rows = _disagreements(db, actor, found, places) if found else ()
    return DisagreementsView(
        root_of(db, actor.project_id),
        view_models(db, actor, [model])[0],
        only,
        total,
        after,
        after + PAGE if after + PAGE < total else None,
        rows,
    )


def _disagreements(
    db: Session, actor: Actor, found: Disagreements, places: range
) -> tuple[DisagreementRow, ...]:
    schema = get_schema(db, actor.project_id)
    ids = [int(found.tasks[at]) for at in places]
    tasks, questions = map_tasks(db, ids), map_questions_on(db, ids)
    rows = []
    for at, task_id in zip(places, ids, strict=True):
        task, (question, state) = tasks[task_id], questions.get(task_id, (None, ""))
        rows.append(
            DisagreementRow(
                task.key,
                task.external_id,
                excerpt(task.body, EXCERPT),
                describe(schema, found.values[found.given[at]]),
                describe(schema, found.values[found.suggested[at]]),
                int(found.votes[at]),
                int(found.labels[at]),
                _known(float(found.confidences[at])),
                _known(float(found.margins[at])),
                question,
                state,
            )
        )
    return tuple(rows)


def _known(number: float) -> float | None:
    """None for NaN: the model gave no probability."""
    return number if number == number else None
