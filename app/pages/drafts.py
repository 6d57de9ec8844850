"""Drafts as they are reviewed: what changes, who approved, how far it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.domain.cases import Verdict
from app.domain.documents import Document
from app.domain.edits import text_of
from app.domain.roles import Actor, is_ml_team, may_edit_draft
from app.domain.schedules import WHYS
from app.languages import lookup
from app.pages.approvals import ApprovalsView, view_approvals
from app.pages.comments import CommentView, view_comments
from app.pages.credits import CreditView, view_credits
from app.pages.diffs import DiffView, view_diffs
from app.pages.expectations import HeldView, view_held
from app.pages.guidelines import root_of
from app.pages.pieces import Piece
from app.pages.trial_cards import TrialCard, view_card
from app.queries.approvals import get_standing, list_approvers
from app.queries.changelog import map_credits
from app.queries.comments import count_open_comments
from app.queries.drafts import OPEN, get_draft
from app.queries.expectations import find_verdict
from app.queries.guidelines import (
    document_of,
    find_base,
    find_published,
    find_revision,
    list_changes,
    list_differences,
)
from app.queries.members import map_names
from app.queries.schedules import find_missed
from app.records.events import Event
from app.records.revisions import Revision

MOST_SHOWN = 100
MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class StandingView:
    """How far a draft is, and what comes next. `version` is what it was or would be published as;
    `base` the version that it changes; `others` could approve it. `contradicting` cases speak
    against its types, and `asks_why` where none speaks for them. `comments` wait for an answer.
    `missed`: why a time that was set for it was given up."""

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
    withdrawn: str
    objections: int
    others: int
    approver: str
    contradicting: int
    asks_why: bool
    comments: int
    publish_at: datetime | None
    scheduled_by: str
    missed: str
    trial: TrialCard | None
    written: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChangesView:
    """What a draft changes, clause by clause; `hidden` counts what is not shown. `lines`: what a
    clause says in the draft, or said before it ended, where one can comment on lines of it.
    `written`: what stands in the form of a comment that could not be taken."""

    root: str
    number: int
    edition: int
    is_open: bool
    diffs: tuple[DiffView, ...]
    hidden: int
    lines: dict[str, tuple[str, ...]]
    comments: tuple[CommentView, ...]
    written: Mapping[str, Any] = field(default_factory=dict)


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
    address: str
    problem: str
    words: str
    topics: tuple[str, ...]


def show_draft(
    db: Session,
    actor: Actor,
    number: int,
    problem: str = "",
    words: str = "",
    typed: Mapping[str, Any] | None = None,
) -> DraftView:
    """One draft. `problem` says why something just asked for was not done, `words` are what a
    reviewer wrote with it, and `typed` is what stood in the form of a comment, a case or a time,
    with what is wrong as `errors`: that stands in the form itself."""
    draft = get_draft(db, actor, number)
    credits = map_credits(db, [draft.id]).get(draft.id or 0, [])
    written, root = typed or {}, root_of(db, actor.project_id)
    place = next((name for name in ("words", "at") if name in written), "held" if written else "")
    forms = {name: written if name == place else {} for name in ("words", "at", "held")}
    return DraftView(
        root=root,
        number=draft.number,
        heading=view_heading(db, draft),
        about=view_about(db, draft),
        standing=replace(view_standing(db, draft), written=forms["at"]),
        changes=replace(view_changes(db, draft), written=forms["words"]),
        approvals=view_approvals(db, draft),
        credits=view_credits(db, actor.project_id, credits),
        held=replace(view_held(db, draft), written=forms["held"]),
        may_edit=may_edit_draft(actor),
        may_publish=is_ml_team(actor),
        is_author=draft.author_id == actor.member_id,
        address=f"{root}/drafts/{number}",
        problem="" if written else problem,
        words=words,
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


def view_standing(db: Session, draft: Revision) -> StandingView:
    """How far a draft is."""
    standing = get_standing(db, draft)
    base, is_open = find_base(db, draft), draft.state in OPEN
    is_gone = is_open and base is not None and base.state == "withdrawn"
    in_force = find_published(db, draft.project_id) if is_gone else base
    able = list_approvers(db, draft) if is_open and standing.others == 1 else []
    verdict = find_verdict(db, draft) if is_open else Verdict((), False)
    names = map_names(db, draft.project_id, [draft.scheduled_by])
    return StandingView(
        root=root_of(db, draft.project_id),
        number=draft.number,
        edition=draft.edition,
        state=draft.state,
        is_open=is_open,
        type=standing.type,
        version=standing.version,
        base=in_force.version if in_force else None,
        needed=standing.needed,
        given=standing.given,
        is_approved=standing.is_approved,
        is_stale=standing.is_stale,
        withdrawn=base.version or "" if base and is_gone else "",
        objections=standing.objections,
        others=standing.others,
        approver=able[0].name if able else "",
        contradicting=len(verdict.contradicting),
        asks_why=verdict.is_unmoved and not draft.unmoved.strip(),
        comments=count_open_comments(db, draft),
        publish_at=draft.publish_at,
        scheduled_by=names.get(draft.scheduled_by or 0, ""),
        missed=lookup(WHYS.get(find_missed(db, draft), "")) if is_open else "",
        trial=view_card(db, draft),
    )


def view_changes(db: Session, draft: Revision) -> ChangesView:
    """What a draft changes, as much of it as one reads at a time."""
    base = find_base(db, draft)
    found = list_differences(base, draft, MOST_SHOWN)
    codes = [diff.code for diff in found[0]]
    types = dict(list_changes(db, draft, codes))
    old, new = document_of(base), document_of(draft)
    diffs, hidden = view_diffs(old, new, types, MOST_SHOWN, found)
    return ChangesView(
        root=root_of(db, draft.project_id),
        number=draft.number,
        edition=draft.edition,
        is_open=draft.state in OPEN,
        diffs=diffs,
        hidden=hidden,
        lines={code: _lines(old, new, code) for code in codes},
        comments=view_comments(db, draft, codes),
    )


def _lines(old: Document, new: Document, code: str) -> tuple[str, ...]:
    text = text_of(new, code)
    lines = ((text_of(old, code) or "") if text is None else text).split("\n")
    return tuple(lines) if len(lines) <= MOST_LINES else ()


Draw = Callable[[Session, Revision], Any]


def _piece(noun: str, draw: Draw) -> Piece:
    """A region of the draft's page."""

    def view(db: Session, event: Event) -> Any:
        # an event of a comment is about the comment
        number = event.data["draft"]
        draft = find_revision(db, event.project_id, number if isinstance(number, int) else 0)
        return draw(db, draft) if draft else None

    return Piece("draft:{draft}", f"drafts/_{noun}.html", noun, view, staff=True)


_HEADING = _piece("heading", view_heading)
_ABOUT = _piece("about", view_about)
_STANDING = _piece("standing", view_standing)
_CHANGES = _piece("changes", view_changes)
_APPROVALS = _piece("approvals", view_approvals)
_HELD = _piece("held", view_held)
PIECES = {
    "draft.edited": (_STANDING, _CHANGES, _APPROVALS, _HEADING, _ABOUT, _HELD),
    "draft.approved": (_STANDING, _APPROVALS),
    "draft.returned": (_STANDING, _APPROVALS),
    "draft.discarded": (_STANDING, _CHANGES, _ABOUT, _APPROVALS, _HELD),
    "draft.overtaken": (_STANDING, _APPROVALS, _HELD),
    "publication.scheduled": (_STANDING,),
    "publication.cancelled": (_STANDING,),
    "publication.missed": (_STANDING,),
    "comment.made": (_STANDING,),
    "comment.applied": (_STANDING,),
    "comment.resolved": (_STANDING,),
    "review.requested": (_STANDING, _APPROVALS),
    "revision.published": (_STANDING, _CHANGES, _ABOUT, _APPROVALS, _HELD),
}
