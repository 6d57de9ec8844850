"""Invitations: a link lets its bearer join, once, as a new person or as who they are already."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from app.actions.accounts import get_own_account, make_account
from app.actions.members import check_name, join_project, need_grant, need_manager, tell_of
from app.actions.namesakes import tell_match
from app.actions.tokens import Grant, make_token
from app.clock import new_secret, now
from app.domain.plans import check_external_id
from app.domain.roles import Actor
from app.domain.secrets import hash_secret
from app.errors import Conflict, NotFound
from app.languages import say
from app.queries.accounts import find_admin
from app.queries.invitations import get_invitation, get_offer
from app.queries.members import find_external_id, find_member_of, get_member
from app.records.accounts import Account
from app.records.events import record
from app.records.members import Invitation, Member


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is invited: as what, and under which name and external id. `member_id` claims an
    annotator: whoever accepts becomes that member, with all of their labels."""

    role: str = "labeler"
    name: str = ""
    external_id: str | None = None
    member_id: int | None = None


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who has no account yet. Without a password they have a token only."""

    name: str
    email: str | None = None
    password_hash: str | None = None
    wants_token: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """Who joined. `member_id` None: the instance's first admin. `token`: shown once."""

    account: Account
    project_id: int | None
    member_id: int | None
    role: str
    token: str | None


def invite_member(
    db: Session, actor: Actor, guest: Guest, *, days: float
) -> tuple[Invitation, str]:
    """An invitation and its secret, which is stored nowhere: who has the link may join."""
    need_manager(actor)
    need_grant(actor, guest.role)
    name, external_id = _called(db, actor, guest)
    secret = new_secret()
    invitation = Invitation(
        project_id=actor.project_id,
        member_id=guest.member_id,
        role=guest.role,
        name=check_name(name) if name else "",
        external_id=external_id,
        token_hash=hash_secret(secret),
        created_by=actor.account_id,
        expires_at=now() + timedelta(days=days),
    )
    db.add(invitation)
    db.flush()
    record(db, actor, "member.invited", subject=invitation.id or 0, audience="staff")
    return invitation, secret


def revoke_invitation(db: Session, actor: Actor, invitation_id: int) -> Invitation:
    """Make a link useless. One that was accepted is past revoking: remove the member."""
    need_manager(actor)
    invitation = get_invitation(db, actor, invitation_id)
    if invitation.accepted_at:
        raise Conflict(say("This invitation was accepted. Remove the member instead."))
    if invitation.revoked_at is None:
        invitation.revoked_at = now()
        db.add(invitation)
        record(db, actor, "member.uninvited", subject=invitation_id, audience="staff")
    return invitation


def accept_invitation(
    db: Session, actor: Actor | None, secret: str, *, newcomer: Newcomer | None = None
) -> Accepted:
    """Join by a link, once. `actor` is who is signed in, or None: then a newcomer is made.

    Raises NotFound for a link that never was, Conflict for one that is used up or too old.
    """
    offer = get_offer(db, secret)
    account = get_own_account(db, actor) if actor else _welcome(db, newcomer, offer)
    member_id = None
    if offer.project_id is not None:
        member_id = _join(db, offer, account)
    elif find_admin(db):
        raise Conflict(say("This instance has its admin already; the link is void."))
    else:
        account.is_admin = True
    offer.accepted_at, offer.accepted_by = now(), account.id
    db.add(offer)
    db.add(account)
    project_id = offer.project_id or 0
    joined = Actor(account.id, project_id, member_id or account.id or 0, offer.role, account.name)
    if actor is None:
        record(db, joined, "account.made", subject=account.id or 0, audience="staff")
    token = None
    if newcomer and newcomer.wants_token and actor is None:
        token = make_token(db, joined, Grant("Personal token"))[1]
    return Accepted(account, offer.project_id, member_id, offer.role, token)


def _called(db: Session, actor: Actor, guest: Guest) -> tuple[str, str | None]:
    """The name and external id that the guest will have."""
    if guest.member_id is not None:
        member = get_member(db, actor, guest.member_id)
        if member.account_id is not None:
            raise Conflict(say("This person signs in already; there is nothing to claim."))
        return member.name, member.external_id
    wanted = guest.external_id
    if wanted and find_external_id(db, actor.project_id, check_external_id(wanted)):
        raise Conflict(say("Somebody in this project has this external id."), field="external_id")
    return guest.name, wanted or None


def _welcome(db: Session, newcomer: Newcomer | None, offer: Invitation) -> Account:
    if newcomer is None:
        raise NotFound
    return make_account(
        db,
        name=newcomer.name or offer.name,
        email=newcomer.email,
        password_hash=newcomer.password_hash,
    )


def _join(db: Session, offer: Invitation, account: Account) -> int:
    project_id = offer.project_id or 0
    if offer.member_id is None:
        member = join_project(
            db, project_id, account, role=offer.role, external_id=offer.external_id
        )
    else:
        member = _claim(db, offer, account)
    joined = Actor(account.id, project_id, member.id or 0, member.role, member.name)
    tell_of(db, joined, "member.joined", member)
    return member.id or 0


def _claim(db: Session, offer: Invitation, account: Account) -> Member:
    """The annotator of an import turns out to be somebody who signs in."""
    member = db.get(Member, offer.member_id)
    if member is None or member.account_id is not None or member.removed_at:
        raise Conflict(
            say("This annotator was claimed or removed since. Ask for a new invitation.")
        )
    if find_member_of(db, member.project_id, account.id or 0):
        raise Conflict(say("You take part in this project already, as somebody else."))
    had_first_name = member.same_as is not None  # who signs in is one person, under one name
    member.account_id, member.role, member.same_as = account.id, offer.role, None
    db.add(member)
    db.flush()
    if had_first_name:
        tell_match(db, Actor(account.id, member.project_id, member.id or 0, member.role), member)
    return member
