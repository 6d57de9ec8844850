"""A draft's scope: what it selects, whose, why, with samples from both sides of its border."""

from dataclasses import dataclass

from sqlmodel import Session

from app.domain.answers import AnswerSchema, parse_schema
from app.domain.answers import describe as answer_words
from app.domain.roles import Actor, is_ml_team, is_staff, may_edit_draft
from app.domain.scopes import STRATA, Scope, describe, parse_scope
from app.errors import NotFound
from app.languages import say
from app.queries.guidelines import get_revision
from app.queries.previews import (
    Counts,
    Sample,
    count_affected,
    count_contradicted_gold,
    list_scope_tasks,
    sample_tasks,
)
from app.queries.projects import get_project
from app.queries.relabels import find_ruled_value

SAMPLES = 6


@dataclass(frozen=True, slots=True)
class ScopeView:
    """The scope of a draft. `is_settled` False: the default, which publication would use."""

    slug: str
    number: int
    edition: int
    state: str
    may_edit: bool
    scope: Scope
    is_settled: bool
    words: str
    second_person: bool
    answers: AnswerSchema


@dataclass(frozen=True, slots=True)
class PreviewView:
    """What publishing now would ask to be made again; `hours` None where nothing was timed,
    `contradicted_gold` None where no ruling asks, and for all but the ML team. `answers` says the
    samples' values in words."""

    slug: str
    number: int
    counts: Counts
    strata: tuple[tuple[str, str, int], ...]
    hours: float | None
    inside: tuple[Sample, ...]
    outside: tuple[Sample, ...]
    contradicted_gold: int | None
    answers: dict[str, str]


@dataclass(frozen=True, slots=True)
class ScopeTasksView:
    """External ids of tasks in scope with their strata, by id; `after` leads on."""

    tasks: tuple[tuple[str, str], ...]
    after: int | None


def show_scope(db: Session, actor: Actor, number: int) -> ScopeView:
    """The scope as it is settled."""
    revision = get_revision(db, actor, number)
    if not is_staff(actor):
        raise NotFound
    project = get_project(db, actor.project_id)
    schema = parse_schema(project.answers)
    scope = parse_scope(revision.scope, schema)
    return ScopeView(
        slug=project.slug,
        number=number,
        edition=revision.edition,
        state=revision.state,
        may_edit=may_edit_draft(actor) and revision.state in ("draft", "in_review", "approved"),
        scope=scope,
        is_settled=bool(revision.scope),
        words=describe(scope, schema),
        second_person=revision.second_person,
        answers=schema,
    )


def show_preview(db: Session, actor: Actor, number: int) -> PreviewView:
    """Count the scope with the function that publication uses."""
    revision = get_revision(db, actor, number)
    if not is_staff(actor):
        raise NotFound
    counts = count_affected(db, revision)
    ruled = find_ruled_value(db, revision.id or 0) if is_ml_team(actor) else None
    pace = counts.seconds_per_label
    project = get_project(db, actor.project_id)
    schema = parse_schema(project.answers)
    inside, outside = (
        tuple(sample_tasks(db, revision, inside=side, most=SAMPLES)) for side in (True, False)
    )
    values = {value for each in (*inside, *outside) for value in each.values}
    return PreviewView(
        slug=project.slug,
        number=number,
        counts=counts,
        strata=tuple((x, say(STRATA[x]), n) for x, n in counts.by_stratum.items()),
        hours=counts.labels * pace / 3600 if pace is not None else None,
        inside=inside,
        outside=outside,
        contradicted_gold=count_contradicted_gold(db, revision, ruled) if ruled else None,
        answers={value: answer_words(schema, value) for value in values},
    )


def show_scope_tasks(db: Session, actor: Actor, number: int, after: int = 0) -> ScopeTasksView:
    """The tasks in scope, to be checked against a list of one's own."""
    revision = get_revision(db, actor, number)
    if not is_staff(actor):
        raise NotFound
    rows, following = list_scope_tasks(db, revision, after)
    return ScopeTasksView(tuple(rows), following)
