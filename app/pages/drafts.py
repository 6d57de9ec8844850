"""Drafts as they are reviewed: what changes, who approved, how far it is; and the list of them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.changes import differences
from app.domain.roles import Actor, is_ml_team, may_edit_draft
from app.pages.cases import CaseView, view_cases
from app.pages.credits import CreditView, view_credits
from app.pages.diffs import DiffView, view_diffs
from app.pages.guidelines import root_of
from app.pages.listings import Listing
from app.pages.pieces import Piece
from app.queries.approvals import get_standing, list_approvals
from app.queries.cases import list_cases
from app.queries.changelog import map_credits
from app.queries.drafts import OPEN, PAGE, get_draft, list_drafts
from app.queries.guidelines import document_of, find_base, list_changes, list_types, map_clause_ids
from app.queries.members import map_names
from app.records.events import Event
from app.records.revisions import Revision

MOST_SHOWN = 100
MOST_CASES = 20


@dataclass(frozen=True, slots=True)
class StandingView:
    """How far a draft is, and what comes next. `version` is what it was or would be published as;
    `base` the version that it changes."""

    root: str
    number: int
    edition: int
    state: str
    is_open: bool
    type: str | None
    version: str | None
    base: str | None
    needed: int
    given: int
    is_approved: bool
    is_stale: bool


@dataclass(frozen=True, slots=True)
class ChangesView:
    """What a draft changes, clause by clause; `hidden` counts what is not shown."""

    root: str
    number: int
    edition: int
    is_open: bool
    diffs: tuple[DiffView, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """Who approved which edition; `is_void` after an edit."""

    name: str
    edition: int
    approved_at: datetime
    is_void: bool


@dataclass(frozen=True, slots=True)
class ApprovalsView:
    """The approvals of a draft, and how many are `missing`."""

    items: tuple[ApprovalView, ...]
    needed: int
    missing: int


@dataclass(frozen=True, slots=True)
class DraftRowView:
    """A draft in the list of drafts; `type` "" while it changes nothing."""

    root: str
    number: int
    title: str
    state: str
    type: str
    author: str
    edition: int
    edited_at: datetime


@dataclass(frozen=True, slots=True)
class DraftsView:
    """The list of drafts. `next`: the number to read before, if there is more."""

    root: str
    rows: tuple[DraftRowView, ...]
    next: int | None
    may_edit: bool
    topics: tuple[str, ...] = ("drafts",)


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft with all that its review needs."""

    root: str
    number: int
    title: str
    name: str
    summary: str
    rationale: str
    author: str
    created_at: datetime
    edited_at: datetime
    standing: StandingView
    changes: ChangesView
    approvals: ApprovalsView
    credits: tuple[CreditView, ...]
    cases: tuple[CaseView, ...]
    may_edit: bool
    may_publish: bool
    is_author: bool
    problem: str
    topics: tuple[str, ...]


def show_drafts(db: Session, actor: Actor, before: int | None = None) -> DraftsView:
    """The open drafts, newest first."""
    listing = page_drafts(db, actor, before)
    root = root_of(db, actor.project_id)
    return DraftsView(root, listing.items, listing.next, may_edit_draft(actor))


def page_drafts(db: Session, actor: Actor, before: int | None = None) -> Listing[DraftRowView]:
    """The same as a plain list."""
    drafts = list_drafts(db, actor, before)
    names = map_names(db, actor.project_id, [draft.author_id for draft in drafts])
    root = root_of(db, actor.project_id)
    rows = tuple(_row(db, draft, root, names) for draft in drafts)
    return Listing(rows, rows[-1].number if len(rows) == PAGE else None)


def show_draft(db: Session, actor: Actor, number: int, problem: str = "") -> DraftView:
    """One draft. `problem` says why something just asked for was not done."""
    draft = get_draft(db, actor, number)
    names = map_names(db, actor.project_id, [draft.author_id])
    credits = map_credits(db, [draft.id]).get(draft.id or 0, [])
    changes = view_changes(db, draft)
    ids = map_clause_ids(db, actor.project_id, [diff.code for diff in changes.diffs]).values()
    rulings = [credit.ruling.id or 0 for credit in credits]
    cases = list_cases(db, actor, clause_ids=ids, ruling_ids=rulings, most=MOST_CASES)
    return DraftView(
        root=root_of(db, actor.project_id),
        number=draft.number,
        title=draft.title,
        name=draft.name,
        summary=draft.summary,
        rationale=draft.rationale,
        author=names.get(draft.author_id, ""),
        created_at=draft.created_at,
        edited_at=draft.edited_at,
        standing=view_standing(db, draft),
        changes=changes,
        approvals=view_approvals(db, draft),
        credits=view_credits(db, actor.project_id, credits),
        cases=view_cases(db, actor.project_id, cases),
        may_edit=may_edit_draft(actor),
        may_publish=is_ml_team(actor),
        is_author=draft.author_id == actor.member_id,
        problem=problem,
        topics=(f"draft:{number}",),
    )


