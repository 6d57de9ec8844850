"""One search over everything: messages and tasks by the index, the few other things by looking."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session

from app.domain.markup import plain_text
from app.domain.orders import order_of
from app.domain.roles import Actor, is_staff
from app.domain.searches import OPERATORS, Search, parse_search
from app.languages import say
from app.pages.finds import ResultView, find_few, may_mean, pieces_of
from app.pages.rulings import root_of
from app.queries.messages import map_authors
from app.queries.searches import Found, find_messages, find_tasks, list_saved

PAGE = 20


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
        few = list(find_few(db, actor, wanted, root))
        found, following = _many(db, actor, wanted, before)
        told = [_words(one).rstrip(" …") for one in few if one.kind in ("question", "ruling")]
        many = _view(db, actor, wanted, root, _once(found))
        results = few if before is None else []
        results += (
            one for one, is_copy in many if not is_copy or not _words(one).startswith(tuple(told))
        )
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


def _many(
    db: Session, actor: Actor, wanted: Search, before: int | None
) -> tuple[list[Found], int | None]:
    """The next page of messages and tasks, and where it ends. To labelers tasks have no place among
    the messages: those that fit stand before them."""
    page = (db, actor, wanted, before, PAGE + 1)
    messages = find_messages(*page) if may_mean(wanted, "message") else []
    tasks = find_tasks(*page) if may_mean(wanted, "task") else []
    first, paged = ([], messages + tasks) if is_staff(actor) else (tasks[:PAGE], messages)
    paged.sort(key=lambda one: one.entry, reverse=True)
    return first + paged[:PAGE], paged[PAGE - 1].entry if len(paged) > PAGE else None


def _thing(one: Found) -> object:
    """What was said, wherever it stands: a flag, an answer and a ruling are told on their question
    and on every task that asks it."""
    if "question" not in one.data:
        return None
    return one.data.get("flag") or (one.data["question"], one.data.get("ruling"), one.body)


def _once(found: Iterable[Found]) -> list[Found]:
    """Each thing once: on its question, where it was found there."""
    kept: dict[object, Found] = {}
    for one in found:
        thing = _thing(one) or one.entry
        if thing not in kept or str(one.data.get("topic")).startswith("question:"):
            kept[thing] = one
    return list(kept.values())


def _words(one: ResultView) -> str:
    return "".join(words for words, _ in one.pieces)


def _view(
    db: Session, actor: Actor, wanted: Search, root: str, entries: list[Found]
) -> Iterable[tuple[ResultView, bool]]:
    """What was found, and whether it may be told by a question or a ruling as well."""
    writers = [one.author_id for one in entries if one.kind == "message"]
    authors = map_authors(db, actor.project_id, writers) if writers else {}
    staff = is_staff(actor)
    for one in entries:
        if one.kind == "message":
            topic = str(one.data["topic"])
            url = f"{root}/threads/{topic}?at={order_of(one.at)}#message-{one.key}"
            house = str(one.data.get("bridge", "Precedent"))
            name = authors.get(one.author_id or 0, (house, ""))[0]
            pieces = pieces_of(plain_text(one.body), wanted)
            view = ResultView("message", url, _place(topic), pieces, name, one.at)
            yield view, _thing(one) is not None
        else:
            url = f"{root}/tasks/{one.key}" if staff else f"{root}/threads/task:{one.key}"
            title = one.external_id if staff else say("A task of yours")
            pieces = pieces_of(one.body, wanted)
            yield ResultView("task", url, title, pieces, "", one.at if staff else None), False


def _place(topic: str) -> str:
    kind, _, name = topic.partition(":")
    places = {
        "task": say("On a task"),
        "lounge": say("In the lounge"),
        "question": say("On question %(number)s", number=name),
        "clause": say("On clause %(code)s", code=name),
    }
    return places[kind]
