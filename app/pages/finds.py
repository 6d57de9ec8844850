"""What a search finds as it is shown, and the few things of which no index is kept.

Questions, rulings, clauses and people are some hundreds at most, and are looked at one by one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlmodel import Session

from app.domain.markup import plain_text
from app.domain.roles import Actor, is_staff
from app.domain.searches import Search
from app.domain.texts import excerpt
from app.domain.tokens import marked, tokens_of
from app.languages import say
from app.pages.asked import say_questions
from app.queries.guidelines import document_of, find_published
from app.queries.members import list_members
from app.queries.questions import find_asked, list_questions
from app.queries.rulings import list_in_force, map_clause_codes, map_codes
from app.queries.searches import find_named

AROUND = 90  # characters before the first word that is found
LONG = 320
FEW = 500
# which operators narrow which kinds: what an operator cannot narrow is not shown with it
NARROWS = {
    "message": {"from", "in", "clause", "mentions", "has"},
    "task": {"label", "has"},
    "question": {"is", "from", "clause"},
    "ruling": {"from", "clause"},
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


def may_mean(wanted: Search, kind: str) -> bool:
    """Whether things of a kind can be meant."""
    given = wanted.given.keys() - {"kind"}
    if wanted.given.get("kind", kind) != kind or not given <= NARROWS[kind]:
        return False
    return kind in ("message", "task") or not (wanted.before or wanted.after)


def pieces_of(text: str, wanted: Search) -> Pieces:
    """The part of a text around what was found first."""
    line = " ".join(text.split())
    pieces = marked(line, list(wanted.shown))
    first = len(pieces[0][0]) if len(pieces) > 1 and not pieces[0][1] else 0
    start = line.rfind(" ", 0, first - AROUND) + 1 if first > AROUND else 0
    part = excerpt(line[start:], LONG)
    return tuple(marked(("… " if start else "") + part, list(wanted.shown)))


def find_few(db: Session, actor: Actor, wanted: Search, root: str) -> Iterable[ResultView]:
    """Questions, rulings, clauses and people that the actor may read."""
    for kind, find in FINDERS.items():
        if may_mean(wanted, kind):
            yield from find(db, actor, wanted, root)


def _questions(db: Session, actor: Actor, wanted: Search, root: str) -> Iterable[ResultView]:
    """`from:` whom they are of: who else asked the same, labelers are not told."""
    found = list_questions(db, actor, wanted.given.get("is"), None, FEW)
    if "from" in wanted.given:
        named = find_named(db, actor, wanted.given["from"])
        told = set(named) if is_staff(actor) else {actor.member_id}.intersection(named)
        asked = find_asked(db, told)
        found = [one for one in found if one.id in asked]
    if "clause" in wanted.given:
        codes = map_clause_codes(db, [one.clause_id for one in found])
        code = wanted.given["clause"]
        found = [one for one in found if codes.get(one.clause_id or 0) == code]
    words = {} if is_staff(actor) else say_questions(db, actor.member_id, found)
    for one in found:
        asked_in = words.get(one.id or 0, one.title)
        if _holds(wanted, f"{one.number} {asked_in}"):
            url, state = f"{root}/questions/{one.number}", say(one.state)
            title = say("Question %(number)s, %(state)s", number=one.number, state=state)
            pieces = pieces_of(asked_in, wanted)
            yield ResultView("question", url, title, pieces, "", one.created_at)


def _rulings(db: Session, actor: Actor, wanted: Search, root: str) -> Iterable[ResultView]:
    """`from:` whoever made them. An asker's own words, which name a question until the ML team
    does, lead no labeler to its ruling."""
    found = list_in_force(db, actor.project_id)
    if "from" in wanted.given:
        named = find_named(db, actor, wanted.given["from"])
        found = [each for each in found if each[0].made_by in named]
    if "clause" in wanted.given:
        codes = map_codes(db, [ruling.id or 0 for ruling, _ in found])
        code = wanted.given["clause"]
        found = [each for each in found if code in codes.get(each[0].id or 0, ())]
    for ruling, question in found:
        may_read = question.titled_by_team or is_staff(actor)
        asked_in = question.title if may_read else ""
        if _holds(wanted, f"{ruling.number} {asked_in} {ruling.rationale}"):
            url = f"{root}/rulings/{ruling.number}"
            title = say("Ruling %(number)s", number=ruling.number)
            pieces = pieces_of(plain_text(ruling.rationale), wanted)
            yield ResultView("ruling", url, title, pieces, "", ruling.made_at)


def _clauses(db: Session, actor: Actor, wanted: Search, root: str) -> Iterable[ResultView]:
    for clause in document_of(find_published(db, actor.project_id)).clauses:
        asked = wanted.given.get("clause", clause.code) == clause.code
        if asked and _holds(wanted, f"{clause.code} {clause.text}"):
            url = f"{root}/guideline#clause-{clause.code}"
            title = say("Clause %(code)s", code=clause.code)
            pieces = pieces_of(plain_text(clause.text), wanted)
            yield ResultView("clause", url, title, pieces, "", None)


def _people(db: Session, actor: Actor, wanted: Search, root: str) -> Iterable[ResultView]:
    for mate in list_members(db, actor) if wanted.words else ():
        words = f"{mate.name} {mate.external_id}" if is_staff(actor) else mate.name
        if _holds(wanted, words):
            url, pieces = f"{root}/people/{mate.id}", pieces_of(mate.name, wanted)
            yield ResultView("person", url, say(mate.role), pieces, "", None)


FINDERS = {"question": _questions, "ruling": _rulings, "clause": _clauses, "person": _people}


@lru_cache(maxsize=4096)
def _tokens(text: str) -> tuple[str, ...]:
    """Most searches look at the same texts as the one before."""
    return tuple(tokens_of(text))


def _holds(wanted: Search, text: str) -> bool:
    tokens = _tokens(text)
    *whole, last = wanted.words or ("",)
    if not all(word in tokens for word in whole):
        return False
    if not any(token == last or (wanted.prefix and token.startswith(last)) for token in tokens):
        return not wanted.words
    line = f" {' '.join(tokens)} "
    return all(f" {' '.join(phrase)} " in line for phrase in wanted.phrases)
