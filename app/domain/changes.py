"""What a revision does to its clauses: the kinds of change, and first guesses of what they are."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from app.domain.diffs import ClauseDiff, diff_documents
from app.domain.documents import Clause, Document
from app.domain.natures import guess_nature

_WORD = re.compile(r"\w+(?:['’]\w+)*")
# A slip of the pen leaves this much of the word.
_SLIP = 0.75


@dataclass(frozen=True)
class ClauseChange:
    """A clause that a revision adds, changes, moves or ends; "title" and "intro" are two more."""

    code: str
    kind: str
    guess: str
    nature: str


def list_changes(old: Document, new: Document) -> list[ClauseChange]:
    """Every clause that differs. What is added or ended is not read word by word."""
    olds = {clause.code: clause for clause in old.clauses}
    added = [clause.code for clause in new.clauses if clause.code not in olds]
    known = replace(new, clauses=tuple(each for each in new.clauses if each.code in olds))
    both, _ = differences(old, known)
    return [
        *map(_guessed, both),
        *(ClauseChange(code, "added", "substantive", "new") for code in added),
    ]


def _guessed(diff: ClauseDiff) -> ClauseChange:
    type = guess_type(diff)
    return ClauseChange(diff.code, diff.kind, type, guess_nature(diff, type))


def differences(
    old: Document, new: Document, most: int | None = None
) -> tuple[tuple[ClauseDiff, ...], int]:
    """The first `most` clauses that differ, in the order of the new document, and how many do.

    Only what differs is compared word by word: most of a long guideline stays as it is.
    """
    olds = {clause.code: clause for clause in old.clauses}
    news = {clause.code for clause in new.clauses}
    moved = find_moved(old, new)
    touched = [
        clause.code
        for clause in new.clauses
        if clause.code in moved or _is_other(olds.get(clause.code), clause)
    ]
    ended = [code for code in olds if code not in news]
    total = len(touched) + len(ended) + (old.title != new.title) + (old.intro != new.intro)
    codes = {*touched[:most], *ended[:most]}
    diffs = diff_documents(_only(old, codes), _only(new, codes))
    # alone among what was touched, a moved clause seems to stand where it stood
    found = (
        replace(diff, kind="moved") if diff.kind == "same" and diff.code in moved else diff
        for diff in diffs
    )
    return tuple(diff for diff in found if diff.kind != "same")[:most], total


def find_moved(old: Document, new: Document) -> set[str]:
    """The fewest clauses whose moving explains the new order, and those under another clause."""
    olds = {clause.code: clause for clause in old.clauses}
    shared = [clause for clause in new.clauses if clause.code in olds]
    codes = {clause.code for clause in shared}
    if [code for code in olds if code in codes] == [clause.code for clause in shared]:
        return {each.code for each in shared if _is_elsewhere(olds[each.code], each)}
    diffs = diff_documents(_bare(old), _bare(new))
    return {diff.code for diff in diffs if diff.kind == "moved"}


def guess_type(diff: ClauseDiff) -> str:
    """Editorial where hardly anything but the writing can have changed: another place among the
    same neighbours, punctuation, capitals, markup, slips of the pen. Whether anything else
    clarifies or decides is for a person to say, and until then it is substantive."""
    before, after = diff.before, diff.after
    if before is None or after is None:
        return "substantive"
    if diff.kind == "moved":
        same_place = before.parent == after.parent and before.kind == after.kind
        return "editorial" if same_place else "substantive"
    if any(piece.risky for piece in diff.pieces if piece.op != "same"):
        return "substantive"
    old, new = _words(before.text), _words(after.text)
    if old == new:
        return "editorial"
    is_slip = len(old) == len(new) and all(map(_is_slip, old, new))
    return "editorial" if is_slip else "substantive"


def _is_other(old: Clause | None, new: Clause) -> bool:
    """Field by field: faster than comparing them whole, and most have the same text."""
    return old is None or old.text != new.text or _is_elsewhere(old, new)


def _is_elsewhere(old: Clause, new: Clause) -> bool:
    return old.parent != new.parent or old.level != new.level or old.kind != new.kind


def _bare(document: Document) -> Document:
    return Document("", "", tuple(replace(clause, text="") for clause in document.clauses))


def _only(document: Document, codes: Iterable[str]) -> Document:
    kept = set(codes)
    return replace(
        document, clauses=tuple(clause for clause in document.clauses if clause.code in kept)
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _is_slip(old: str, new: str) -> bool:
    """Whether one word is a misspelling of the other: long enough to be told, and alike."""
    if old == new:
        return True
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return min(len(old), len(new)) > 4 and matcher.ratio() >= _SLIP
