"""Where the guideline hurts, before those who answer for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.domain.answers import AnswerSchema, describe
from app.domain.figures import Standing
from app.domain.roles import Actor
from app.domain.texts import excerpt
from app.languages import mark, say
from app.pages.dimensions import need_staff
from app.pages.figures import StandingView, view_standing
from app.pages.guidelines import root_of
from app.queries.proxies import Proxied, map_proxied_tasks
from app.queries.rulings import map_clause_codes
from app.queries.terms import get_schema

MOST_CLAUSES = 20
READINGS = {
    "unclear": (
        mark("The task, or the rule, is unclear"),
        mark(
            "Flagged, or somebody changed their own answer, or half of those who said how sure "
            "they are were unsure. A clearer rule helps."
        ),
    ),
    "opinion": (
        mark("People differ, and are sure of it"),
        mark(
            "Two people or more, and a third of all or more, against the rest, all who said so "
            "sure, nobody flagged it or changed their mind. A rule would only overrule somebody."
        ),
    ),
    "alone": (
        mark("One against the rest"),
        mark("Three people or more, one alone differs, nothing else speaks. Often a slip."),
    ),
    "untold": (
        mark("Cannot be told"),
        mark("Too few answers, too few who differ, or not all are known to be sure."),
    ),
}
WAITS = {
    "decided": (mark("to its end"), mark("From a question to its answer, refusal or ruling")),
    "ruled": (mark("to a ruling"), mark("From a question to its ruling")),
    "published": (mark("to a version"), mark("From a question to the version that says so")),
}


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """What a clause costs. `heat` is its part of all that hurts, 0 to 1."""

    code: str
    flags: int
    repeats: int
    tasks: int
    differ: int
    items: int
    flips: int
    minutes: int
    heat: float


@dataclass(frozen=True, slots=True)
class ContestedRow:
    """A task on which people differ: its answers in words with their votes."""

    task: UUID
    external_id: str
    text: str
    votes: tuple[tuple[str, int], ...]
    entropy: float
    flags: int
    changes: int
    sure: float | None
    question: int | None


@dataclass(frozen=True, slots=True)
class ReadingView:
    """Why people differ, by a rule that is told: how many tasks, and the first of them."""

    name: str
    words: str
    rule: str
    tasks: int
    rows: tuple[ContestedRow, ...]


@dataclass(frozen=True, slots=True)
class RateRow:
    """Questions for every thousand labels in a piece of time, with the 95 % interval."""

    since: datetime
    until: datetime
    labels: int
    questions: int
    rate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class WaitRow:
    """How long something took: median and quartiles in seconds, over `count`; `waiting` still do
    and are not in it."""

    name: str
    short: str
    words: str
    count: int
    waiting: int
    median: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class HotspotsView:
    """Where the guideline hurts; `standing` says as of when. Empty until it was reckoned once."""

    root: str
    standing: StandingView
    labels: int = 0
    questions: int = 0
    clauses: tuple[ClauseRow, ...] = ()
    readings: tuple[ReadingView, ...] = ()
    rates: tuple[RateRow, ...] = ()
    waits: tuple[WaitRow, ...] = ()


def show_hotspots(db: Session, actor: Actor, standing: Standing) -> HotspotsView:
    """The figure called "hotspots", in words and rows."""
    need_staff(db, actor)
    root, data = root_of(db, actor.project_id), standing.data
    if data is None:
        return HotspotsView(root, view_standing(standing))
    return HotspotsView(
        root,
        view_standing(standing),
        labels=data["labels"],
        questions=data["questions"],
        clauses=_clauses(db, data["clauses"][:MOST_CLAUSES]),
        readings=_readings(db, actor, data["tasks"]),
        rates=tuple(_rate(each) for each in data["rates"]),
        waits=tuple(
            WaitRow(name, say(WAITS[name][0]), say(WAITS[name][1]), **found)
            for name, found in data["waits"].items()
        ),
    )


def _clauses(db: Session, found: list[Mapping[str, Any]]) -> tuple[ClauseRow, ...]:
    codes = map_clause_codes(db, [each["clause"] for each in found])
    names = ("flags", "repeats", "tasks", "differ", "items", "flips")
    return tuple(
        ClauseRow(
            code=codes[each["clause"]],
            **{name: int(each[name]) for name in names},
            minutes=round(each["seconds"] / 60),
            heat=each["heat"],
        )
        for each in found
        if each["clause"] in codes
    )


def _readings(
    db: Session, actor: Actor, found: Mapping[str, Mapping[str, Any]]
) -> tuple[ReadingView, ...]:
    schema = get_schema(db, actor.project_id)
    every = [row["task"] for each in found.values() for row in each["first"]]
    tasks = map_proxied_tasks(db, actor, every)
    views = []
    for name, (words, rule) in READINGS.items():
        rows = tuple(
            _contested(schema, tasks[row["task"]], row)
            for row in found[name]["first"]
            if row["task"] in tasks
        )
        views.append(ReadingView(name, say(words), say(rule), found[name]["tasks"], rows))
    return tuple(views)


def _contested(schema: AnswerSchema, task: Proxied, row: Mapping[str, Any]) -> ContestedRow:
    return ContestedRow(
        task.key,
        task.external_id,
        excerpt(task.body, 140),
        tuple((describe(schema, value), many) for value, many in row["votes"]),
        row["entropy"],
        row["flags"],
        row["changes"],
        row["sure"],
        task.question,
    )


def _rate(each: Mapping[str, Any]) -> RateRow:
    since, until = (datetime.fromtimestamp(each[name], UTC) for name in ("since", "until"))
    return RateRow(
        since, until, each["labels"], each["questions"], each["rate"], each["low"], each["high"]
    )
