"""A project's settings: its terms, and what each of them gives up."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlmodel import Session

from app.domain.roles import Actor, Role, may_manage_project
from app.errors import NotFound
from app.languages import mark, say
from app.pages.answer_forms import view_answers
from app.pages.projects import AnswersForm, ProjectView, show_project
from app.queries.labels_made import has_labels

LEVEL_WORDS = {
    "all": mark("Every message"),
    "mentions": mark("Only what names them"),
    "nothing": mark("Nothing"),
}


@dataclass(frozen=True, slots=True)
class SettingsView:
    """The settings page. `is_bound`: labels were made, so the answers can only grow."""

    project: ProjectView
    answers: AnswersForm
    is_bound: bool
    is_owner: bool
    levels: tuple[tuple[str, str], ...]
    typed: Mapping[str, object] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def show_settings(
    db: Session,
    actor: Actor,
    answers: AnswersForm | None = None,
    typed: Mapping[str, object] | None = None,
    errors: Mapping[str, str] | None = None,
) -> SettingsView:
    """The settings, for the ML team; with what was typed where it could not be kept."""
    if not may_manage_project(actor):
        raise NotFound
    project = show_project(db, actor)
    kept = {
        "name": project.name,
        "objective": project.objective,
        "prompt": project.prompt,
        "overlap": project.overlap,
        "lease_minutes": project.lease_seconds / 60,
        "open_discussion": project.open_discussion,
        "listed_fields": "\n".join(project.listed_fields),
        **{f"level_{kind}": level for kind, level in project.levels.items()},
        **{f"approvals_{type_}": number for type_, number in project.approvals.items()},
    }
    return SettingsView(
        project,
        answers or view_answers(project.answers),
        has_labels(db, actor.project_id),
        actor.role == Role.OWNER,
        tuple((level, say(words)) for level, words in LEVEL_WORDS.items()),
        {**kept, **(typed or {})},
        errors or {},
    )
