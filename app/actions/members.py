"""Members: joining, changing roles and names, leaving. A project always keeps an owner."""

from sqlalchemy import update
from sqlmodel import Session, col

from app.actions.assignments import leave_work
from app.clock import now
from app.domain.plans import check_external_id
from app.domain.roles import ROLES, Actor, Role, may_grant, may_label, may_manage_people
from app.domain.texts import check_text
from app.errors import Conflict, Forbidden, Invalid
from app.languages import say
from app.queries.accounts import language_of
from app.queries.members import (
    count_owners,
    find_external_id,
    find_member_of,
    free_external_id,
    get_member,
    next_annotators,
)
from app.records.accounts import Account
from app.records.events import record
from app.records.members import Invitation, Member


def add_annotator(db: Session, actor: Actor, *, external_id: str, name: str = "") -> Member:
    """Add a person without sign-in: the author of imported labels, claimable by invitation. Their
    external id is for staff, so that it is not their name unless somebody says so."""
    need_manager(actor)
    check_external_id(external_id)
    if find_external_id(db, actor.project_id, external_id) is not None:
        raise Conflict(say("Somebody in this project has this external id."), field="external_id")
    member = Member(
        project_id=actor.project_id,
        external_id=external_id,
        name=check_name(name or next_annotators(db, actor.project_id, 1)[0]),
        role=Role.LABELER,
    )
    db.add(member)
    db.flush()
    tell_of(db, actor, "member.joined", member)
    return member


def change_role(db: Session, actor: Actor, member_id: int, *, role: str) -> Member:
    """Give a member another role."""
    need_manager(actor)
    member = get_member(db, actor, member_id)
    need_grant(actor, role)
    if member.role == role:
        return member
    need_grant(actor, member.role)
    _keep_an_owner(db, member)
    member.role = role
    db.add(member)
    if not may_manage_people(role):
        _void_invitations(db, member)
    if not may_label(role):
        leave_work(db, actor, member_id)
    tell_of(db, actor, "member.changed", member)
    return member


def rename_member(
    db: Session, actor: Actor, member_id: int, *, name: str, external_id: str
) -> Member:
    """Change what a member is called, here and in exports."""
    need_manager(actor)
    member = get_member(db, actor, member_id)
    other = find_external_id(db, actor.project_id, check_external_id(external_id))
    if other is not None and other.id != member.id:
        raise Conflict(say("Somebody in this project has this external id."), field="external_id")
    if (member.name, member.external_id) != (check_name(name), external_id):
        member.name, member.external_id = name, external_id
        db.add(member)
        tell_of(db, actor, "member.changed", member)
    return member


def remove_member(db: Session, actor: Actor, member_id: int) -> Member:
    """End a membership: what the person did stays, and they see the project no more."""
    member = get_member(db, actor, member_id)
    if member.id != actor.member_id:
        need_manager(actor)
        need_grant(actor, member.role)
    _keep_an_owner(db, member)
    member.removed_at = now()
    db.add(member)
    _void_invitations(db, member)
    leave_work(db, actor, member_id)
    tell_of(db, actor, "member.removed", member)
    return member


def _void_invitations(db: Session, member: Member) -> None:
    """Links made by somebody who may not make any now let nobody in."""
    if member.account_id is None:
        return
    theirs = update(Invitation).where(
        col(Invitation.project_id) == member.project_id,
        col(Invitation.created_by) == member.account_id,
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
    )
    untracked = {"synchronize_session": "fetch"}
    db.execute(theirs.values(revoked_at=now()), execution_options=untracked)


def join_project(
    db: Session, project_id: int, account: Account, *, role: str, external_id: str | None = None
) -> Member:
    """An account's member in a project: a new one, or the one that was removed before."""
    known = find_member_of(db, project_id, account.id or 0)
    if known and known.removed_at is None:
        raise Conflict(say("You take part in this project already."))
    if known is None:
        known = Member(
            project_id=project_id,
            account_id=account.id,
            external_id=external_id or free_external_id(db, project_id, account.name),
            name=account.name,
            role=role,
            language=language_of(account),
        )
        if external_id and find_external_id(db, project_id, external_id):
            raise Conflict(
                say("Somebody in this project has this external id."), field="external_id"
            )
    known.role, known.removed_at = role, None
    db.add(known)
    db.flush()
    return known


def check_name(name: str) -> str:
    """A person's name: something to see, and not a page of it."""
    if not name.strip() or len(name) > 200:
        raise Invalid(say("A name has 1 to 200 characters."), "name")
    return check_text(name, most=1000, field="name")


def need_manager(actor: Actor) -> None:
    """Refuse those who do not manage people."""
    if not may_manage_people(actor):
        raise Forbidden(say("Only the ML team manages people."))


def need_grant(actor: Actor, role: str) -> None:
    """Refuse a role that the actor may not give, or take."""
    if role not in ROLES:
        raise Invalid(say("A role is one of %(all)s.", all=", ".join(ROLES)), "role")
    if not may_grant(actor, role):
        raise Forbidden(say("Only an owner gives or takes the role %(role)s.", role=say(role)))


def tell_of(db: Session, actor: Actor, kind: str, member: Member) -> None:
    """Tell the project about one of its people, and the role that they have now."""
    who, role = member.id or 0, str(member.role)
    record(db, actor, kind, subject=who, audience="project", member=who, role=role)


def _keep_an_owner(db: Session, member: Member) -> None:
    if member.role == Role.OWNER and count_owners(db, member.project_id) == 1:
        raise Conflict(say("This is the last owner. Make somebody else an owner first."))
