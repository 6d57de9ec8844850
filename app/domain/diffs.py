"""What changed between two versions of a guideline: by clause, then by sentence, then by word."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.domain.documents import Clause, Document
from app.domain.wording import Piece, compare_texts, whole

__all__ = ["ClauseDiff", "Piece", "compare_texts", "diff_documents"]


@dataclass(frozen=True)
class ClauseDiff:
    """What happened to one clause. `before` is None for an added clause, `after` for an ended one.

    kind: "added", "changed" (its words), "ended", "moved" (same words elsewhere), "same". The
    title and the introduction appear as the codes "title" and "intro" where they changed. The
    pieces that are not "added" make up the text before, those not "removed" the text after.
    """

    code: str
    kind: str
    before: Clause | None
    after: Clause | None
    pieces: tuple[Piece, ...]


def diff_documents(old: Document, new: Document) -> tuple[ClauseDiff, ...]:
    """Every clause of both documents once, woven together."""
    olds = {clause.code: clause for clause in old.clauses}
    news = {clause.code: clause for clause in new.clauses}
    moved = _moved(old.clauses, new.clauses, olds.keys() & news.keys())
    return (
        *_frame(old, new),
        *(
            _diff(olds.get(code), news[code], code in moved) if code in news else _ended(olds[code])
            for code in weave(old, new)
        ),
    )


def weave(old: Document, new: Document) -> tuple[str, ...]:
    """The codes of both documents, in the order of the new one; an ended clause stands behind the
    clause that it followed."""
    news = {clause.code for clause in new.clauses}
    ended_behind: dict[str, list[str]] = {}
    behind = ""
    for clause in old.clauses:
        if clause.code in news:
            behind = clause.code
        else:
            ended_behind.setdefault(behind, []).append(clause.code)
    woven = list(ended_behind.get("", []))
    for clause in new.clauses:
        woven += [clause.code, *ended_behind.get(clause.code, [])]
    return tuple(woven)


def _frame(old: Document, new: Document) -> Iterator[ClauseDiff]:
    """Title and introduction, where they changed."""
    for code, before, after in (
        ("title", old.title, new.title),
        ("intro", old.intro, new.intro),
    ):
        if before != after:
            old_frame = Clause(code, None, 0, "text", before)
            new_frame = Clause(code, None, 0, "text", after)
            yield ClauseDiff(code, "changed", old_frame, new_frame, compare_texts(before, after))


def _ended(clause: Clause) -> ClauseDiff:
    return ClauseDiff(clause.code, "ended", clause, None, whole("removed", clause.text))


def _diff(before: Clause | None, after: Clause, moved: bool) -> ClauseDiff:
    if before is None:
        return ClauseDiff(after.code, "added", None, after, whole("added", after.text))
    if before.text != after.text:
        pieces = compare_texts(before.text, after.text)
        return ClauseDiff(after.code, "changed", before, after, pieces)
    place = (before.parent, before.level, before.kind)
    moved = moved or place != (after.parent, after.level, after.kind)
    kind = "moved" if moved else "same"
    return ClauseDiff(after.code, kind, before, after, whole("same", after.text))


def _moved(old: Sequence[Clause], new: Sequence[Clause], kept: set[str]) -> set[str]:
    """The fewest clauses whose moving explains the new order: those outside a longest increasing
    run of old places."""
    places = {clause.code: place for place, clause in enumerate(old)}
    codes = [clause.code for clause in new if clause.code in kept]
    ends: list[int] = []
    last: list[str] = []
    before: dict[str, str | None] = {}
    for code in codes:
        length = bisect_left(ends, places[code])
        before[code] = last[length - 1] if length else None
        ends[length : length + 1] = [places[code]]
        last[length : length + 1] = [code]
    run = set()
    code_or_end: str | None = last[-1] if last else None
    while code_or_end is not None:
        run.add(code_or_end)
        code_or_end = before[code_or_end]
    return kept - run
