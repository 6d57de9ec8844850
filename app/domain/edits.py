"""Edits of a guideline by clause: each gives a new document, or says why it cannot be."""

import re
from collections.abc import Iterable
from dataclasses import replace

from app.domain.documents import KINDS, Clause, Document, arrange, tidy
from app.errors import Invalid
from app.languages import say

_ID = re.compile(r"(?:^| )\{#c[1-9][0-9]{0,8}\}$")
_STARTS = re.compile(r"(?:#{1,6}| *-| *[0-9]{1,9}[.)]) +\S")
# A new clause begins one space behind its marker.
_WIDE = re.compile(r"(?<=[-#.)]) +")
_FENCE = re.compile(r" *(?:```|~~~)")


def find_clause(document: Document, code: str) -> Clause | None:
    """The clause with this code."""
    return next((clause for clause in document.clauses if clause.code == code), None)


def text_of(document: Document, code: str) -> str | None:
    """What a clause, the title or the introduction says; None where it is not there."""
    if code in ("title", "intro"):
        return document.title if code == "title" else document.intro
    clause = find_clause(document, code)
    return clause.text if clause else None


def amend(document: Document, code: str, text: str) -> Document:
    """Another text for a clause; "title" and "intro" are the document's own."""
    if code == "title":
        return replace(document, title=" ".join(text.split()))
    if code == "intro":
        return replace(document, intro=tidy(text))
    clause = _need(document, code)
    if not text.strip():
        raise Invalid(say("A clause needs words. To drop it, end it."), "text")
    changed = replace(clause, text=text)
    return _with(document, [changed if each is clause else each for each in document.clauses])


def insert(document: Document, clause: Clause, after: str | None) -> Document:
    """A new clause behind another one, or at the very beginning.

    A rule behind a rule is its sibling, or, with a higher level, stands under it. A heading
    behind a heading follows the whole section, unless it is a smaller heading inside it.
    """
    if clause.kind not in KINDS:
        raise Invalid(say("A clause is a heading, a rule or a text."), "kind")
    if not clause.text.strip():
        raise Invalid(say("A clause needs words."), "text")
    place, parent = _place(document, clause, after)
    clauses = [*document.clauses]
    clauses.insert(place, replace(clause, parent=parent))
    return _with(document, clauses)


def end(document: Document, code: str) -> Document:
    """Without a clause; what stood under it moves up to what it stood under."""
    clause = _need(document, code)
    return _with(
        document,
        [
            replace(each, parent=clause.parent) if each.parent == code else each
            for each in document.clauses
            if each is not clause
        ],
    )


def move(document: Document, code: str, after: str | None) -> Document:
    """A clause, with all that stands under it, behind another one or to the beginning."""
    clause = _need(document, code)
    moving = _section(document, code)
    codes = {each.code for each in moving}
    if after in codes:
        raise Invalid(
            say("A clause cannot be moved behind itself or what stands under it."), "after"
        )
    rest = replace(
        document, clauses=tuple(each for each in document.clauses if each.code not in codes)
    )
    place, parent = _place(rest, clause, after)
    clauses = [*rest.clauses]
    clauses[place:place] = [replace(clause, parent=parent), *moving[1:]]
    return _with(document, clauses)


def code_new_lines(markdown: str, known: Iterable[str], first_number: int) -> str:
    """Our own Markdown with an id, from `first_number` on, behind each heading and list item that
    somebody wrote without one. Lines among `known` are left as they are: they are inside a clause.
    """
    inside, number = set(known), first_number
    lines = markdown.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    fenced = False
    for place, line in enumerate(lines):
        if _FENCE.match(line):
            fenced = not fenced
        starts = _STARTS.match(line) and not _ID.search(line) and line not in inside
        is_title = place == 0 and line.startswith("# ")
        if starts and not fenced and not is_title:
            lines[place] = f"{_WIDE.sub(' ', line.rstrip(), count=1)} {{#c{number}}}"
            number += 1
    return "\n".join(lines)


def _need(document: Document, code: str) -> Clause:
    clause = find_clause(document, code)
    if clause is None:
        raise Invalid(say("There is no clause %(code)s in this document.", code=code), "code")
    return clause


def _with(document: Document, clauses: Iterable[Clause]) -> Document:
    return replace(document, clauses=arrange(clauses))


def _section(document: Document, code: str) -> list[Clause]:
    """A clause and all that stands under it, in order."""
    codes = {code}
    section = []
    for clause in document.clauses:
        if clause.code == code or clause.parent in codes:
            codes.add(clause.code)
            section.append(clause)
    return section


def _place(document: Document, clause: Clause, after: str | None) -> tuple[int, str | None]:
    """Where a clause goes that is to stand behind another one, and under what."""
    if after is None:
        return 0, None
    before = _need(document, after)
    place = document.clauses.index(before) + 1
    if before.kind == "heading":
        if clause.kind == "heading" and clause.level <= before.level:
            place += len(_section(document, after)) - 1
        return place, after
    if before.kind == "rule":
        if clause.kind == "rule" and clause.level > before.level:
            return place, after
        place += len(_section(document, after)) - 1
    return place, before.parent
