"""Relabels: how far each one is, and what it did."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.answers import AnswerSchema, parse_schema
from app.domain.answers import describe as answer_words
from app.domain.roles import Actor, is_ml_team
from app.domain.scopes import describe, parse_scope
from app.pages.effects import EffectView, show_effect
from app.pages.pieces import Piece
from app.queries.effects import count_items, name_annotators
from app.queries.projects import get_project
from app.queries.relabels import count_waiting, get_relabel, list_relabels
from app.records.events import Event
from app.records.relabels import Relabel
from app.records.revisions import Revision

ENDED = ("kept", "flipped", "skipped", "withdrawn")


@dataclass(frozen=True, slots=True)
class ProgressView:
    """A relabel's progress. While it is seeding, `written` of `to_write` label ids are decided.

    `counts` is by state, without the control; `control` likewise for the control sample.
    """

    slug: str
    number: int
    version: str
    title: str
    state: str
    opened_at: datetime
    done_at: datetime | None
    written: int
    to_write: int
    counts: dict[str, int]
    control: dict[str, int]
    ended: int
    total: int


@dataclass(frozen=True, slots=True)
class RelabelsView:
    """All relabels of a project, newest first."""

    slug: str
    relabels: tuple[ProgressView, ...]
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelabelView:
    """A relabel with its effect. `waiting` is (name, can sign in, open items); `names` says who is
    who by external id, `answers` what an answer is called."""

    progress: ProgressView
    revision: int
    scope: str
    second_person: bool
    waiting: tuple[tuple[str, bool, int], ...]
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


def show_relabel(db: Session, actor: Actor, number: int) -> RelabelView:
    """One relabel: its progress, who still has work, and its effect so far."""
    relabel = get_relabel(db, actor, number)
    revision = db.get_one(Revision, relabel.revision_id)
    project = get_project(db, actor.project_id)
    schema = parse_schema(project.answers)
    effect = show_effect(db, relabel, with_gold=is_ml_team(actor))
    return RelabelView(
        progress=view_progress(db, project.slug, relabel, revision),
        revision=revision.number,
        scope=describe(parse_scope(relabel.scope), schema),
        second_person=relabel.second_person,
        waiting=tuple(count_waiting(db, relabel.id or 0)),
        effect=effect,
        answers=_in_words(schema, effect),
        names=name_annotators(db, actor.project_id, effect.flips_by_member),
        topics=(f"relabel:{number}",),
    )


def _in_words(schema: AnswerSchema, effect: EffectView) -> dict[str, str]:
    """What the answers are called: all that may be given, and those that the report names."""
    values = {option.value for option in schema.offered}
    values |= {value for old, new, _ in effect.moves for value in (old, new)}
    values |= {label.value for label in effect.contradicting}
    return {value: answer_words(schema, value) for value in values}


def view_progress(db: Session, slug: str, relabel: Relabel, revision: Revision) -> ProgressView:
    """How far a relabel is."""
    items = count_items(db, relabel.id or 0)
    inside = {state: n for (control, state), n in items.items() if not control}
    control = {state: n for (is_control, state), n in items.items() if is_control}
    return ProgressView(
        slug=slug,
        number=relabel.number,
        version=revision.version or "",
        title=revision.title,
        state=relabel.state,
        opened_at=relabel.opened_at,
        done_at=relabel.done_at,
        written=relabel.cursor,
        to_write=relabel.watermark,
        counts=inside,
        control=control,
        ended=sum(n for (_, state), n in items.items() if state in ENDED),
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
_BOTH = (_ROW, _PROGRESS)
PIECES = {
    "relabel.opened": _BOTH,
    "relabel.seeded": _BOTH,
    "relabel.progressed": _BOTH,
    "relabel.ended": _BOTH,
    "relabel.withdrawn": _BOTH,
}
