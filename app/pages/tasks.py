"""Tasks as staff see them: the list with its filter, and all that is known of one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.domain.answers import describe
from app.domain.roles import Actor, is_ml_team
from app.domain.texts import excerpt
from app.languages import say
from app.pages.contents import ContentView, view_content
from app.pages.golds import PastKeyView, view_past
from app.pages.pieces import Piece
from app.pages.verdicts import TaskDecision, view_decision
from app.queries.projects import get_project
from app.queries.task_stories import list_task_flags, list_task_labels
from app.queries.tasks import (
    MANY,
    TaskFilter,
    count_tasks,
    find_gold,
    find_task,
    get_task,
    list_tasks,
)
from app.queries.terms import get_schema
from app.records.events import Event
from app.records.tasks import Task


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as a line of the list."""

    key: UUID
    external_id: str
    kind: str
    excerpt: str
    state: str
    labeled: int
    taken: int


@dataclass(frozen=True, slots=True)
class TasksView:
    """Part of the tasks that a filter finds. `next` goes into the same query as `after`; it may
    be there although the page is short: then there is more to look through. Counts end at many."""

    tasks: tuple[TaskRow, ...]
    next: int | None
    wanted: TaskFilter
    counts: tuple[tuple[str, str], ...]
    may_change: bool
    topics: tuple[str, ...] = ("tasks",)


@dataclass(frozen=True, slots=True)
class TaskLabelView:
    """One label ever given: `standing` is current, superseded or taken back; `suggested` is the
    answer of a model that was in sight. `is_beyond`: it was asked as gold, and is none of the
    task's; the ML team alone sees such."""

    id: int
    member: str
    answer: str
    standing: str
    is_stale: bool
    version: str | None
    source: str
    is_informed: bool
    is_beyond: bool
    under_question: bool
    suggested: str | None
    certainty: int | None
    comment: str
    seconds: float | None
    labeled_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class TaskFlagView:
    """A flag raised on the task."""

    question: int
    member: str
    category: str
    note: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class StandingView:
    """Where a task stands in the queue."""

    root: str
    key: UUID
    state: str
    labeled: int
    taken: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TaskView:
    """All that is known of a task. `gold` is for the ML team, None for everybody else."""

    key: UUID
    external_id: str
    kind: str
    state: str
    labeled: int
    taken: int
    created_at: datetime
    standing: StandingView
    content: ContentView
    labels: tuple[TaskLabelView, ...]
    flags: tuple[TaskFlagView, ...]
    gold: str | None
    gold_value: str
    gold_past: tuple[PastKeyView, ...]
    decision: TaskDecision
    may_change: bool
    options: tuple[tuple[str, str], ...]
    topics: tuple[str, ...]


def show_tasks(db: Session, actor: Actor, wanted: TaskFilter, after: int = 0) -> TasksView:
    """A page of the tasks that are looked for."""
    found, more = list_tasks(db, actor, wanted, after)
    rows, counts = tuple(_row(task) for task in found), _counts(db, actor.project_id)
    topics = ("tasks", *(f"row:{task.id}" for task in found))
    return TasksView(rows, more, wanted, counts, is_ml_team(actor), topics)


def show_task(db: Session, actor: Actor, key: UUID) -> TaskView:
    """One task, for staff."""
    return view_task(db, actor, get_task(db, actor, key))


def view_task(db: Session, actor: Actor, task: Task) -> TaskView:
    """A task with its labels, flags and, for the ML team, its trusted answer."""
    schema = get_schema(db, actor.project_id)
    flags = list_task_flags(db, task.id or 0)
    gold = find_gold(db, task.id or 0) if is_ml_team(actor) else None
    return TaskView(
        key=task.key,
        external_id=task.external_id,
        kind=task.kind,
        state=task.state,
        labeled=task.labeled,
        taken=task.taken,
        created_at=task.created_at,
        standing=_standing(db, task),
        content=view_content(task, [flag for flag, _, _ in flags], None),
        labels=_labels(db, actor, task),
        flags=tuple(
            TaskFlagView(number, name, flag.category, flag.note, flag.created_at)
            for flag, number, name in flags
        ),
        gold=describe(schema, gold.value) if gold else None,
        gold_value=gold.value if gold else "",
        gold_past=view_past(db, actor.project_id, task.id or 0) if is_ml_team(actor) else (),
        decision=view_decision(db, task),
        may_change=is_ml_team(actor),
        options=tuple((option.value, option.label) for option in schema.offered),
        topics=(
            f"row:{task.id}",
            f"task:{task.key}",
            *(["team:tasks"] if is_ml_team(actor) else []),
        ),
    )


