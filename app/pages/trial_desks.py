"""A trial as somebody meets it who was asked to take part: the proposal, a task, the answers.

Nothing here tells what anybody else answered, in the trial or before, nor more of the draft than
what it changes.
"""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.domain.answers import AnswerSchema, as_sent
from app.domain.roles import Actor
from app.errors import NotFound
from app.pages.contents import ContentView, view_content
from app.pages.diffs import DiffView, view_diffs
from app.pages.guidelines import root_of
from app.pages.pieces import Piece
from app.pages.trial_fates import FateView, view_fate
from app.queries.guidelines import document_of
from app.queries.projects import get_project
from app.queries.terms import get_schema
from app.queries.trials import get_own_trial, list_answers, list_own_trials, list_tried
from app.records.events import Event
from app.records.members import Member
from app.records.revisions import Revision
from app.records.tasks import Task
from app.records.trials import TrialAnswer


@dataclass(frozen=True, slots=True)
class TrialTaskView:
    """The task at hand; with one's own answer, where it was given already."""

    key: UUID
    content: ContentView
    answer: object | None
    comment: str


@dataclass(frozen=True, slots=True)
class TrialDeskView:
    """What is proposed, and the task to answer by it. `task` None: all are answered, or the trial
    is over. `previous`: the task that was answered last; `following`: another open one."""

    root: str
    key: UUID
    is_open: bool
    fate: FateView
    proposal: tuple[DiffView, ...]
    prompt: str
    answers: AnswerSchema
    done: int
    total: int
    task: TrialTaskView | None
    previous: UUID | None
    following: UUID | None
    topics: tuple[str, ...]

    @property
    def chosen(self) -> dict[str, Any]:
        """One's own answer as the form shows it."""
        if self.task is None or self.task.answer is None:
            return {}
        return {"answer": as_sent(self.task.answer), "comment": self.task.comment}


@dataclass(frozen=True, slots=True)
class OwnTrialView:
    """A trial that waits for the reader: so many of its tasks are open."""

    key: UUID
    open: int


@dataclass(frozen=True, slots=True)
class OwnTrialsView:
    """The trials that wait for the reader."""

    trials: tuple[OwnTrialView, ...]


def show_own_trials(db: Session, actor: Actor) -> OwnTrialsView:
    """The trials in which the actor still has tasks."""
    rows = list_own_trials(db, actor)
    return OwnTrialsView(tuple(OwnTrialView(trial.key, left) for trial, left in rows))


def show_trial_desk(
    db: Session, actor: Actor, key: UUID, wanted: UUID | None = None
) -> TrialDeskView:
    """The trial with its next open task, or the `wanted` one."""
    trial = get_own_trial(db, actor, key)
    tasks = [task for _, task in list_tried(db, trial.id or 0)]
    own = {each.task_id: each for each in list_answers(db, trial.id or 0, actor.member_id)}
    is_open = trial.ended_at is None
    at = _find(tasks, own, wanted)
    task = tasks[at] if is_open and at is not None else None
    rest = [] if at is None else [*tasks[at + 1 :], *tasks[:at]]
    last = next(reversed(own), None)
    keys = {each.id: each.key for each in tasks}
    base = db.get(Revision, trial.base_id) if trial.base_id else None
    project = get_project(db, actor.project_id)
    schema = get_schema(db, actor.project_id)
    return TrialDeskView(
        root=root_of(db, actor.project_id),
        key=trial.key,
        is_open=is_open,
        fate=view_fate(db, trial),
        proposal=view_diffs(document_of(base), document_of(trial))[0] if is_open else (),
        prompt=project.prompt,
        answers=replace(schema, certainty=False, comment=False),
        done=len(own),
        total=len(tasks),
        task=_view_task(task, own.get(task.id or 0), project.listed_fields) if task else None,
        previous=keys.get(last) if is_open and (task is None or task.id != last) else None,
        following=next((each.key for each in rest if each.id not in own), None),
        topics=(f"desk:{actor.member_id}",),
    )


def _find(tasks: list[Task], own: dict[int, TrialAnswer], wanted: UUID | None) -> int | None:
    """The place of the wanted task, or of the first open one."""
    if wanted is not None:
        found = next((at for at, each in enumerate(tasks) if each.key == wanted), None)
        if found is None:
            raise NotFound
        return found
    return next((at for at, each in enumerate(tasks) if each.id not in own), None)


def _view_task(task: Task, own: TrialAnswer | None, fields: list[str]) -> TrialTaskView:
    content = view_content(task, (), fields)
    return TrialTaskView(task.key, content, own.answer if own else None, own.comment if own else "")


def _of_event(db: Session, event: Event) -> TrialDeskView | None:
    member = db.get(Member, event.data.get("member"))
    if member is None:
        return None
    actor = Actor(member.account_id, member.project_id, member.id or 0, member.role, member.name)
    return show_trial_desk(db, actor, UUID(str(event.data.get("trial"))))


# of the trial's own page alone: elsewhere the desk has another name
PIECES = {"trial.closed": (Piece("desk:{member}", "trials/_desk.html", "desk", _of_event),)}
