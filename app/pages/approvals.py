"""Who approved a draft, who is asked to, and what was asked to be changed."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.queries.approvals import (
    get_standing,
    list_approvals,
    list_asked_reviewers,
    list_objections,
)
from app.queries.members import map_names
from app.records.revisions import Approval, Revision


@dataclass(frozen=True, slots=True)
class ApprovalView:
    """Who approved which edition; `is_void` after an edit."""

    name: str
    edition: int
    approved_at: datetime
    is_void: bool


@dataclass(frozen=True, slots=True)
class ObjectionView:
    """What somebody asks to be changed in an edition; `is_past` after an edit, or once the same
    person has approved the edition."""

    name: str
    edition: int
    words: str
    made_at: datetime
    is_past: bool


@dataclass(frozen=True, slots=True)
class ApprovalsView:
    """The approvals of a draft, and how many are `missing`, of how many who could give one; who is
    `asked` and has not approved this edition; and what was asked to be changed."""

    items: tuple[ApprovalView, ...]
    objections: tuple[ObjectionView, ...]
    asked: tuple[str, ...]
    needed: int
    missing: int
    others: int


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
    given = {each.member_id for each in approvals if each.edition == draft.edition}
    missing = max(0, standing.needed - standing.given)
    waits = draft.state == "in_review" and missing > 0
    asked = list_asked_reviewers(db, draft) if waits else []
    return ApprovalsView(
        items=items,
        objections=_view_objections(db, draft, approvals),
        asked=tuple(sorted(each.name for each in asked if each.member_id not in given)),
        needed=standing.needed,
        missing=missing,
        others=standing.others,
    )


def _view_objections(
    db: Session, draft: Revision, approvals: list[Approval]
) -> tuple[ObjectionView, ...]:
    """What was asked to be changed, newest first."""
    objections = list_objections(db, draft)[::-1]
    names = map_names(db, draft.project_id, [each.member_id for each in objections])
    after_all = {each.member_id for each in approvals if each.edition == draft.edition}
    return tuple(
        ObjectionView(
            names.get(each.member_id, ""),
            each.edition,
            each.words,
            each.made_at,
            each.edition != draft.edition or each.member_id in after_all,
        )
        for each in objections
    )