def _labels(db: Session, actor: Actor, task: Task) -> tuple[TaskLabelView, ...]:
    schema = get_schema(db, actor.project_id)
    views = []
    for row in list_task_labels(db, task.id or 0, beyond=is_ml_team(actor)):
        label = row.Label
        is_current = row.current_id is not None
        standing = "current" if is_current else "taken back" if row.retracted_id else "superseded"
        views.append(
            TaskLabelView(
                id=label.id or 0,
                member=row.member,
                answer=describe(schema, label.value),
                standing=standing,
                is_stale=row.stale_since is not None,
                version=row.version,
                source=label.source,
                is_informed=label.informed,
                is_beyond=label.beyond,
                under_question=label.under_question,
                suggested=None if row.suggested is None else describe(schema, row.suggested),
                certainty=label.certainty,
                comment=label.comment,
                seconds=label.seconds,
                labeled_at=label.labeled_at,
                recorded_at=label.recorded_at,
            )
        )
    return tuple(views)


def _row(task: Task) -> TaskRow:
    words = excerpt(task.body, 140) or f"({say(task.kind)})"
    return TaskRow(
        task.key, task.external_id, task.kind, words, task.state, task.labeled, task.taken
    )


def _many(count: int) -> str:
    return say("%(many)s or more", many=f"{MANY:,}") if count >= MANY else f"{count:,}"


def _standing(db: Session, task: Task) -> StandingView:
    root = f"/projects/{get_project(db, task.project_id).slug}"
    return StandingView(root, task.key, task.state, task.labeled, task.taken, task.created_at)


def _task_of(db: Session, event: Event) -> Task | None:
    """The task that an event is about, or whose label it is about."""
    about_label = event.kind.startswith("label.")
    task_id = event.data.get("task") if about_label else event.subject
    return find_task(db, event.project_id, task_id) if isinstance(task_id, int) else None


def _of_event(db: Session, event: Event) -> TaskRow | None:
    task = _task_of(db, event)
    return _row(task) if task else None


def _standing_of(db: Session, event: Event) -> StandingView | None:
    task = _task_of(db, event)
    return _standing(db, task) if task else None


def _counts(db: Session, project_id: int) -> tuple[tuple[str, str], ...]:
    return tuple((state, _many(count)) for state, count in count_tasks(db, project_id).items())


def _counts_of(db: Session, event: Event) -> tuple[tuple[str, str], ...]:
    return _counts(db, event.project_id)


def _shown(topic: str) -> tuple[Piece, ...]:
    """A task where it stands in a list, and on its own page: for those who have it before them, or
    every label would be told to everybody who looks at any list."""
    return (
        Piece(topic, "tasks/_task.html", "task", _of_event, staff=True, counter="row"),
        Piece(
            topic, "tasks/_standing.html", "standing", _standing_of, staff=True, counter="standing"
        ),
    )


_COUNTS = Piece("tasks", "tasks/_counts.html", "counts", _counts_of, staff=True, counter="all")
_CHANGE = Piece("team:tasks", "tasks/_change.html", "change", _standing_of, staff=True)
PIECES = {
    **dict.fromkeys(
        ("task.spoiled", "task.reopened"), (*_shown("row:{subject}"), _COUNTS, _CHANGE)
    ),
    **dict.fromkeys(("label.submitted", "label.undone"), (*_shown("row:{task}"), _COUNTS)),
    **dict.fromkeys(("tasks.imported", "assignment.skipped", "assignment.resumed"), (_COUNTS,)),
}
