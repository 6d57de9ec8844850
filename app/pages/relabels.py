"""Relabels: how far each one is, and what it did."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.clock import now
from app.domain.answers import AnswerSchema, parse_schema
from app.domain.answers import describe as answer_words
from app.domain.pace import WINDOW, Estimate, estimate
from app.domain.roles import Actor, is_ml_team, may_publish
from app.domain.scopes import describe, parse_scope
from app.pages.effects import EffectView, show_effect
from app.pages.pieces import Piece
from app.queries.dispatch import WORKING
from app.queries.effects import count_items, count_made, done_by_member, name_annotators
from app.queries.members import map_names
from app.queries.projects import get_project
from app.queries.queues import Queued, count_queued
from app.queries.relabels import (
    FOUND,
    count_waiting,
    get_relabel,
    list_extensions,
    list_relabels,
)
from app.records.events import Event
from app.records.relabels import Relabel
from app.records.revisions import Revision

# while the rows follow in chunks: what becomes of the items that are still open
BECOMES = {"stopping": "skipped", "restoring": "withdrawn"}


@dataclass(frozen=True, slots=True)
class ProgressView:
    """A relabel's progress. While it is seeding, `written` of `to_write` label ids are decided.

    `counts` is by state, without the control; `control` likewise for the control sample. Of `total`
    labels, control included, `made` were made again. `state` is also "paused", or "stopped" where
    it ended early with `unasked` labels that nobody has made again; `reason` is why.
    `ends_at` and `per_hour` go by the last day, None where too little was done in it; `unknown`
    people of those who have labels left have done too little to say anything.
    """

    slug: str
    number: int
    version: str
    title: str
    state: str
    reason: str
    unasked: int
    per_hour: float | None
    ends_at: datetime | None
    unknown: int
    opened_at: datetime
    done_at: datetime | None
    written: int
    to_write: int
    counts: dict[str, int]
    control: dict[str, int]
    made: int
    total: int


@dataclass(frozen=True, slots=True)
class WaitingView:
    """Somebody who has labels to make again, and when they will be done at the pace of the day."""

    member: int
    name: str
    can_sign_in: bool
    items: int
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class ExtensionView:
    """How a relabel was made wider: what was added, why, by whom; `added` counts the labels, which
    is going on while `is_counting`."""

    number: int
    scope: str
    reason: str
    added: int
    is_counting: bool
    made_by: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class RelabelsView:
    """All relabels of a project, newest first."""

    slug: str
    relabels: tuple[ProgressView, ...]
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelabelView:
    """A relabel with its effect. `names` says who is who by external id, `answers` what an answer
    is called. `queued` labels wait for anybody who has not answered their task; of the first
    thousand `stuck` for somebody who is not there. `may_lead`: pause it, make it wider, stop it;
    `may_widen`: its labels are found, and its version is in force."""

    progress: ProgressView
    project: str
    revision: int
    scope: str
    again_by: str
    second_person: bool
    waiting: tuple[WaitingView, ...]
    queued: int
    stuck: int
    extensions: tuple[ExtensionView, ...]
    may_lead: bool
    may_widen: bool
    is_running: bool
    effect: EffectView
    answers: dict[str, str]
    names: dict[str, str]
    topics: tuple[str, ...]


def show_relabels(db: Session, actor: Actor) -> RelabelsView:
    """The list."""
    slug = get_project(db, actor.project_id).slug
    rows = list_relabels(db, actor)
    views = tuple(view_progress(db, slug, relabel, revision) for relabel, revision in rows)
    return RelabelsView(slug, views, ("relabels",))


@dataclass(frozen=True, slots=True)
class ReportView:
    """The effect to print or to hand on: `named` with people's names, at whose asking is known."""

    relabel: RelabelView
    named: bool
    printed_at: datetime
    topics: tuple[str, ...] = ()


def show_report(db: Session, actor: Actor, number: int, named: bool = False) -> ReportView:
    """The report of a relabel."""
    return ReportView(show_relabel(db, actor, number), named, now())


def show_progress(db: Session, actor: Actor, number: int) -> ProgressView:
    """How far one relabel is."""
    relabel = get_relabel(db, actor, number)
    revision = db.get_one(Revision, relabel.revision_id)
    return view_progress(db, get_project(db, actor.project_id).slug, relabel, revision)