def view_standing(db: Session, draft: Revision) -> StandingView:
    """How far a draft is."""
    standing = get_standing(db, draft)
    base = find_base(db, draft)
    return StandingView(
        root=root_of(db, draft.project_id),
        number=draft.number,
        edition=draft.edition,
        state=draft.state,
        is_open=draft.state in OPEN,
        type=standing.type,
        version=standing.version,
        base=base.version if base else None,
        needed=standing.needed,
        given=standing.given,
        is_approved=standing.is_approved,
        is_stale=standing.is_stale,
    )


def view_changes(db: Session, draft: Revision) -> ChangesView:
    """What a draft changes, as much of it as one reads at a time."""
    old, new = document_of(find_base(db, draft)), document_of(draft)
    codes = [diff.code for diff in differences(old, new, MOST_SHOWN)[0]]
    types = dict(list_changes(db, draft, codes))
    diffs, hidden = view_diffs(old, new, types, MOST_SHOWN)
    return ChangesView(
        root=root_of(db, draft.project_id),
        number=draft.number,
        edition=draft.edition,
        is_open=draft.state in OPEN,
        diffs=diffs,
        hidden=hidden,
    )


def view_approvals(db: Session, draft: Revision) -> ApprovalsView:
    """Who approved, void ones included."""
    approvals = list_approvals(db, draft)
    names = map_names(db, draft.project_id, [each.member_id for each in approvals])
    standing = get_standing(db, draft)
    items = tuple(
        ApprovalView(
            names.get(each.member_id, ""),
            each.edition,
            each.approved_at,
            each.edition != draft.edition,
        )
        for each in approvals
    )
    return ApprovalsView(items, standing.needed, max(0, standing.needed - standing.given))


def _row(db: Session, draft: Revision, root: str, names: dict[int, str]) -> DraftRowView:
    types = list_types(db, draft)
    heavy = next((t for t in ("substantive", "clarifying", "editorial") if t in types), "")
    author = names.get(draft.author_id, "")
    number, edition = draft.number, draft.edition
    return DraftRowView(
        root, number, draft.title, draft.state, heavy, author, edition, draft.edited_at
    )


def _draft(db: Session, event: Event) -> Revision | None:
    return db.get(Revision, event.subject)


def _standing_of(db: Session, event: Event) -> StandingView | None:
    draft = _draft(db, event)
    return view_standing(db, draft) if draft else None


def _changes_of(db: Session, event: Event) -> ChangesView | None:
    draft = _draft(db, event)
    return view_changes(db, draft) if draft else None


def _approvals_of(db: Session, event: Event) -> ApprovalsView | None:
    draft = _draft(db, event)
    return view_approvals(db, draft) if draft else None


def _row_of(db: Session, event: Event) -> DraftRowView | None:
    draft = _draft(db, event)
    if draft is None:
        return None
    names = map_names(db, draft.project_id, [draft.author_id])
    return _row(db, draft, root_of(db, draft.project_id), names)


_STANDING = Piece("draft:{draft}", "drafts/_standing.html", "standing", _standing_of, staff=True)
_CHANGES = Piece("draft:{draft}", "drafts/_changes.html", "changes", _changes_of, staff=True)
_GIVEN = Piece("draft:{draft}", "drafts/_approvals.html", "approvals", _approvals_of, staff=True)
_ROW = Piece("drafts", "drafts/_row.html", "row", _row_of, staff=True)
PIECES = {
    "draft.opened": (_ROW,),
    "draft.edited": (_STANDING, _CHANGES, _GIVEN, _ROW),
    "draft.approved": (_STANDING, _GIVEN, _ROW),
    "draft.discarded": (_STANDING, _CHANGES, _ROW),
    "review.requested": (_STANDING, _ROW),
    "revision.published": (_STANDING, _CHANGES, _ROW),
}
