"""What became of a clause: why it exists, its text in every version, and what ended it."""

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
from app.pages.diffs import DiffView, view_diff
from app.pages.guidelines import RevisionView, root_of, view_revision
from app.queries.cases import list_cases
from app.queries.changelog import list_touching, map_credits
from app.queries.guidelines import (
    document_of,
    find_base,
    find_published,
    get_clause_id,
    get_version,
)
from app.queries.rulings import map_codes
from app.records.revisions import Change, Revision

MOST_INSTEAD = 8


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
    """Why a clause exists: what each revision did to it, newest first. `clause` is its text in
    `version`, None where that has no such clause. `ended`: the version that ended it, if it is not
    in force any more, and `instead` what that version added in its place."""

    root: str
    code: str
    version: str
    in_force: str | None
    clause: ClauseView | None
    trail: str
    ended: RevisionView | None
    instead: tuple[str, ...]
    past: tuple[PastView, ...]
    cases: tuple[CaseView, ...]
    topics: tuple[str, ...] = ("guideline",)


def show_history(db: Session, actor: Actor, code: str, version: str = "") -> HistoryView:
    """Why a clause exists, and its text now or in a version. Clauses that only drafts know are
    unknown here."""
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
    published = find_published(db, actor.project_id)
    shown_in = get_version(db, actor, version) if version else published
    document, newest = document_of(shown_in), document_of(published)
    clause = find_clause(document, code)
    trail = trails(document).get(code, "") or trails(newest).get(code, "")
    ended = None if find_clause(newest, code) else _ending(touching)
    rows = list_cases(db, actor, clause_ids=[clause_id])
    return HistoryView(
        root=root_of(db, actor.project_id),
        code=code,
        version=shown_in.version or "" if shown_in else "",
        in_force=published.version if published else None,
        clause=view_clause(clause, trail) if clause else None,
        trail=trail,
        ended=view_revision(ended) if ended else None,
        instead=_instead(db, ended, code) if ended else (),
        past=tuple(past),
        cases=view_cases(db, actor.project_id, rows),
    )


def _ending(touching: list[tuple[Revision, Change]]) -> Revision | None:
    """The version that ended the clause, as far as it was not withdrawn."""
    held = [(revision, change) for revision, change in touching if revision.state != "withdrawn"]
    return held[0][0] if held and held[0][1].kind == "ended" else None


def _instead(db: Session, ended: Revision, code: str) -> tuple[str, ...]:
    """What a version added where the clause had stood, or, if nothing there, anywhere."""
    old, new = document_of(find_base(db, ended)), document_of(ended)
    known = {clause.code for clause in old.clauses}
    added = [clause.code for clause in new.clauses if clause.code not in known]
    was, now = trails(old).get(code, ""), trails(new)
    beside = [each for each in added if now[each] == was]
    return tuple((beside or added)[:MOST_INSTEAD])


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
