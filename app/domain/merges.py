"""Two changes of one guideline brought together: a draft is put onto a newer revision."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from app.domain.changes import find_moved
from app.domain.documents import Clause, Document, arrange

# Which side of an overlap is kept, by code.
SIDES = ("yours", "theirs")


@dataclass(frozen=True)
class Overlap:
    """A clause that both changed, each in another way. None: ended, or not there."""

    code: str
    base: str | None
    yours: str | None
    theirs: str | None


def find_overlaps(base: Document, yours: Document, theirs: Document) -> tuple[Overlap, ...]:
    """The clauses, title and introduction that both sides changed differently."""
    olds, mine, other = _texts(base), _texts(yours), _texts(theirs)
    found = []
    for code in dict.fromkeys((*olds, *mine, *other)):
        old, a, b = olds.get(code), mine.get(code), other.get(code)
        if a != b and a != old and b != old:
            found.append(Overlap(code, *(each and each[1] for each in (old, a, b))))
    return tuple(found)


def merge(
    base: Document, yours: Document, theirs: Document, sides: Mapping[str, str] | None = None
) -> Document:
    """`theirs` with the changes that lead from `base` to `yours`. Where both changed a clause,
    `sides` says which one is kept ("yours" where it is silent)."""
    lost = {code for code, side in (sides or {}).items() if side == "theirs"}
    olds = {clause.code: clause for clause in base.clauses}
    mine = {clause.code: clause for clause in yours.clauses}
    kept: dict[str, Clause] = {}
    for clause in theirs.clauses:
        old, new = olds.get(clause.code), mine.get(clause.code)
        if clause.code in lost or (old and new and not _differs(old, new)):
            kept[clause.code] = clause
        elif new is not None:
            kept[clause.code] = new
        elif old is None:
            kept[clause.code] = clause
    title = theirs.title if yours.title == base.title or "title" in lost else yours.title
    intro = theirs.intro if yours.intro == base.intro or "intro" in lost else yours.intro
    return Document(title, intro, arrange(_placed(base, yours, kept, lost)))


def _placed(
    base: Document, yours: Document, kept: dict[str, Clause], lost: set[str]
) -> Iterator[Clause]:
    """What is kept, in their order; what only your side has or moved goes behind the nearest
    clause that stands before it on your side. Only there are also those that they ended and you
    changed."""
    olds = {clause.code: clause for clause in base.clauses}
    moved = find_moved(base, yours) - lost
    behind: dict[str, list[Clause]] = defaultdict(list)
    anchor = ""
    for clause in yours.clauses:
        old = olds.get(clause.code)
        is_new = clause.code not in kept and clause.code not in lost
        if clause.code in moved and clause.code in kept:
            parent = clause.parent
            behind[anchor].append(replace(kept[clause.code], parent=parent))
        elif is_new and (old is None or _differs(old, clause)):
            behind[anchor].append(clause)
        elif clause.code in kept:
            anchor = clause.code
    yield from behind[""]
    for code, clause in kept.items():
        if code not in moved:
            yield clause
            yield from behind[code]


def _differs(old: Clause, new: Clause) -> bool:
    return (old.text, old.kind, old.level) != (new.text, new.kind, new.level)


def _texts(document: Document) -> dict[str, tuple[str, str]]:
    """By code what a side says: its kind with its level, and its text."""
    texts = {each.code: (f"{each.kind}{each.level}", each.text) for each in document.clauses}
    return {**texts, "title": ("title", document.title), "intro": ("intro", document.intro)}
