"""What a change does to a clause, more finely than its type; and the type that follows."""

import re
from collections.abc import Mapping

from app.domain.diffs import ClauseDiff
from app.languages import mark

NATURES: Mapping[str, str] = {
    "wording": mark("wording"),
    "term": mark("term"),
    "exception": mark("exception"),
    "extension": mark("extension"),
    "new": mark("new clause"),
    "ended": mark("ended clause"),
}
TYPES: Mapping[str, str] = {
    "wording": "editorial",
    "term": "clarifying",  # what a word means was undecided, and is decided now
    "exception": "substantive",
    "extension": "substantive",
    "new": "substantive",
    "ended": "substantive",
}
# of a clause that stays, a person says what its change does; the others say it themselves
OPEN = ("wording", "term", "exception", "extension")
FIXED: Mapping[str, str] = {"added": "new", "ended": "ended"}
_EXCEPTION = re.compile(
    r"\b(?:except(?:ion|ions|ing|ed|s)?|unless|excluding|exclud(?:e|es|ed)|apart from|other than"
    r"|even if|even when|does not apply|do not apply|exempt\w*)\b|除(?:く|き|いて)|ただし|例外",
    re.IGNORECASE,
)
_TERM = re.compile(
    r"\b(?:means?|is defined as|are defined as|refers? to|stands? for|counts? as|definition|"
    r"in the sense of|by [“\"].+?[”\"] we)\b|とは|意味",
    re.IGNORECASE,
)


def natures_of(kind: str) -> tuple[str, ...]:
    """What a change of this kind (added, changed, moved, ended) can be."""
    return (FIXED[kind],) if kind in FIXED else OPEN


def guess_nature(diff: ClauseDiff, type: str) -> str:
    """By the words that came or went: a person says whether it is so."""
    if diff.kind in FIXED:
        return FIXED[diff.kind]
    if type == "editorial":
        return "wording"
    # a risky word is a piece of its own: neighbours are read as one
    changed = "".join(piece.text if piece.op != "same" else "\n" for piece in diff.pieces)
    if _EXCEPTION.search(changed):
        return "exception"
    return "term" if _TERM.search(changed) else "extension"


def fitting(nature: str, type: str, kind: str) -> str:
    """The nature of a change whose type a person has said: what it was, where the two go together.
    Nothing but wording is editorial in a clause that stays, and wording is nothing else."""
    if kind in FIXED:
        return FIXED[kind]
    if type == "editorial":
        return "wording"
    if nature in ("", "wording"):
        return "term" if type == "clarifying" else "extension"
    return nature
