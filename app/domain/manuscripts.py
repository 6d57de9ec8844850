"""A guideline as a file that people edit: its faults, and merging it with what came into force."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from app.domain.changes import ClauseChange, list_changes
from app.domain.clauses import carries_codes, parse_document, render_document
from app.domain.documents import Clause, Document, highest_number
from app.domain.edits import code_new_lines
from app.domain.merges import find_overlaps, merge
from app.domain.texts import DOCUMENT_BYTES, check_text
from app.domain.wording import align_lines
from app.errors import Invalid

MARKS = ("<<<<<<< ", "=======", ">>>>>>> ")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a file; `line` counts from 1, 0 is the file as a whole."""

    line: int
    why: str


@dataclass(frozen=True)
class Merged:
    """Two texts as one. `collisions`: the clauses that both changed, which stand there twice,
    between the markers that Git uses."""

    text: str
    collisions: tuple[str, ...]


def read_manuscript(text: str, base: str) -> tuple[Document, str]:
    """The document, and the exact text that it is kept as. New clauses stand there without an id,
    for the server gives ids. Raises Invalid where it is no guideline."""
    check_text(text, most=DOCUMENT_BYTES, field="markdown")
    document, fresh = _numbered(text, base)
    exact = strip_codes(render_document(document), fresh)
    # a new clause that would have its id on a line of its own is left as it was written
    return document, exact if _numbered(exact, base)[0] == document else text


def find_faults(text: str, base: str) -> list[Fault]:
    """Everything that keeps a file from being pushed as it is. An id that `base` has not was never
    given, or its clause ended before: it is not used again."""
    faults = list(_markers(text))
    if faults:
        return faults
    if not carries_codes(text):
        begins = bool(text.strip()) and not base
        why = "it carries no clause ids: pull the guideline, and edit that"
        return [] if begins else [Fault(0, why if text.strip() else "it is empty")]
    try:
        document, exact = read_manuscript(text, base)
    except Invalid as why:
        return [Fault(0, why.message.rstrip("."))]
    if not document.title.strip():
        faults.append(Fault(1, "it needs a title: a first line such as '# Hate speech'"))
    if base:
        faults += _strangers(text, base)
    if not faults and exact != text:
        faults.append(_first_difference(text, exact))
    return faults


def changes_of(base: str, text: str) -> list[ClauseChange]:
    """What a file does to its base."""
    return list_changes(parse_document(base), _numbered(text, base)[0])


def bring_together(base: str, yours: str, theirs: str, name: str) -> Merged:
    """`yours`, changed from `base`, put onto `theirs`, which has come into force since then and is
    called `name`. Clauses that only one side changed are taken from it."""
    old, other = parse_document(base), parse_document(theirs)
    mine, fresh = _numbered(yours, base, theirs)
    known = _codes(old)
    mine = _adopted(mine, fresh, (each for each in other.clauses if each.code not in known))
    collisions = [each.code for each in find_overlaps(old, mine, other)]
    ours = render_document(merge(old, mine, other))
    if not collisions:
        return Merged(strip_codes(ours, fresh), ())
    kept = dict.fromkeys(collisions, "theirs")
    its = render_document(merge(old, mine, other, kept))
    text = "\n".join(_marked(ours.split("\n"), its.split("\n"), name))
    return Merged(strip_codes(text, fresh), tuple(collisions))


def strip_codes(text: str, codes: Collection[str]) -> str:
    """A text without some of its ids."""
    if not codes:
        return text
    ids = re.compile(r" ?\{#(c[1-9][0-9]{0,8})\}$", re.MULTILINE)
    return ids.sub(lambda found: "" if found.group(1) in codes else found.group(), text)


def _numbered(text: str, base: str, *others: str) -> tuple[Document, frozenset[str]]:
    """The document with ids for the clauses that have none yet, and which those are. Lines of the
    base that look like new clauses are inside one there."""
    written = parse_document(text)
    given = [written, *map(parse_document, (base, *others))]
    first = max(map(highest_number, given)) + 1
    document = parse_document(code_new_lines(text, base.split("\n"), first))
    return document, frozenset(_codes(document) - _codes(written))


def _adopted(mine: Document, fresh: Collection[str], added: Iterable[Clause]) -> Document:
    """Your new clauses that came into force meanwhile, under the ids that they got there."""
    codes = {clause.code: clause.code for clause in mine.clauses}
    waiting: dict[tuple[str, str], list[str]] = {}
    for clause in added:
        if clause.code not in codes:
            waiting.setdefault((clause.kind, clause.text), []).append(clause.code)
    for clause in mine.clauses:
        there = waiting.get((clause.kind, clause.text), [])
        if clause.code in fresh and there:
            codes[clause.code] = there.pop(0)
    clauses = (
        replace(clause, code=codes[clause.code], parent=codes.get(clause.parent or ""))
        for clause in mine.clauses
    )
    return replace(mine, clauses=tuple(clauses))


def _codes(document: Document) -> set[str]:
    return {clause.code for clause in document.clauses}


def _markers(text: str) -> Iterator[Fault]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith((MARKS[0], MARKS[2])) or line == MARKS[1]:
            yield Fault(number, "a conflict is not settled here: keep one of the two texts")
            return


def _strangers(text: str, base: str) -> Iterator[Fault]:
    known = _codes(parse_document(base))
    lines = text.replace("\r\n", "\n").split("\n")
    for code in (clause.code for clause in parse_document(text).clauses):
        if code not in known:
            mark = f"{{#{code}}}"
            line = next((n for n, each in enumerate(lines, 1) if each.endswith(mark)), 0)
            why = f"{code} is no clause of the base, and ids are neither made up nor used again"
            yield Fault(line, f"{why}: a new clause needs none")


def _first_difference(text: str, exact: str) -> Fault:
    mine, its = text.split("\n"), exact.split("\n")
    for line, (a, b) in enumerate(zip(mine, its, strict=False), 1):
        if a != b:
            why = f"it would be kept in other bytes, here as {b!r}"
            return Fault(line, f"{why}; --fix writes them")
    return Fault(
        len(mine), "it would be kept in other bytes: one newline at the end; --fix adds it"
    )


def _marked(ours: list[str], its: list[str], name: str) -> Iterator[str]:
    """The lines of both; what differs stands there twice."""
    for mine, other in align_lines(ours, its):
        if mine == other:
            yield from mine
            continue
        yield f"{MARKS[0]}yours"
        yield from mine
        yield MARKS[1]
        yield from other
        yield f"{MARKS[2]}{name}"
