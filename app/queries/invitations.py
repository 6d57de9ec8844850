"""Invitations: those of a project for who manages it, and the one behind a link for its bearer."""

from sqlmodel import Session, col, select

from app.clock import now
from app.domain.roles import Actor, may_manage_people
from app.domain.secrets import hash_secret
from app.errors import Conflict, NotFound
from app.languages import say
from app.records.members import Invitation


def get_offer(db: Session, secret: str) -> Invitation:
    """The invitation behind a link, if it still stands."""
    offer = db.exec(select(Invitation).where(Invitation.token_hash == hash_secret(secret))).first()
    if offer is None:
        raise NotFound
    if offer.accepted_at:
        raise Conflict(say("This invitation was used already. If that was you, sign in."))
    if offer.revoked_at or offer.expires_at <= now():
        raise Conflict(say("This invitation does not stand any more. Ask for a new one."))
    return offer


def get_invitation(db: Session, actor: Actor, invitation_id: int) -> Invitation:
    """One of the project's invitations."""
    invitation = db.get(Invitation, invitation_id)
    seen = invitation is not None and invitation.project_id == actor.project_id
    if invitation is None or not seen or not may_manage_people(actor):
        raise NotFound
    return invitation


def list_invitations(
    db: Session, actor: Actor, before: int | None = None, most: int = 100
) -> list[Invitation]:
    """The project's invitations that still stand, newest first; for those who manage people."""
    if not may_manage_people(actor):
        return []
    query = select(Invitation).where(
        Invitation.project_id == actor.project_id,
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
        col(Invitation.expires_at) > now(),
    )
    if before is not None:
        query = query.where(col(Invitation.id) < before)
    return list(db.exec(query.order_by(col(Invitation.id).desc()).limit(most)))
