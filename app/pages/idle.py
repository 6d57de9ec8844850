"""What somebody can turn to when nothing is left on their desk, and what they have laid aside."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.domain.roles import Actor, is_staff, may_label
from app.domain.texts import excerpt
from app.pages.trial_desks import OwnTrialView, show_own_trials
from app.queries.dispatch import find_open_task, list_parked
from app.queries.members import get_actor
from app.queries.projects import list_projects
from app.queries.questions import list_questions

MOST = 100  # questions counted


@dataclass(frozen=True, slots=True)
class ParkedView:
    """A task of one's own that waits for its question."""

    assignment: UUID
    body: str
    question: int
    parked_at: datetime | None


@dataclass(frozen=True, slots=True)
class IdleView:
    """Where to go on. `questions`: how many are open, to `is_staff` in the inbox, to others among
    their own; `trials` wait for one's answers; `elsewhere`: slug and name of projects with tasks
    that one has not had."""

    parked: tuple[ParkedView, ...]
    questions: int
    is_staff: bool
    trials: tuple[OwnTrialView, ...]
    elsewhere: tuple[tuple[str, str], ...]


def show_parked(db: Session, actor: Actor) -> tuple[ParkedView, ...]:
    """What the actor has laid aside, the newest first."""
    return tuple(
        ParkedView(held.key, excerpt(task.body, 160), question.number, held.ended_at)
        for held, task, question in list_parked(db, actor)
    )


def show_idle(db: Session, actor: Actor) -> IdleView:
    """Where the actor can go on."""
    return IdleView(
        show_parked(db, actor),
        len(list_questions(db, actor, "open", None, MOST)),
        is_staff(actor),
        show_own_trials(db, actor).trials,
        tuple(_elsewhere(db, actor)),
    )


def _elsewhere(db: Session, actor: Actor) -> list[tuple[str, str]]:
    found = []
    for project, _ in list_projects(db, actor.account_id or 0):
        inside = get_actor(db, actor.account_id or 0, project.id or 0)
        if project.id != actor.project_id and may_label(inside) and find_open_task(db, inside, 0):
            found.append((project.slug, project.name))
    return found
