"""Keeping somebody from writing for a while. They go on reading, labeling and asking."""

from datetime import timedelta

from sqlmodel import Session

from app.clock import now
from app.domain.roles import Actor, is_staff, may_moderate
from app.domain.texts import check_text
from app.errors import Conflict, Forbidden, Invalid
from app.languages import say
from app.queries.members import get_member
from app.records.events import record
from app.records.members import Member

AN_HOUR = timedelta(hours=1)
LONGEST_REASON = 300


def mute_member(db: Session, actor: Actor, member_id: int, *, why: str = "") -> Member:
    """For an hour they write no messages; they are told so, and why. Again: an hour from now."""
    member = _need_member(db, actor, member_id)
    reason = why.strip()
    if len(reason) > LONGEST_REASON or len(reason.splitlines()) > 1:
        raise Invalid(
            say("A reason is one line of at most %(most)s characters.", most=LONGEST_REASON), "why"
        )
    check_text(reason, most=LONGEST_REASON * 4, field="why")
    member.muted_until, member.muted_why = now() + AN_HOUR, reason
    return _keep(db, actor, member, "muted")


def unmute_member(db: Session, actor: Actor, member_id: int) -> Member:
    """They may write again. Twice is as good as once."""
    member = _need_member(db, actor, member_id)
    if member.muted_until is None:
        return member
    member.muted_until, member.muted_why = None, ""
    return _keep(db, actor, member, "unmuted")


def _need_member(db: Session, actor: Actor, member_id: int) -> Member:
    member = get_member(db, actor, member_id)
    if not may_moderate(actor):
        raise Forbidden(say("Only the ML team mutes people."))
    if is_staff(member.role):
        raise Conflict(say("Those who answer for the project are not muted. Talk to them."))
    return member


def _keep(db: Session, actor: Actor, member: Member, verb: str) -> Member:
    db.add(member)
    db.flush()
    for audience in ("staff", f"member:{member.id}"):
        record(db, actor, f"member.{verb}", subject=member.id or 0, audience=audience)
    return member
