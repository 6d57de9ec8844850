"""What can be exported: every noun with its columns, read page by page along its key."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.domain.moments import FIELD
from app.domain.roles import Actor, is_ml_team, may_export
from app.errors import Invalid, NotFound
from app.languages import mark, say
from app.queries import (
    exports_book,
    exports_consensus,
    exports_labels,
    exports_people,
    exports_talk,
    exports_work,
)
from app.queries.moments import Moment
from app.records.events import Stream

PAGE = 2000
# Rows after a key, up to PAGE of them; each row's key stands under "_".
Page = Callable[[Session, Actor, int, int], list[dict[str, Any]]]
Then = Callable[[Session, Actor, Moment, int, int], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Noun:
    """One file of an export. `team`: for the ML team alone. `then`: its rows as they stood at a
    moment, where the record tells."""

    name: str
    what: str
    columns: tuple[str, ...]
    page: Page
    team: bool = False
    then: Then | None = None


def _noun(
    name: str, what: str, columns: str, page: Page, *, team: bool = False, then: Then | None = None
) -> Noun:
    return Noun(name, what, tuple(columns.split()), page, team, then)


NOUNS: Mapping[str, Noun] = {
    noun.name: noun
    for noun in (
        _noun(
            "tasks",
            mark("Tasks and their metadata"),
            exports_work.TASKS,
            exports_work.tasks,
            then=exports_work.tasks_then,
        ),
        _noun(
            "consensus",
            mark("Answers put together, by several methods"),
            exports_consensus.CONSENSUS,
            exports_consensus.consensuses,
        ),
        _noun("gold", mark("Trusted answers"), exports_work.GOLD, exports_work.golds, team=True),
        _noun(
            "gold_history",
            mark("What publications made of trusted answers"),
            exports_work.GOLD_HISTORY,
            exports_work.gold_history,
            team=True,
        ),
        _noun(
            "gold_answers",
            mark("Answers to gold that was mixed in unseen"),
            exports_work.GOLD_ANSWERS,
            exports_work.gold_answers,
            team=True,
        ),
        _noun(
            "labels",
            mark("Labels in all their versions"),
            exports_labels.LABELS,
            exports_labels.labels,
            then=exports_labels.labels_then,
        ),
        _noun(
            "proxies",
            mark("What proxies say of tasks"),
            exports_work.PROXIES,
            exports_work.proxies,
            team=True,
        ),
        _noun("threads", mark("Threads"), exports_talk.THREADS, exports_talk.threads),
        _noun(
            "messages",
            mark("Messages of all threads"),
            exports_talk.MESSAGES,
            exports_talk.messages,
        ),
        _noun("flags", mark("Flags"), exports_talk.FLAGS, exports_talk.flags),
        _noun("questions", mark("Questions"), exports_talk.QUESTIONS, exports_talk.questions),
        _noun("rulings", mark("Rulings"), exports_book.RULINGS, exports_book.rulings),
        _noun(
            "revisions",
            mark("Revisions with their documents and changes"),
            exports_book.REVISIONS,
            exports_book.revisions,
        ),
        _noun("relabels", mark("Relabels"), exports_book.RELABELS, exports_book.relabels),
        _noun("items", mark("Relabel items"), exports_book.ITEMS, exports_book.items),
        _noun("members", mark("People"), exports_people.MEMBERS, exports_people.members),
        _noun(
            "events", mark("The log, hash-chained"), exports_people.EVENTS, exports_people.events
        ),
    )
}


def get_noun(actor: Actor, name: str) -> Noun:
    """What is to be exported; to those who may not export it, it does not exist."""
    noun = NOUNS.get(name)
    if noun is None or not may_export(actor) or (noun.team and not is_ml_team(actor)):
        raise NotFound
    return noun


def list_nouns(actor: Actor) -> list[Noun]:
    """Everything that the actor may export."""
    if not may_export(actor):
        raise NotFound
    return [noun for noun in NOUNS.values() if not noun.team or is_ml_team(actor)]


def read_head(db: Session, actor: Actor, name: str) -> str:
    """Where the log stands, as seq:hash: the export holds at least everything up to there."""
    get_noun(actor, name)
    stream = db.get_one(Stream, actor.project_id)
    return f"{stream.seq}:{stream.hash}"


def read_page(
    db: Session, actor: Actor, name: str, after: int, moment: Moment | None = None
) -> tuple[list[dict[str, Any]], int | None]:
    """The rows after a key, and the key to go on from; None at the end. With a moment, as they
    stood then."""
    noun = get_noun(actor, name)
    if moment is None:
        rows = noun.page(db, actor, after, PAGE)
    else:
        rows = need_then(noun)(db, actor, moment, after, PAGE)
    last = rows[-1]["_"] if len(rows) == PAGE else None
    for row in rows:
        del row["_"]
    return rows, last


def need_then(noun: Noun) -> Then:
    """How the noun is read as of a moment; refused where only its present can be told."""
    if noun.then is None:
        had = ", ".join(each.name for each in NOUNS.values() if each.then)
        raise Invalid(say("As of a moment there are: %(nouns)s.", nouns=had), FIELD)
    return noun.then
