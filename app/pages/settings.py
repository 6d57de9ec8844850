"""A project's settings: its terms, and what each of them gives up."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlmodel import Session

from app.domain.readings import LEVELS as READINGS
from app.domain.roles import Actor, Role, is_staff, may_manage_project
from app.domain.versions import CHANGE_TYPES
from app.errors import NotFound
from app.languages import mark, say
from app.pages.answer_forms import view_answers
from app.pages.projects import AnswersForm, ProjectView, show_project
from app.queries.labels_made import has_labels
from app.queries.models import list_models
from app.queries.notices import map_actors

LEVEL_WORDS = {
    "all": mark("Every message"),
    "mentions": mark("Only what names them"),
    "nothing": mark("Nothing"),
}


@dataclass(frozen=True, slots=True)
class SettingsView:
    """The settings page. `is_bound`: labels were made, so the answers can only grow. `reviewers`:
    who could be asked to review, by member id, and whether they are."""

    project: ProjectView
    answers: AnswersForm
    is_bound: bool
    is_owner: bool
    levels: tuple[tuple[str, str], ...]
    readings: tuple[tuple[str, str], ...]
    reviewers: tuple[tuple[int, str, bool], ...]
    models: tuple[tuple[str, str], ...]
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
        "overlap_most": project.overlap_most,
        "stakes_field": project.stakes_field,
        "stakes_value": project.stakes_value,
        "lease_minutes": project.lease_seconds / 60,
        "open_discussion": project.open_discussion,
        "prelabels": str(project.prelabels),
        "descriptive": project.descriptive,
        "listed_fields": "\n".join(project.listed_fields),
        **{f"level_{kind}": level for kind, level in project.levels.items()},
        **{f"reading_{type_}": level for type_, level in project.readings.items()},
        **{f"approvals_{type_}": project.approvals.get(type_, "") for type_ in CHANGE_TYPES},
    }
    return SettingsView(
        project,
        answers or view_answers(project.answers),
        has_labels(db, actor.project_id),
        actor.role == Role.OWNER,
        tuple((level, say(words)) for level, words in LEVEL_WORDS.items()),
        tuple((level, say(words)) for level, words in READINGS.items()),
        tuple(
            (each.member_id, each.name, each.member_id in project.reviewers)
            for each in sorted(
                map_actors(db, actor.project_id).values(), key=lambda each: each.name
            )
            if is_staff(each)
        ),
        _models(db, actor),
        {**kept, **(typed or {})},
        errors or {},
    )


def _models(db: Session, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Whose suggestions labelers could be shown, by number."""
    none = ("0", say("None"))
    shown = (
        (str(each.number), f"{each.name} {each.version}")
        for each in list_models(db, actor)
        if each.predictions
    )
    return none, *shown
