"""What was decided of a task, wherever it is shown."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.domain.answers import describe
from app.pages.guidelines import root_of
from app.pages.pieces import Piece
from app.queries.adjudications import find_standing, map_adjudicated
from app.queries.members import map_names
from app.queries.tasks import find_task
from app.queries.terms import get_schema
from app.records.adjudications import Adjudication
from app.records.events import Event
from app.records.revisions import Revision
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
    names = map_names(db, decided.project_id, [decided.made_by])
    revision = db.get(Revision, decided.revision_id) if decided.revision_id else None
    return DecidedView(
        decided.value,
        describe(get_schema(db, decided.project_id), decided.value),
        decided.reason,
        (revision.version or "") if revision else "",
        names.get(decided.made_by, ""),
        decided.made_at,
        decided.task_id not in map_adjudicated(db, [decided.task_id]),
    )


def task_of(db: Session, event: Event) -> Task | None:
    task_id = event.data.get("task")
    return find_task(db, event.project_id, task_id) if isinstance(task_id, int) else None


def _decision_of(db: Session, event: Event) -> TaskDecision | None:
    task = task_of(db, event)
    return view_decision(db, task) if task else None


_PART = "adjudications/_decision.html"
_DECISION = Piece("row:{task}", _PART, "decision", _decision_of, staff=True)
PIECES = dict.fromkeys(("adjudication.made", "adjudication.withdrawn"), (_DECISION,))
