"""Clauses as they are shown: in the document, in a draft, and in the desk's pane."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.documents import Clause, Document

WINDOW = 300
MOST_CONTENTS = 400


@dataclass(frozen=True, slots=True)
class ClauseView:
    """One clause. `head` is a heading's own line, `body` the Markdown of the rest; `trail` the
    heading it stands under; `change` what a draft does to it ("" for nothing)."""

    code: str
    level: int
    kind: str
    head: str
    body: str
    trail: str
    version: str = ""
    rulings: tuple[int, ...] = ()
    change: str = ""


@dataclass(frozen=True, slots=True)
class EntryView:
    """A line of the contents. `at`: the first clause of the window that shows it."""

    code: str
    level: int
    head: str
    at: str


@dataclass(frozen=True, slots=True)
class WindowView:
    """Part of a document: `previous` and `next` are the first codes of the neighbouring parts."""

    items: tuple[ClauseView, ...]
    first: int
    total: int
    previous: str
    next: str


def head_of(clause: Clause) -> tuple[str, str]:
    """A heading's own line, and its Markdown below it; other clauses have a body only."""
    if clause.kind != "heading":
        return "", clause.text
    head, _, body = clause.text.partition("\n")
    return head.strip(), body.strip("\n")


def trails_of(document: Document, codes: Iterable[str]) -> dict[str, str]:
    """By code, the heading that some clauses stand under, those that are there."""
    clauses = {clause.code: clause for clause in document.clauses}
    found = {}
    for code in codes:
        if code in clauses:
            above = clauses.get(clauses[code].parent or "")
            while above is not None and above.kind != "heading":
                above = clauses.get(above.parent or "")
            found[code] = head_of(above)[0] if above else ""
    return found


def trails(document: Document) -> dict[str, str]:
    """By code, the heading that a clause stands under."""
    heads: dict[str | None, str] = {None: ""}
    found = {}
    for clause in document.clauses:
        found[clause.code] = heads[clause.parent]
        is_heading = clause.kind == "heading"
        heads[clause.code] = head_of(clause)[0] if is_heading else heads[clause.parent]
    return found


def view_clause(clause: Clause, trail: str = "", **more: object) -> ClauseView:
    """One clause, with what else is known of it."""
    head, body = head_of(clause)
    return ClauseView(clause.code, clause.level, clause.kind, head, body, trail, **more)  # type: ignore[arg-type]


def codes_near(document: Document, at: str = "") -> list[str]:
    """The codes of the part of a document in which a clause stands."""
    codes = [clause.code for clause in document.clauses]
    first = codes.index(at) // WINDOW * WINDOW if at in codes else 0
    return codes[first : first + WINDOW]


def view_window(
    document: Document,
    at: str = "",
    *,
    versions: Mapping[str, str] | None = None,
    rulings: Mapping[str, list[int]] | None = None,
    changes: Mapping[str, str] | None = None,
) -> WindowView:
    """The part of a document in which a clause stands: long guidelines are read in parts."""
    codes = [clause.code for clause in document.clauses]
    first = codes.index(at) // WINDOW * WINDOW if at in codes else 0
    headings = trails_of(document, codes[first : first + WINDOW])
    items = tuple(
        view_clause(
            clause,
            headings[clause.code],
            version=(versions or {}).get(clause.code, ""),
            rulings=tuple((rulings or {}).get(clause.code, ())),
            change=(changes or {}).get(clause.code, ""),
        )
        for clause in document.clauses[first : first + WINDOW]
    )
    previous = codes[first - WINDOW] if first else ""
    after = codes[first + WINDOW] if first + WINDOW < len(codes) else ""
    return WindowView(items, first, len(codes), previous, after)


def view_contents(document: Document) -> tuple[EntryView, ...]:
    """The headings, of a small level only where there are very many."""
    places = {clause.code: place for place, clause in enumerate(document.clauses)}
    heads = [clause for clause in document.clauses if clause.kind == "heading"]
    for level in range(5, 0, -1):
        if len(heads) > MOST_CONTENTS:
            heads = [clause for clause in heads if clause.level <= level]
    many = len(document.clauses) > WINDOW
    top = min((clause.level for clause in heads), default=1) - 1
    return tuple(
        EntryView(
            clause.code,
            clause.level - top,
            head_of(clause)[0],
            clause.code if many and places[clause.code] >= WINDOW else "",
        )
        for clause in heads[:MOST_CONTENTS]
    )
