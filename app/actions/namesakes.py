"""One person under several names: what files call two annotators can be one in the figures."""

from sqlmodel import Session

from app.actions.members import need_manager
from app.domain.roles import Actor
from app.errors import Conflict, Invalid
from app.languages import say
from app.queries.members import find_external_id, get_member, has_second_names
from app.records.events import record
from app.records.members import Member


def match_member(db: Session, actor: Actor, member_id: int, *, same_as: int | None) -> Member:
    """Say that an annotator is the same person as somebody else, or with None nobody else. Labels
    stay under the name that they came with; figures count them as one person's."""
    need_manager(actor)
    member = get_member(db, actor, member_id)
    if member.same_as == same_as:
        return member
    if same_as is not None:
        _check(db, member, get_member(db, actor, same_as))
    member.same_as = same_as
    db.add(member)
    db.flush()
    tell_match(db, actor, member)
    return member


def match_named(db: Session, actor: Actor, member_id: int, *, same_as: str) -> Member:
    """The same, by the external id of the other; "" for nobody."""
    need_manager(actor)
    member, named = get_member(db, actor, member_id), same_as.strip()
    other = find_external_id(db, actor.project_id, named) if named else None
    if other is not None and other.id == member.same_as:
        return member  # who has left stays whose second name it is
    if named and (other is None or other.removed_at):
        raise Invalid(say("Nobody in this project has this external id."), "same_as")
    return match_member(db, actor, member_id, same_as=other.id if other else None)


def tell_match(db: Session, actor: Actor, member: Member) -> None:
    """Figures are to be reckoned anew: whose labels are whose has changed."""
    who = member.id or 0
    record(db, actor, "member.matched", subject=who, audience="staff", member=who)


def _check(db: Session, member: Member, other: Member) -> None:
    if member.account_id is not None:
        why = say("Whoever signs in is one person. Say it of the annotator.")
    elif other.id == member.id:
        why = say("Everybody is the same person as themselves. Name another annotator.")
    elif other.same_as is not None:
        why = say("%(name)s is a second name itself. Name the person.", name=other.external_id)
    elif has_second_names(db, member):
        why = say("This annotator has second names. Say of each whose they are first.")
    else:
        return
    raise Conflict(why, field="same_as")
