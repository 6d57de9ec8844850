"""The front page: one's projects, and what waits in each."""

from dataclasses import dataclass

from sqlmodel import Session

from app.domain.roles import Actor, is_ml_team, is_staff, may_label
from app.languages import say_many
from app.pages.steps import count_steps
from app.pages.tries import TryView, show_tries
from app.queries.members import get_actor
from app.queries.projects import list_projects
from app.queries.waiting import Waiting, count_waiting
from app.records.projects import Project


@dataclass(frozen=True, slots=True)
class Errand:
    """Something that waits: how much of it, what it is, and where it is done."""

    count: int
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class ProjectCard:
    """A project on the front page."""

    slug: str
    name: str
    prompt: str
    role: str
    errands: tuple[Errand, ...]


@dataclass(frozen=True, slots=True)
class HomeView:
    """The front page."""

    projects: tuple[ProjectCard, ...]
    may_make: bool
    tries: tuple[TryView, ...]


def show_home(db: Session, actor: Actor) -> HomeView:
    """The projects of whoever asks, those with something waiting first."""
    account_id = actor.account_id or 0
    cards = [
        _card(project, count_waiting(db, inside), count_steps(db, inside), inside)
        for project, _ in list_projects(db, account_id)
        for inside in (get_actor(db, account_id, project.id or 0),)
    ]
    cards.sort(key=lambda card: not card.errands)
    return HomeView(tuple(cards), actor.role == "admin", show_tries(db))


def _card(project: Project, waiting: Waiting, steps: int, actor: Actor) -> ProjectCard:
    root = f"/projects/{project.slug}"
    return ProjectCard(
        project.slug,
        project.name,
        project.prompt,
        actor.role,
        tuple(each for each in _errands(waiting, steps, actor, root) if each.count),
    )


def _errands(waiting: Waiting, steps: int, actor: Actor, root: str) -> list[Errand]:
    found = [
        Errand(
            waiting.notices,
            say_many("unread notification", "unread notifications", waiting.notices),
            f"{root}/notices",
        )
    ]
    if is_ml_team(actor):
        words = say_many("first step to take", "first steps to take", steps)
        found.append(Errand(steps, words, f"{root}/inbox"))
        found.append(
            Errand(
                waiting.questions,
                say_many("open question", "open questions", waiting.questions),
                f"{root}/inbox",
            )
        )
    if is_staff(actor):
        found.append(
            Errand(
                waiting.reviews,
                say_many("draft in review", "drafts in review", waiting.reviews),
                f"{root}/drafts",
            )
        )
    if may_label(actor):
        found.append(
            Errand(
                waiting.relabels,
                say_many("label to look at again", "labels to look at again", waiting.relabels),
                f"{root}/desk",
            )
        )
        found.append(
            Errand(
                waiting.held,
                say_many("task in your hands", "tasks in your hands", waiting.held),
                f"{root}/desk",
            )
        )
    return found
