"""What became of the guideline: why a clause exists, and any two versions compared."""

from dataclasses import dataclass

from sqlmodel import Session

from app.domain.diffs import diff_documents
from app.domain.documents import Document
from app.domain.edits import find_clause
from app.domain.roles import Actor
from app.errors import NotFound
from app.pages.cases import CaseView, view_cases
from app.pages.clauses import ClauseView, trails, view_clause
from app.pages.credits import CreditView, view_credits
from app.pages.diffs import DiffView, view_diff, view_diffs
from app.pages.guidelines import RevisionView, root_of, view_revision
from app.queries.cases import list_cases
from app.queries.changelog import list_touching, map_credits
from app.queries.guidelines import (
    document_of,
    find_base,
    find_published,
    get_clause_id,
    get_version,
    list_versions,
)
from app.queries.rulings import map_codes
from app.records.revisions import Revision


@dataclass(frozen=True, slots=True)
class PastView:
    """What one revision did to a clause, and why."""

    revision: RevisionView
    kind: str
    type: str
    diff: DiffView | None
    credits: tuple[CreditView, ...]


@dataclass(frozen=True, slots=True)
class HistoryView:
    """Why a clause exists: what each revision did to it, newest first; `clause` is None once it
    has ended."""

    root: str
    code: str
    clause: ClauseView | None
    trail: str
    past: tuple[PastView, ...]
    cases: tuple[CaseView, ...]
    topics: tuple[str, ...] = ("guideline",)


@dataclass(frozen=True, slots=True)
class CompareView:
    """Two versions side by side, by clause."""

    root: str
    versions: tuple[str, ...]
    before: str
    after: str
    diffs: tuple[DiffView, ...]
    hidden: int
    counts: tuple[tuple[str, int], ...]
    topics: tuple[str, ...] = ()


def show_history(db: Session, actor: Actor, code: str) -> HistoryView:
    """Why a clause exists. Clauses that only drafts know are unknown here."""
    clause_id = get_clause_id(db, actor.project_id, code)
    touching = list_touching(db, actor.project_id, code)
    if not touching:
        raise NotFound
    credits = map_credits(db, [revision.id for revision, _ in touching])
    codes = map_codes(db, [each.ruling.id or 0 for some in credits.values() for each in some])
    past = []
    for revision, change in touching:
        led = credits.get(revision.id or 0, [])
        # of a revision with several rulings, those that name the clause; else all of them
        named = [each for each in led if code in codes.get(each.ruling.id or 0, ())]
        shown = view_credits(db, actor.project_id, named or led)
        diff = _diff_of(db, revision, code)
        past.append(PastView(view_revision(revision), change.kind, change.type, diff, shown))
    document = document_of(find_published(db, actor.project_id))
    clause = find_clause(document, code)
    trail = trails(document).get(code, "")
    rows = list_cases(db, actor, clause_ids=[clause_id])
    return HistoryView(
        root=root_of(db, actor.project_id),
        code=code,
        clause=view_clause(clause, trail) if clause else None,
        trail=trail,
        past=tuple(past),
        cases=view_cases(db, actor.project_id, rows),
    )


def show_compare(db: Session, actor: Actor, before: str, after: str) -> CompareView:
    """What leads from one version to another; without any, from the last but one to the last."""
    versions = list_versions(db, actor.project_id)
    if not versions:
        raise NotFound
    after = after or versions[0]
    before = before or (versions[1] if len(versions) > 1 else versions[0])
    old, new = (document_of(get_version(db, actor, each)) for each in (before, after))
    diffs, hidden = view_diffs(old, new)
    kinds = [diff.kind for diff in diffs]
    counts = tuple(
        (kind, kinds.count(kind))
        for kind in ("changed", "added", "ended", "moved")
        if kind in kinds
    )
    root = root_of(db, actor.project_id)
    return CompareView(root, tuple(versions), before, after, diffs, hidden, counts)


def _diff_of(db: Session, revision: Revision, code: str) -> DiffView | None:
    """What a revision did to one clause."""
    old, new = document_of(find_base(db, revision)), document_of(revision)
    diffs = diff_documents(_only(old, code), _only(new, code))
    return next((view_diff(diff) for diff in diffs if diff.code == code), None)


def _only(document: Document, code: str) -> Document:
    """The document with one of its clauses: nothing else of it is compared."""
    clause = find_clause(document, code)
    title = document.title if code == "title" else ""
    intro = document.intro if code == "intro" else ""
    return Document(title, intro, (clause,) if clause else ())
