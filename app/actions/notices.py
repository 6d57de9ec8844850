"""Notices: written by a follower of the log, seen by the person they are for."""

from collections.abc import Iterable

from sqlmodel import Session

from app.clock import now
from app.domain.roles import Actor
from app.queries.hearers import FINDERS, Hearer, list_hearers
from app.queries.messages import find_position
from app.queries.notices import find_cursor, get_notice, has_notice, list_news, list_unseen
from app.queries.places import get_place
from app.queries.readings import find_mark
from app.records.events import Event, Stream, record
from app.records.members import Member
from app.records.notices import FollowerCursor, Notice

FOLLOWER = "notices"
CHUNK = 200


def follow_notices(db: Session, project_id: int) -> bool:
    """Write the notices of the next events and move the cursor on, in one transaction: whatever
    other processes do, each event is worked off once. Returns whether there is more."""
    cursor = find_cursor(db, FOLLOWER, project_id)
    if cursor is None:
        cursor = FollowerCursor(name=FOLLOWER, project_id=project_id)
    events = list_news(db, project_id, cursor.seq, FINDERS, CHUNK)
    for event in events:
        for hearer in list_hearers(db, event):
            _write(db, event, hearer)
    stream = db.get(Stream, project_id)
    more = len(events) == CHUNK
    cursor.seq = events[-1].seq if more else max(cursor.seq, stream.seq if stream else 0)
    db.add(cursor)
    return more


def see_notice(db: Session, actor: Actor, notice_id: int) -> Notice:
    """The actor has seen one of their notices. Twice is as good as once."""
    notice = get_notice(db, actor, notice_id)
    mark_seen(db, actor, [notice])
    return notice


def see_all_notices(db: Session, actor: Actor) -> int:
    """The actor has seen all of their notices, a thousand at a time; returns how many."""
    return mark_seen(db, actor, list_unseen(db, actor.member_id))


def mark_seen(db: Session, actor: Actor, notices: Iterable[Notice]) -> int:
    """Mark a person's notices as seen, in all their tabs; returns how many were not before."""
    unseen = [notice for notice in notices if notice.seen_at is None]
    mine = f"member:{actor.member_id}"
    for notice in unseen:
        notice.seen_at = now()
        db.add(notice)
        record(db, actor, "notice.seen", subject=notice.id or 0, audience=mine)
    return len(unseen)


def _write(db: Session, event: Event, hearer: Hearer) -> None:
    if has_notice(db, hearer.member_id, event.seq):
        return
    subject = {**hearer.subject, "by": event.actor_id}
    notice = Notice(
        project_id=event.project_id,
        member_id=hearer.member_id,
        seq=event.seq,
        kind=hearer.kind,
        why=hearer.why,
        subject=subject,
        seen_at=now() if _was_read(db, hearer) else None,
    )
    db.add(notice)
    db.flush()
    teller = Actor(None, event.project_id, event.actor_id or 0, "none")
    audience = f"member:{hearer.member_id}"
    record(db, teller, "notice.made", subject=notice.id or 0, audience=audience)


def _was_read(db: Session, hearer: Hearer) -> bool:
    """Whether the person read the message before the follower came to it."""
    topic, order = hearer.subject.get("topic"), hearer.subject.get("order")
    member = db.get(Member, hearer.member_id)
    if not isinstance(topic, str) or not isinstance(order, int) or member is None:
        return False
    actor = Actor(member.account_id, member.project_id, hearer.member_id, member.role)
    place = get_place(db, actor, topic)
    return (find_mark(db, hearer.member_id, place) or 0) >= find_position(db, place, order)
