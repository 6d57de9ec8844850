"""A draft's scope: what it selects, whose, why, with samples from both sides of its border."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlmodel import Session

from app.domain.answers import AnswerSchema, parse_schema
from app.domain.answers import describe as answer_words
from app.domain.hunts import Precision, estimate_precision
from app.domain.predicates import FLAGS, time_text
from app.domain.roles import Actor, is_ml_team, is_staff, may_edit_draft
from app.domain.scopes import STRATA, Scope, describe, parse_scope
from app.errors import NotFound
from app.languages import say
from app.pages.golds import GoldsView, show_golds
from app.queries.drafts import OPEN, list_draft_rulings
from app.queries.guidelines import get_revision
from app.queries.hunts import count_sampled, name_tasks
from app.queries.previews import (
    Counts,
    Sample,
    count_affected,
    list_scope_tasks,
    sample_tasks,
    split_judged,
)
from app.queries.projects import get_project
from app.queries.questions import map_numbers
from app.queries.relabels import find_busy
from app.records.revisions import Revision

SAMPLES = 6
NAMED = 20


@dataclass(frozen=True, slots=True)
class ScopeView:
    """The scope of a draft. `is_settled` False: the default, which publication would use;
    `questions` that led to the draft, by number."""

    slug: str
    number: int
    edition: int
    state: str
    may_edit: bool
    scope: Scope
    is_settled: bool
    words: str
    second_person: bool
    again_by: str
    answers: AnswerSchema
    flags: tuple[tuple[str, str], ...]
    questions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ScopePage(ScopeView):
    """The same with its form: `typed` is what stands in it, `errors` what is wrong, by field."""

    typed: Mapping[str, Any]
    errors: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PreviewView:
    """What publishing now would ask to be made again. `precision`: how much of the scope is
    affected, None before anything in it was judged; `left_out`: some tasks that were judged
    affected and are not in scope; `hours` None where nothing was timed,
    `contradicted_gold` None where no ruling asks, and for all but the ML team. `answers` says the
    samples' values in words. `control` labels from outside were wished for; `running`: a relabel
    that goes on."""

    slug: str
    number: int
    is_settled: bool
    control: int
    running: int | None
    counts: Counts
    strata: tuple[tuple[str, str, int], ...]
    precision: Precision | None
    left_out: tuple[str, ...]
    may_judge: bool
    hours: float | None
    inside: tuple[Sample, ...]
    outside: tuple[Sample, ...]
    contradicted_gold: int | None
    golds: GoldsView | None
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
    asked = [each.question_id for each in list_draft_rulings(db, revision)]
    return ScopeView(
        slug=project.slug,
        number=number,
        edition=revision.edition,
        state=revision.state,
        may_edit=may_edit_draft(actor) and revision.state in OPEN,
        scope=scope,
        is_settled=bool(revision.scope),
        words=describe(scope, schema),
        second_person=revision.second_person,
        again_by=revision.again_by,
        answers=schema,
        questions=tuple(sorted(map_numbers(db, asked).values())),
        flags=tuple((name, say(words)) for name, words in FLAGS.items()),
    )


def show_scope_form(
    db: Session,
    actor: Actor,
    number: int,
    typed: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
) -> ScopePage:
    """The scope with its form; after a refusal with what was typed."""
    view = show_scope(db, actor, number)
    known = {each.name: getattr(view, each.name) for each in fields(view)}
    return ScopePage(**known, typed=typed or _fill_in(view), errors=errors or {})


def _fill_in(view: ScopeView) -> dict[str, Any]:
    """The form of a scope as it is settled."""
    scope, predicate = view.scope, view.scope.predicate
    return {
        "citing": scope.citing,
        "led": scope.led,
        "answers": predicate.answers,
        "dimensions": [f"{name}={each}" for name, of in predicate.dimensions for each in of],
        "text_any": "\n".join(predicate.text_any),
        "metadata": "\n".join(f"{name}={'|'.join(of)}" for name, of in predicate.metadata),
        "disagreement": predicate.disagreement or "",
        "certainty_below": predicate.certainty_below or "",
        "flags": predicate.flags,
        "cites": " ".join(predicate.cites),
        "labeled_from": predicate.labeled_from and time_text(predicate.labeled_from),
        "labeled_before": predicate.labeled_before and time_text(predicate.labeled_before),
        "similar": scope.similar or "",
        "join": predicate.join,
        "selection": "\n".join(scope.selection),
        "control": scope.control,
        "reopen": scope.reopen,
        "second_person": view.second_person,
        "reach": scope.reach,
        "since": scope.since.strftime("%Y-%m-%d %H:%M") if scope.since else "",
        "again_by": view.again_by,
    }


def show_preview(db: Session, actor: Actor, number: int) -> PreviewView:
    """Count the scope with the function that publication uses."""
    revision = get_revision(db, actor, number)
    if not is_staff(actor):
        raise NotFound
    counts = count_affected(db, revision)
    golds = show_golds(db, actor, number) if is_ml_team(actor) else None
    pace = counts.seconds_per_label
    precision, left_out = _look_into(db, revision, counts.tasks)
    project, running = get_project(db, actor.project_id), find_busy(db, actor.project_id)
    schema = parse_schema(project.answers)
    inside, outside = (
        tuple(sample_tasks(db, revision, inside=side, most=SAMPLES)) if labels else ()
        for side, labels in ((True, counts.labels), (False, counts.outside))
    )
    values = {value for each in (*inside, *outside) for value in each.values}
    return PreviewView(
        slug=project.slug,
        number=number,
        is_settled=bool(revision.scope),
        control=parse_scope(revision.scope).control,
        running=running.number if running else None,
        counts=counts,
        strata=tuple((x, say(STRATA[x]), n) for x, n in counts.by_stratum.items()),
        precision=precision,
        left_out=left_out,
        may_judge=may_edit_draft(actor) and revision.state in OPEN,
        hours=counts.asked * pace / 3600 if pace is not None else None,
        inside=inside,
        outside=outside,
        contradicted_gold=golds.total if golds and golds.ruled else None,
        golds=golds,
        answers={value: answer_words(schema, value) for value in values},
    )


def _look_into(
    db: Session, revision: Revision, tasks: int
) -> tuple[Precision | None, tuple[str, ...]]:
    """How much of the scope is affected, and which tasks judged affected it leaves out."""
    said, missed = split_judged(db, revision)
    left_out = tuple(sorted(name_tasks(db, missed[:NAMED])))
    if not said:
        return None, left_out
    digest = parse_scope(revision.scope).digest
    sample = count_sampled(db, revision.id or 0, digest)
    return estimate_precision(tasks, len(said), sum(said), *sample), left_out


def show_scope_tasks(db: Session, actor: Actor, number: int, after: int = 0) -> ScopeTasksView:
    """The tasks in scope, to be checked against a list of one's own."""
    revision = get_revision(db, actor, number)
    if not is_staff(actor):
        raise NotFound
    rows, following = list_scope_tasks(db, revision, after)
    return ScopeTasksView(tuple(rows), following)
