"""Being muted, as the person who is muted sees it in every thread."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.clock import now
from app.pages.pieces import Piece
from app.records.events import Event
from app.records.members import Member


@dataclass(frozen=True, slots=True)
class MutingView:
    """Until when one writes no messages, and why; None where one may."""

    until: datetime | None
    why: str


def view_muting(db: Session, member_id: int) -> MutingView:
    """Whether a member is muted."""
    member = db.get(Member, member_id)
    until = member.muted_until if member else None
    if member is None or until is None or until <= now():
        return MutingView(None, "")
    return MutingView(until, member.muted_why)


def _of_event(db: Session, event: Event) -> MutingView | None:
    """For the one who is muted: staff are told by an event of their own."""
    is_own = event.audience == f"member:{event.subject}"
    return view_muting(db, event.subject) if is_own else None


_MUTING = Piece("me", "threads/_muting.html", "muting", _of_event)
PIECES = {"member.muted": (_MUTING,), "member.unmuted": (_MUTING,)}
