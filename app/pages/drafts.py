"""Drafts as they are reviewed: what changes, who approved, how far it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.domain.changes import differences
from app.domain.roles import Actor, Role, is_ml_team, may_edit_draft
from app.pages.cases import CaseView, view_cases
from app.pages.credits import CreditView, view_credits
from app.pages.diffs import DiffView, view_diffs
from app.pages.guidelines import root_of
from app.pages.pieces import Piece
from app.queries.approvals import get_standing, list_approvals
from app.queries.cases import list_cases
from app.queries.changelog import map_credits
from app.queries.drafts import OPEN, get_draft, list_draft_rulings
from app.queries.guidelines import document_of, find_base, list_changes, map_clause_ids
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
class HeadingView:
    """What a draft is called, and whose it is."""

    root: str
    number: int
    title: str
    name: str
    author: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AboutView:
    """What labelers will read, and why the guideline changes."""

    root: str
    number: int
    summary: str
    rationale: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class HeldView:
    """The cases that a draft is held against."""

    items: tuple[CaseView, ...]


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft with all that its review needs."""

    root: str
    number: int
    heading: HeadingView
    about: AboutView
    standing: StandingView
    changes: ChangesView
    approvals: ApprovalsView
    credits: tuple[CreditView, ...]
    held: HeldView
    may_edit: bool
    may_publish: bool
    is_author: bool
    problem: str
    topics: tuple[str, ...]


def show_draft(db: Session, actor: Actor, number: int, problem: str = "") -> DraftView:
    """One draft. `problem` says why something just asked for was not done."""
    draft = get_draft(db, actor, number)
    credits = map_credits(db, [draft.id]).get(draft.id or 0, [])
    changes = view_changes(db, draft)
    return DraftView(
        root=root_of(db, actor.project_id),
        number=draft.number,
        heading=view_heading(db, draft),
        about=view_about(db, draft),
        standing=view_standing(db, draft),
        changes=changes,
        approvals=view_approvals(db, draft),
        credits=view_credits(db, actor.project_id, credits),
        held=view_held(db, draft, changes),
        may_edit=may_edit_draft(actor),
        may_publish=is_ml_team(actor),
        is_author=draft.author_id == actor.member_id,
        problem=problem,
        topics=(f"draft:{number}",),
    )


def view_heading(db: Session, draft: Revision) -> HeadingView:
    """What a draft is called, and whose it is."""
    author = map_names(db, draft.project_id, [draft.author_id]).get(draft.author_id, "")
    root, about = root_of(db, draft.project_id), (draft.title, draft.name)
    return HeadingView(root, draft.number, *about, author, draft.created_at)


def view_about(db: Session, draft: Revision) -> AboutView:
    """What labelers will read, and why."""
    root, is_open = root_of(db, draft.project_id), draft.state in OPEN
    return AboutView(root, draft.number, draft.summary, draft.rationale, is_open)


def view_held(db: Session, draft: Revision, changes: ChangesView) -> HeldView:
    """The cases of the clauses that a draft changes, and of the rulings that led to it."""
    # drafts are for staff, and staff see every case: any reviewer stands for them
    reader = Actor(None, draft.project_id, 0, Role.REVIEWER)
    ids = map_clause_ids(db, draft.project_id, [diff.code for diff in changes.diffs]).values()
    rulings = [ruling.id or 0 for ruling in list_draft_rulings(db, draft)]
    rows = list_cases(db, reader, clause_ids=ids, ruling_ids=rulings, most=MOST_CASES)
    return HeldView(view_cases(db, draft.project_id, rows))


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


Draw = Callable[[Session, Revision], Any]


def _piece(noun: str, draw: Draw) -> Piece:
    """A region of the draft's page."""

    def view(db: Session, event: Event) -> Any:
        draft = db.get(Revision, event.subject)
        return draw(db, draft) if draft else None

    return Piece("draft:{draft}", f"drafts/_{noun}.html", noun, view, staff=True)


_HEADING = _piece("heading", view_heading)
_ABOUT = _piece("about", view_about)
_STANDING = _piece("standing", view_standing)
_CHANGES = _piece("changes", view_changes)
_APPROVALS = _piece("approvals", view_approvals)
_HELD = _piece("held", lambda db, draft: view_held(db, draft, view_changes(db, draft)))
PIECES = {
    "draft.edited": (_STANDING, _CHANGES, _APPROVALS, _HEADING, _ABOUT, _HELD),
    "draft.approved": (_STANDING, _APPROVALS),
    "draft.discarded": (_STANDING, _CHANGES, _ABOUT),
    "draft.overtaken": (_STANDING, _APPROVALS),
    "review.requested": (_STANDING,),
    "revision.published": (_STANDING, _CHANGES, _ABOUT),
}
