"""The project as it stood: which guideline was in force, and which labels counted."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.answers import describe
from app.domain.roles import Actor, may_export
from app.errors import Invalid
from app.languages import say
from app.pages.guidelines import root_of
from app.pages.labels import LabelView, view_label
from app.pages.listings import Listing
from app.queries.guidelines import list_published
from app.queries.moments import (
    Moment,
    count_standing,
    count_tasks_then,
    get_moment,
    list_own_then,
    zone_of,
)
from app.queries.relabels import list_ended
from app.queries.terms import get_schema

PAGE = 50
MOST_CHOICES = 60


@dataclass(frozen=True, slots=True)
class StoodView:
    """What there was at a moment. `watermark` is the newest label recorded until then. Staff get
    everybody's labels, others their own; `answers` is (words, labels), most first, None where
    there are too many to be counted while one waits. `export`: its name in the export's address."""

    kind: str
    at: datetime
    watermark: int | None
    version: str | None
    tasks: int | None
    labels: int | None
    answers: tuple[tuple[str, int], ...] | None
    is_everybodys: bool
    export: str


@dataclass(frozen=True, slots=True)
class MomentView:
    """The form and what it found. `zone` is what days are read in; `choices` are (what to ask
    for, in words), newest first; `problem` says what was wrong with `said`."""

    root: str
    said: str
    zone: str
    choices: tuple[tuple[str, str], ...]
    stood: StoodView | None
    problem: str = ""


def show_moment(db: Session, actor: Actor, said: str = "", zone: str = "") -> MomentView:
    """The project as of what somebody asks for; without a question, the form alone."""
    in_zone = zone or zone_of(db, actor)
    stood, problem = None, ""
    if said.strip():
        try:
            stood = view_stood(db, actor, get_moment(db, actor, said, zone))
        except Invalid as why:
            problem = why.message
    choices = _choices(db, actor)
    return MomentView(root_of(db, actor.project_id), said, in_zone, choices, stood, problem)


def get_stood(db: Session, actor: Actor, said: str, zone: str = "") -> StoodView:
    """The same as plain data."""
    return view_stood(db, actor, get_moment(db, actor, said, zone))


def view_stood(db: Session, actor: Actor, moment: Moment) -> StoodView:
    """What there was. How many tasks and labels there are in all is for staff."""
    is_everybodys = may_export(actor)
    whose = None if is_everybodys else actor.member_id
    counts = count_standing(db, actor.project_id, moment, whose)
    schema = get_schema(db, actor.project_id)
    return StoodView(
        kind=moment.kind,
        at=moment.at,
        watermark=moment.watermark if is_everybodys else None,
        version=moment.version,
        tasks=count_tasks_then(db, actor.project_id, moment) if is_everybodys else None,
        labels=sum(many for _, many in counts) if counts is not None else None,
        answers=tuple((describe(schema, value), many) for value, many in counts[:MOST_CHOICES])
        if counts is not None
        else None,
        is_everybodys=is_everybodys,
        export=moment.at.isoformat().replace("+00:00", "Z")
        if moment.kind == "instant"
        else moment.said,
    )


def page_own_then(
    db: Session, actor: Actor, said: str, zone: str = "", after: int = 0
) -> Listing[LabelView]:
    """One's own labels that counted at a moment, oldest first."""
    moment, schema = get_moment(db, actor, said, zone), get_schema(db, actor.project_id)
    rows = list_own_then(db, actor, moment, after=after, most=PAGE + 1)
    views = tuple(view_label(schema, label, task.key, task.body) for label, task in rows[:PAGE])
    following = rows[PAGE - 1][0].id if len(rows) > PAGE else None
    return Listing(views, following)


def _choices(db: Session, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Versions when they were published; for staff, relabels too, when they had ended."""
    found = [
        (each.published_at, each.version, say("v%(version)s published", version=each.version))
        for each in list_published(db, actor.project_id)
        if each.version and each.published_at
    ]
    if may_export(actor):
        found += [
            (at, f"relabel-{number}", say("relabel %(number)s ended", number=number))
            for number, at in list_ended(db, actor.project_id)
        ]
    newest = sorted(found, reverse=True)[:MOST_CHOICES]
    return tuple((asked, f"{words} · {at:%Y-%m-%d}") for at, asked, words in newest)
