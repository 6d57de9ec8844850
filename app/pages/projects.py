"""Projects as their members see them, and the form that makes one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.domain.levels import BUILT_IN
from app.domain.plans import DEFAULTS
from app.domain.readings import DEFAULT_READINGS
from app.domain.roles import Actor, is_staff
from app.domain.schemas import COLORS, KINDS
from app.errors import Forbidden
from app.languages import mark, say
from app.pages.listings import Listing
from app.queries.projects import get_project, list_projects_after
from app.records.projects import Project

PAGE = 100
# In words, for the form: what each kind of answer is.
KIND_WORDS = {
    "choice": (mark("One of several"), mark("Exactly one option, such as hateful or not.")),
    "choices": (mark("Any of several"), mark("One or more options at once, such as topics.")),
    "rating": (mark("A rating"), mark("A whole number from a lowest to a highest.")),
    "pair": (mark("The better of two"), mark("A or B, or a tie if you allow it.")),
    "text": (mark("Free text"), mark("Words of the labeler's own.")),
    "dimensions": (
        mark("Several ratings"),
        mark("Each a rating or a choice with its own name: relevant, kind, time well spent."),
    ),
    "spans": (mark("Marked passages"), mark("Words in the text, each with one of the options.")),
}


@dataclass(frozen=True, slots=True)
class ProjectView:
    """A project and the viewer's role in it. On which tasks much is at stake, by a field of their
    metadata, is for staff."""

    slug: str
    name: str
    role: str
    objective: str
    prompt: str
    answers: dict[str, Any]
    overlap: int
    overlap_most: int
    stakes_field: str
    stakes_value: str
    lease_seconds: int
    open_discussion: bool
    prelabels: int
    descriptive: bool
    listed_fields: tuple[str, ...]
    approvals: dict[str, int]
    reviewers: tuple[int, ...]
    levels: dict[str, str]
    readings: dict[str, str]
    created_at: datetime
    archived_at: datetime | None


@dataclass(frozen=True, slots=True)
class OptionRow:
    """A line of the answers editor."""

    value: str = ""
    label: str = ""
    key: str = ""
    color: str = ""


@dataclass(frozen=True, slots=True)
class DimensionRow:
    """A line of the answers editor for one dimension; `options` are separated by commas."""

    name: str = ""
    label: str = ""
    kind: str = "rating"
    lowest: str = "1"
    highest: str = "5"
    lowest_label: str = ""
    highest_label: str = ""
    options: str = ""


def name_kinds() -> tuple[tuple[str, str, str], ...]:
    """The kinds of answers: each with its name, and what it is."""
    return tuple((kind, say(KIND_WORDS[kind][0]), say(KIND_WORDS[kind][1])) for kind in KINDS)


@dataclass(frozen=True, slots=True)
class AnswersForm:
    """The answers editor: an answer schema as fields. `json` is the same as text."""

    kind: str
    rows: tuple[OptionRow, ...]
    lowest: str
    highest: str
    lowest_label: str
    highest_label: str
    tie: bool
    certainty: bool
    comment: bool
    json: str
    dimensions: tuple[DimensionRow, ...] = ()
    kinds: tuple[tuple[str, str, str], ...] = field(default_factory=name_kinds)
    colors: tuple[str, ...] = COLORS


@dataclass(frozen=True, slots=True)
class NewProjectView:
    """The new project page: what was typed so far, and what is wrong with it."""

    typed: Mapping[str, Any]
    answers: AnswersForm
    errors: Mapping[str, str] = field(default_factory=dict)


def show_project(db: Session, actor: Actor) -> ProjectView:
    """The project that the actor is in."""
    return view_project(get_project(db, actor.project_id), actor.role)


def show_projects(db: Session, actor: Actor, after: int | None = None) -> Listing[ProjectView]:
    """The projects somebody takes part in, in the order they were made; archived ones too."""
    found = list_projects_after(db, actor.account_id or 0, after, PAGE + 1)
    items = tuple(view_project(project, role) for project, role in found[:PAGE])
    return Listing(items, found[PAGE - 1][0].id if len(found) > PAGE else None)


def show_new_project(
    db: Session,
    actor: Actor,
    answers: AnswersForm,
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
) -> NewProjectView:
    """The form for a new project; for admins of the instance."""
    if actor.role != "admin":
        raise Forbidden(say("Only an admin of this instance sets up projects. Ask one of them."))
    # two people a task, or nothing could ever be said of how far people agree
    proposed = {"slug": "", "name": "", **DEFAULTS, "overlap": 2}
    return NewProjectView(proposed | dict(typed or {}), answers, errors or {})


def view_project(project: Project, role: str) -> ProjectView:
    """A project for somebody with this role in it."""
    return ProjectView(
        project.slug,
        project.name,
        role,
        project.objective,
        project.prompt,
        dict(project.answers),
        project.overlap,
        project.overlap_most,
        *((project.stakes_field, project.stakes_value) if is_staff(role) else ("", "")),
        project.lease_seconds,
        project.open_discussion,
        project.prelabels,
        project.descriptive,
        tuple(project.listed_fields),
        dict(project.approvals),
        tuple(project.reviewers),
        {**BUILT_IN, **project.levels},
        {**DEFAULT_READINGS, **project.readings},
        project.created_at,
        project.archived_at,
    )