def show_relabel(db: Session, actor: Actor, number: int) -> RelabelView:
    """One relabel: its progress, who still has work, and its effect so far."""
    relabel = get_relabel(db, actor, number)
    revision = db.get_one(Revision, relabel.revision_id)
    project = get_project(db, actor.project_id)
    schema = parse_schema(project.answers)
    effect = show_effect(db, relabel, with_gold=is_ml_team(actor))
    is_running, pace = relabel.state in WORKING, _pace(db, relabel)
    # what is being stopped or taken back is nobody's work any more
    waiting = count_waiting(db, relabel.id or 0) if is_running else []
    queue = count_queued(db, relabel) if is_running else Queued(0, 0)
    return RelabelView(
        progress=view_progress(db, project.slug, relabel, revision),
        project=project.name,
        revision=revision.number,
        scope=describe(parse_scope(relabel.scope), schema),
        again_by=relabel.again_by,
        second_person=relabel.second_person,
        waiting=tuple(WaitingView(*each, pace.by_member.get(each[0])) for each in waiting),
        queued=queue.items,
        stuck=queue.stuck,
        extensions=_extensions(db, relabel, schema),
        may_lead=may_publish(actor),
        may_widen=relabel.state in FOUND and revision.state == "published",
        is_running=is_running,
        effect=effect,
        answers=_in_words(schema, effect),
        names=name_annotators(db, actor.project_id, effect.flips_by_member),
        topics=(f"relabel:{number}",),
    )


def _in_words(schema: AnswerSchema, effect: EffectView) -> dict[str, str]:
    """What the answers are called: all that may be given, and those that the report names."""
    values = {option.value for option in schema.offered}
    values |= {value for old, new, _ in effect.moves for value in (old, new)}
    values |= {value for old, new, _ in effect.majorities for value in (old, new) if value}
    values |= {label.value for label in effect.contradicting}
    return {value: answer_words(schema, value) for value in values}


def _extensions(db: Session, relabel: Relabel, schema: AnswerSchema) -> tuple[ExtensionView, ...]:
    rows = list_extensions(db, relabel.id or 0)
    names = map_names(db, relabel.project_id, {each.made_by for each in rows})
    return tuple(
        ExtensionView(
            each.number,
            describe(parse_scope(each.scope), schema),
            each.reason,
            each.added,
            each.done_at is None,
            names.get(each.made_by, "Precedent"),
            each.made_at,
        )
        for each in rows
    )


def _pace(db: Session, relabel: Relabel) -> Estimate:
    """When it ends, at the pace of the last day. Nothing is said while nobody can go on."""
    at = now()
    if relabel.state != "open" or relabel.paused_at is not None:
        return estimate({}, {}, 0, at)
    left = {row[0]: row[3] for row in count_waiting(db, relabel.id or 0)}
    done = done_by_member(db, relabel.id or 0, at - WINDOW)
    return estimate(left, done, count_queued(db, relabel).items, at)


def _standing(relabel: Relabel) -> str:
    if relabel.paused_at is not None and relabel.state in WORKING:
        return "paused"
    return "stopped" if relabel.stopped_at and relabel.state == "done" else relabel.state


def _settled(items: dict[tuple[bool, str], int], state: str) -> dict[tuple[bool, str], int]:
    """The items as they are once all rows have followed."""
    found: dict[tuple[bool, str], int] = {}
    for (is_control, each), many in items.items():
        key = is_control, BECOMES.get(state, each) if each == "open" else each
        found[key] = found.get(key, 0) + many
    return found


def view_progress(db: Session, slug: str, relabel: Relabel, revision: Revision) -> ProgressView:
    """How far a relabel is."""
    items = _settled(count_items(db, relabel.id or 0), relabel.state)
    pace = _pace(db, relabel)
    inside = {state: n for (control, state), n in items.items() if not control}
    control = {state: n for (is_control, state), n in items.items() if is_control}
    return ProgressView(
        slug=slug,
        number=relabel.number,
        version=revision.version or "",
        title=revision.title,
        state=_standing(relabel),
        reason=relabel.reason,
        unasked=inside.get("skipped", 0) + control.get("skipped", 0) if relabel.stopped_at else 0,
        per_hour=pace.per_hour,
        ends_at=pace.ends_at,
        unknown=len(pace.unknown),
        opened_at=relabel.opened_at,
        done_at=relabel.done_at,
        written=relabel.cursor,
        to_write=relabel.watermark,
        counts=inside,
        control=control,
        made=count_made(items),
        total=sum(items.values()),
    )


def _of_event(db: Session, event: Event) -> ProgressView | None:
    relabel = db.get(Relabel, event.subject)
    if relabel is None:
        return None
    revision = db.get_one(Revision, relabel.revision_id)
    return view_progress(db, get_project(db, event.project_id).slug, relabel, revision)


_ROW = Piece(
    "relabels", "relabels/_relabel.html", "relabel", _of_event, staff=True, counter="{subject}"
)
_PROGRESS = Piece(
    "relabel:{relabel}",
    "relabels/_progress.html",
    "progress",
    _of_event,
    staff=True,
    counter="{subject}",
)
PIECES = dict.fromkeys(
    (
        *("relabel.opened", "relabel.seeded", "relabel.progressed", "relabel.ended"),
        *("relabel.withdrawn", "relabel.paused", "relabel.resumed", "relabel.widened"),
        *("relabel.handed", "relabel.stopped"),
    ),
    (_ROW, _PROGRESS),
)
