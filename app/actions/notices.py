"""Notices: written by a follower of the log, seen by the person they are for."""

from collections.abc import Iterable

from sqlmodel import Session

from app.actions.cursors import move_on, read_on
from app.actions.letters import queue_notices
from app.actions.pushes import queue_pushes
from app.clock import now
from app.domain.roles import Actor
from app.queries.audiences import Hearer
from app.queries.hearers import FINDERS, list_hearers
from app.queries.notices import get_notice, list_told, list_unseen
from app.queries.readings import list_readers
from app.records.events import Event, record
from app.records.notices import Notice
from app.records.threads import Message

FOLLOWER = "notices"
# few at a time: whoever writes a label meanwhile waits for them
CHUNK = 10


def follow_notices(db: Session, project_id: int) -> bool:
    """Write the notices of the next events and move the cursor on, in one transaction: whatever
    other processes do, each event is worked off once. Returns whether there is more."""
    stretch = read_on(db, FOLLOWER, project_id, FINDERS, CHUNK)
    for event in stretch.events:
        if hearers := list_hearers(db, event):
            _write(db, event, hearers)
    return move_on(db, stretch)


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


def mark_unseen(db: Session, actor: Actor, notices: Iterable[Notice]) -> None:
    """What a person has seen is news to them again, in all their tabs."""
    mine = f"member:{actor.member_id}"
    for notice in notices:
        notice.seen_at = None
        db.add(notice)
        record(db, actor, "notice.returned", subject=notice.id or 0, audience=mine)


def _write(db: Session, event: Event, hearers: list[Hearer]) -> None:
    """Tell everybody of an event who was not told before, all at once."""
    told = list_told(db, event.seq, [each.member_id for each in hearers])
    news = [each for each in hearers if each.member_id not in told]
    read = _have_read(db, event, news)
    notices = [
        Notice(
            project_id=event.project_id,
            member_id=each.member_id,
            seq=event.seq,
            kind=each.kind,
            why=each.why,
            subject={**each.subject, "by": event.actor_id},
            seen_at=now() if each.member_id in read else None,
        )
        for each in news
    ]
    db.add_all(notices)
    db.flush()
    queue_notices(db, event.project_id, notices)
    queue_pushes(db, event, notices)
    teller = Actor(None, event.project_id, event.actor_id or 0, "none")
    for notice in notices:
        audience = f"member:{notice.member_id}"
        record(db, teller, "notice.made", subject=notice.id or 0, audience=audience)


def _have_read(db: Session, event: Event, hearers: list[Hearer]) -> set[int]:
    """Those who read the message before the follower came to it."""
    message = db.get(Message, event.subject) if event.kind.startswith("message.") else None
    if message is None:
        return set()
    readers = [each.member_id for each in hearers]
    return list_readers(db, message.thread_id, message.position, readers)
