"""Review: asked for by the draft's side, given or sent back by others, voided by any edit."""

from sqlmodel import Session

from app.actions.editions import need_edition, tell_draft
from app.actions.schedules import drop_schedule
from app.clock import now
from app.domain.roles import Actor
from app.domain.texts import BODY_BYTES, check_text
from app.errors import Conflict, Invalid
from app.languages import say
from app.queries.approvals import get_standing, is_approved, need_current
from app.queries.drafts import OPEN, get_draft, get_editable
from app.records.revisions import Approval, Objection, Revision


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
    draft = _get_reviewed(db, actor, number, edition)
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


def return_draft(db: Session, actor: Actor, number: int, *, edition: int, words: str) -> Objection:
    """Send somebody else's draft back and say what should change. It cannot be published until it
    is edited, or until the same reviewer approves it after all."""
    draft = _get_reviewed(db, actor, number, edition)
    if not words.strip():
        raise Invalid(say("Say what should change: its author reads it."), "words")
    check_text(words, most=BODY_BYTES, field="words")
    approval = db.get(Approval, (draft.id, actor.member_id))
    if approval is not None and approval.edition == edition:
        db.delete(approval)
    objection = Objection(
        revision_id=draft.id or 0, member_id=actor.member_id, edition=edition, words=words
    )
    draft.state = "draft"
    drop_schedule(db, actor, draft, "returned")
    db.add_all([objection, draft])
    db.flush()
    tell_draft(db, actor, "draft.returned", draft, objection=objection.id or 0)
    return objection


def _get_reviewed(db: Session, actor: Actor, number: int, edition: int) -> Revision:
    """Somebody else's draft that is in review, in the edition that the reviewer read."""
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
    if draft.edition != edition:
        raise Conflict(
            say(
                "It changed since you read it: this is edition %(edition)s. Read what it says "
                "now, then decide.",
                edition=draft.edition,
            ),
            edition=draft.edition,
        )
    return draft
