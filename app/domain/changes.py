"""What a revision does to its clauses: the kinds of change, and a first guess of their types."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.domain.diffs import ClauseDiff, diff_documents
from app.domain.documents import Document

_WORD = re.compile(r"\w+(?:['’]\w+)*")
# A slip of the pen leaves this much of the word.
_SLIP = 0.75


@dataclass(frozen=True)
class ClauseChange:
    """A clause that a revision adds, changes, moves or ends; "title" and "intro" are two more."""

    code: str
    kind: str
    guess: str


def list_changes(old: Document, new: Document) -> list[ClauseChange]:
    """Every clause that differs, in the order of the new document."""
    diffs = [diff for diff in diff_documents(old, new) if diff.kind != "same"]
    return [ClauseChange(diff.code, diff.kind, guess_type(diff)) for diff in diffs]


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


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _is_slip(old: str, new: str) -> bool:
    """Whether one word is a misspelling of the other: long enough to be told, and alike."""
    if old == new:
        return True
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return min(len(old), len(new)) > 4 and matcher.ratio() >= _SLIP
