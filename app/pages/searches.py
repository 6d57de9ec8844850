"""One search over everything: messages and tasks by the index, the few other things by looking."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.markup import plain_text
from app.domain.orders import order_of
from app.domain.roles import Actor, is_staff
from app.domain.searches import OPERATORS, Search, parse_search
from app.domain.texts import excerpt
from app.domain.tokens import marked, tokens_of
from app.languages import say
from app.pages.rulings import root_of
from app.queries.guidelines import document_of, find_published
from app.queries.members import list_members
from app.queries.messages import map_authors
from app.queries.questions import list_questions
from app.queries.rulings import list_in_force
from app.queries.searches import Found, find_messages, find_tasks, list_saved

PAGE = 20
AROUND = 90  # characters before the first word that is found
LONG = 320
FEW = 500
# which operators narrow which kinds: what an operator cannot narrow is not shown with it
NARROWS = {
    "message": {"from", "in", "clause", "mentions", "has"},
    "task": {"label", "has"},
    "question": {"is"},
    "ruling": {"clause"},
    "clause": {"clause"},
    "person": set(),
}
Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class ResultView:
    """One thing that was found: its words in pieces, with whether each is what was looked for."""

    kind: str
    url: str
    title: str
    pieces: Pieces
    who: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class SavedView:
    """A search that somebody keeps."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class SearchView:
    """What was found. `following`: where to read on. `faults`: operators that make no sense."""

    root: str
    words: str
    is_empty: bool
    results: tuple[ResultView, ...]
    following: int | None
    faults: tuple[str, ...]
    saved: tuple[SavedView, ...]
    operators: tuple[tuple[str, str], ...]
    topics: tuple[str, ...] = ()


def show_search(db: Session, actor: Actor, words: str, before: int | None = None) -> SearchView:
    """What the actor finds, of what they may read: newest first, the few kinds before."""
    wanted, root = parse_search(words), root_of(db, actor.project_id)
    results: list[ResultView] = []
    following = None
    if not wanted.is_empty:
        if before is None:
            results += _few(db, actor, wanted, root)
        found, following = _many(db, actor, wanted, before)
        results += _view(db, actor, wanted, root, found)
    return SearchView(
        root=root,
        words=words,
        is_empty=wanted.is_empty,
        results=tuple(results),
        following=following,
        faults=wanted.faults,
        saved=tuple(SavedView(one.name, one.words) for one in list_saved(db, actor)),
        operators=tuple((name, say(words)) for name, words in OPERATORS.items()),
    )


def _asks(wanted: Search, kind: str) -> bool:
    """Whether things of a kind can be meant."""
    given = wanted.given.keys() - {"kind"}
    if wanted.given.get("kind", kind) != kind or not given <= NARROWS[kind]:
        return False
    return kind in ("message", "task") or not (wanted.before or wanted.after)


def _many(
    db: Session, actor: Actor, wanted: Search, before: int | None
) -> tuple[list[Found], int | None]:
    """The next page of messages and tasks, and where it ends. To labelers tasks have no place among
    the messages: those that fit stand before them."""
    page = (db, actor, wanted, before, PAGE + 1)
    messages = find_messages(*page) if _asks(wanted, "message") else []
    tasks = find_tasks(*page) if _asks(wanted, "task") else []
    first, paged = ([], messages + tasks) if is_staff(actor) else (tasks[:PAGE], messages)
    paged.sort(key=lambda one: one.entry, reverse=True)
    return first + paged[:PAGE], paged[PAGE - 1].entry if len(paged) > PAGE else None


