"""What the cases of a draft suggest for its scope, with what each hint would select."""

from dataclasses import dataclass
from typing import Protocol

from sqlmodel import Session

from app.domain.roles import Actor
from app.domain.suggestions import Suggestion
from app.queries.drafts import get_editable
from app.queries.hunts import list_bodies
from app.queries.projects import get_project
from app.queries.scope_lists import count_holding


class Found(Protocol):
    """What was worked out (gate/scopes.py, Leads)."""

    @property
    def cases(self) -> int: ...
    @property
    def words(self) -> tuple[Suggestion, ...]: ...
    @property
    def likeness(self) -> tuple[tuple[int, int, int], ...]: ...
    @property
    def is_too_large(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class WordView:
    """A word or sign as the cases write it, in how many of them it stands, and how many labeled
    tasks hold it, to the letter."""

    literals: tuple[str, ...]
    cases: int
    tasks: int


@dataclass(frozen=True, slots=True)
class LikenessView:
    """How many labeled tasks are at least so many per cent like a case, and the least alike."""

    share: int
    tasks: int
    example: str


@dataclass(frozen=True, slots=True)
class LeadsView:
    """Hints from `cases` texts. `is_too_large`: too many tasks to compare them all."""

    slug: str
    number: int
    cases: int
    words: tuple[WordView, ...]
    likeness: tuple[LikenessView, ...]
    is_too_large: bool


def show_leads(db: Session, actor: Actor, number: int, found: Found) -> LeadsView:
    """The hints in the order in which they tell most."""
    get_editable(db, actor, number)
    literals = [each.literals for each in found.words]
    counts = count_holding(db, actor.project_id, literals)
    examples = list_bodies(db, [task_id for *_, task_id in found.likeness])
    return LeadsView(
        slug=get_project(db, actor.project_id).slug,
        number=number,
        cases=found.cases,
        words=tuple(
            WordView(each.literals, each.cases, tasks)
            for each, tasks in zip(found.words, counts, strict=True)
        ),
        likeness=tuple(
            LikenessView(share, tasks, example)
            for (share, tasks, _), example in zip(found.likeness, examples, strict=True)
        ),
        is_too_large=found.is_too_large,
    )
