"""Review: asked for by the draft's side, given by somebody else, voided by any edit."""

from sqlmodel import Session

from app.actions.editions import need_edition, tell_draft
from app.clock import now
from app.domain.roles import Actor
from app.errors import Conflict, Invalid
from app.languages import say
from app.queries.approvals import get_standing, is_approved, need_current
from app.queries.drafts import OPEN, get_draft, get_editable
from app.records.revisions import Approval, Revision


def request_review(db: Session, actor: Actor, number: int, *, edition: int) -> Revision:
    """Ask others to review. A draft that needs no approval is approved at once."""
    draft = get_editable(db, actor, number)
    need_edition(draft, edition)
    need_current(db, draft)
    standing = get_standing(db, draft)
    if standing.type is None:
        raise Invalid(say("This draft changes nothing yet; there is nothing to review."), "changes")
    if draft.state == "draft":
        draft.state = "approved" if standing.is_approved else "in_review"
        db.add(draft)
        db.flush()
        tell_draft(db, actor, "review.requested", draft)
    return draft


def approve_draft(db: Session, actor: Actor, number: int, *, edition: int) -> Revision:
    """Approve one edition of somebody else's draft. Twice is as good as once."""
    draft = get_draft(db, actor, number)
    if draft.state not in OPEN:
        raise Conflict(
            say(
                "Draft %(number)s is %(state)s; there is nothing to approve.",
                number=number,
                state=say(draft.state),
            )
        )
    if draft.author_id == actor.member_id:
        raise Conflict(say("Nobody approves their own revision. Ask a reviewer or another lead."))
    if draft.state == "draft":
        raise Conflict(say("Review was not requested yet. Ask its author to request it."))
    need_edition(draft, edition)
    need_current(db, draft)
    approval = db.get(Approval, (draft.id, actor.member_id))
    if approval is not None and approval.edition == edition:
        return draft
    if approval is None:
        approval = Approval(revision_id=draft.id or 0, member_id=actor.member_id, edition=edition)
    approval.edition, approval.approved_at = edition, now()
    db.add(approval)
    db.flush()
    if is_approved(db, draft):
        draft.state = "approved"
        db.add(draft)
        db.flush()
    tell_draft(db, actor, "draft.approved", draft)
    return draft