def _view(
    db: Session, actor: Actor, wanted: Search, root: str, found: Iterable[Found]
) -> Iterable[ResultView]:
    entries = list(found)
    writers = [one.message.author_id for one in entries if one.message]
    authors = map_authors(db, actor.project_id, writers) if writers else {}
    for one in entries:
        if one.message:
            topic = str(one.message.data["topic"])
            address = f"{root}/threads/{topic}?at={order_of(one.message.created_at)}"
            house = str(one.message.data.get("bridge", "Precedent"))
            name = authors.get(one.message.author_id or 0, (house, ""))[0]
            url = f"{address}#message-{one.message.key}"
            pieces = _pieces(plain_text(one.message.body), wanted)
            yield ResultView("message", url, _place(topic), pieces, name, one.at)
        elif one.task:
            staff = is_staff(actor)
            url = f"{root}/tasks/{one.task.key}" if staff else f"{root}/threads/task:{one.task.key}"
            title = one.task.external_id if staff else say("A task of yours")
            pieces = _pieces(one.task.body, wanted)
            yield ResultView("task", url, title, pieces, "", one.at if staff else None)


def _place(topic: str) -> str:
    kind, _, name = topic.partition(":")
    places = {
        "task": say("On a task"),
        "lounge": say("In the lounge"),
        "question": say("On question %(number)s", number=name),
        "clause": say("On clause %(code)s", code=name),
    }
    return places[kind]


def _pieces(text: str, wanted: Search) -> Pieces:
    """The part of a text around what was found first."""
    line = " ".join(text.split())
    pieces = marked(line, list(wanted.shown))
    first = len(pieces[0][0]) if len(pieces) > 1 and not pieces[0][1] else 0
    start = line.rfind(" ", 0, first - AROUND) + 1 if first > AROUND else 0
    part = excerpt(line[start:], LONG)
    return tuple(marked(("… " if start else "") + part, list(wanted.shown)))


def _few(db: Session, actor: Actor, wanted: Search, root: str) -> Iterable[ResultView]:
    """Questions, rulings, clauses and people: some hundreds at most, looked at one by one."""
    for one in list_questions(db, actor, wanted.given.get("is"), None, FEW):
        if _asks(wanted, "question") and _holds(wanted, f"{one.number} {one.title}"):
            pieces = _pieces(one.title, wanted)
            url, state = f"{root}/questions/{one.number}", say(one.state)
            title = say("Question %(number)s, %(state)s", number=one.number, state=state)
            yield ResultView("question", url, title, pieces, "", one.created_at)
    for ruling, question in list_in_force(db, actor.project_id):
        words = f"{ruling.number} {question.title} {ruling.rationale}"
        if _asks(wanted, "ruling") and "clause" not in wanted.given and _holds(wanted, words):
            pieces = _pieces(plain_text(ruling.rationale), wanted)
            url = f"{root}/rulings/{ruling.number}"
            title = say("Ruling %(number)s", number=ruling.number)
            yield ResultView("ruling", url, title, pieces, "", ruling.made_at)
    for clause in document_of(find_published(db, actor.project_id)).clauses:
        asked = wanted.given.get("clause", clause.code) == clause.code
        if _asks(wanted, "clause") and asked and _holds(wanted, f"{clause.code} {clause.text}"):
            pieces = _pieces(plain_text(clause.text), wanted)
            url = f"{root}/guideline#clause-{clause.code}"
            title = say("Clause %(code)s", code=clause.code)
            yield ResultView("clause", url, title, pieces, "", None)
    for mate in list_members(db, actor):
        words = f"{mate.name} {mate.external_id}" if is_staff(actor) else mate.name
        if _asks(wanted, "person") and wanted.words and _holds(wanted, words):
            url = f"{root}/people/{mate.id}"
            yield ResultView("person", url, say(mate.role), _pieces(mate.name, wanted), "", None)


def _holds(wanted: Search, text: str) -> bool:
    tokens = tokens_of(text)
    *whole, last = wanted.words or ("",)
    if not all(word in tokens for word in whole):
        return False
    if not any(token == last or (wanted.prefix and token.startswith(last)) for token in tokens):
        return not wanted.words
    line = f" {' '.join(tokens)} "
    return all(f" {' '.join(phrase)} " in line for phrase in wanted.phrases)
