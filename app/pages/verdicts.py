"""What was decided of a task, wherever it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.domain.answers import describe
from app.pages.guidelines import root_of
from app.pages.pieces import Piece
from app.queries.adjudications import find_standing, map_adjudicated
from app.queries.guidelines import map_versions
from app.queries.members import map_names
from app.queries.tasks import find_task
from app.queries.terms import get_schema
from app.records.adjudications import Adjudication
from app.records.events import Event
from app.records.tasks import Task


@dataclass(frozen=True, slots=True)
class DecidedView:
    """A decision on a task, in words; `is_past`: the task's labels were made again since, and the
    decision counts no more."""

    value: str
    words: str
    reason: str
    version: str
    made_by: str
    made_at: datetime
    is_past: bool = False


@dataclass(frozen=True, slots=True)
class TaskDecision:
    """What was decided of a task, for its pages; `decided` None: nothing."""

    root: str
    task: UUID
    decided: DecidedView | None


def view_decision(db: Session, task: Task) -> TaskDecision:
    """What was decided of a task."""
    decided = find_standing(db, task.id or 0)
    root = root_of(db, task.project_id)
    return TaskDecision(root, task.key, view_decided(db, decided) if decided else None)


def view_decided(db: Session, decided: Adjudication) -> DecidedView:
    """One decision."""
    return map_verdicts(db, decided.project_id, [decided])[decided.id or 0]


def map_verdicts(
    db: Session, project_id: int, decisions: Sequence[Adjudication]
) -> dict[int, DecidedView]:
    """Decisions of a project by their ids, looked up together."""
    names = map_names(db, project_id, [each.made_by for each in decisions])
    versions = map_versions(db, [each.revision_id for each in decisions if each.revision_id])
    holding = map_adjudicated(db, [each.task_id for each in decisions])
    schema = get_schema(db, project_id)
    return {
        each.id or 0: DecidedView(
            each.value,
            describe(schema, each.value),
            each.reason,
            versions.get(each.revision_id or 0) or "",
            names.get(each.made_by, ""),
            each.made_at,
            each.task_id not in holding,
        )
        for each in decisions
    }


def task_of(db: Session, event: Event) -> Task | None:
    task_id = event.data.get("task")
    return find_task(db, event.project_id, task_id) if isinstance(task_id, int) else None


def _decision_of(db: Session, event: Event) -> TaskDecision | None:
    task = task_of(db, event)
    return view_decision(db, task) if task else None


_PART = "adjudications/_decision.html"
_DECISION = Piece("row:{task}", _PART, "decision", _decision_of, staff=True)
PIECES = dict.fromkeys(("adjudication.made", "adjudication.withdrawn"), (_DECISION,))
