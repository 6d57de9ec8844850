"""Changes as they are shown: clause by clause, words within sentences, risky words marked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from app.domain.changes import differences
from app.domain.diffs import ClauseDiff
from app.domain.documents import Document
from app.domain.markup import unbold
from app.domain.natures import natures_of
from app.domain.wording import Piece, compare_texts
from app.languages import lookup, mark
from app.pages.clauses import head_of, trails_of
from app.records.revisions import Change

# What stays the same around a change is shown this far, in characters.
AROUND = 240
MOST_SHOWN = 400
NAMES = {"title": mark("Title"), "intro": mark("Introduction")}


@dataclass(frozen=True, slots=True)
class PieceView:
    """A run of text; op "same", "added", "removed", or "gap" where unchanged text is left out."""

    op: str
    text: str
    risky: bool = False


@dataclass(frozen=True, slots=True)
class DiffView:
    """What happened to a clause. `pieces` are of one that was reworded; of any other `head` and
    `body` are the whole. `behind`: the clause that a moved one follows now, "" for none.

    `type` is "" where nobody typed changes; `nature` is what the change does, more finely, and
    `natures` what it could be; `is_guess`: nobody has confirmed the two yet.
    `risks` are the risky words that came or went."""

    code: str
    name: str
    kind: str
    clause: str
    trail: str
    behind: str
    head: str
    body: str
    pieces: tuple[PieceView, ...]
    risks: tuple[str, ...]
    type: str = ""
    nature: str = ""
    natures: tuple[str, ...] = ()
    is_guess: bool = False


def view_diffs(
    old: Document,
    new: Document,
    changes: Mapping[str, Change] | None = None,
    most: int = MOST_SHOWN,
    found: tuple[tuple[ClauseDiff, ...], int] | None = None,
) -> tuple[tuple[DiffView, ...], int]:
    """The first clauses that differ, in the order of the new document, and how many are hidden.
    `found` is what `differences` told of them, where that is known."""
    diffs, total = found or differences(old, new, most)
    touched = [diff.code for diff in diffs]
    above = trails_of(old, touched) | trails_of(new, touched)
    before: dict[str, str] = {}
    if any(diff.kind == "moved" for diff in diffs):
        codes = ["", *(clause.code for clause in new.clauses)]
        before = dict(zip(codes[1:], codes, strict=False))
    views = (
        view_diff(diff, above.get(diff.code, ""), (changes or {}).get(diff.code)) for diff in diffs
    )
    shown = tuple(
        replace(view, behind=before[view.code]) if view.kind == "moved" else view for view in views
    )
    return shown, total - len(shown)


def view_diff(diff: ClauseDiff, trail: str = "", change: Change | None = None) -> DiffView:
    """One clause's difference."""
    clause = diff.after or diff.before
    assert clause is not None
    head, body = head_of(clause)
    is_reworded = diff.kind == "changed"
    pieces = _bare(diff) if is_reworded else ()
    risky = (piece.text for piece in pieces if piece.risky and piece.op != "same")
    return DiffView(
        code=diff.code,
        name=lookup(NAMES.get(diff.code, diff.code)),
        kind=diff.kind,
        clause=clause.kind,
        trail=trail,
        behind="",
        head=head,
        body=body,
        pieces=tuple(_shortened(pieces)),
        risks=tuple(dict.fromkeys(risky)) if is_reworded else (),
        type=change.type if change else "",
        nature=change.nature if change else "",
        natures=natures_of(change.kind) if change else (),
        is_guess=change is not None and change.typed_by is None,
    )


def _bare(diff: ClauseDiff) -> tuple[Piece, ...]:
    """The pieces of a reworded clause without the marks of what stands bold, which readers see as
    letters that came and went; with them where nothing else changed."""
    assert diff.before is not None
    assert diff.after is not None
    before, after = (unbold(each.text) for each in (diff.before, diff.after))
    is_marked = (before, after) != (diff.before.text, diff.after.text)
    return compare_texts(before, after) if is_marked and before != after else diff.pieces


def _shortened(pieces: tuple[Piece, ...]) -> Iterator[PieceView]:
    """Long stretches of unchanged text are cut in the middle, at a space."""
    for place, piece in enumerate(pieces):
        most = 2 * AROUND if 0 < place < len(pieces) - 1 else AROUND
        if piece.op != "same" or len(piece.text) <= most + 80:
            yield PieceView(piece.op, piece.text, piece.risky)
            continue
        if place > 0 or len(pieces) == 1:
            yield PieceView("same", piece.text[:AROUND].rsplit(" ", 1)[0])
        yield PieceView("gap", " … ")
        if place < len(pieces) - 1:
            yield PieceView("same", piece.text[-AROUND:].split(" ", 1)[-1])
