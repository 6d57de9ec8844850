"""How far somebody has read a thread: one mark, which only moves on."""

from sqlmodel import Session

from app.actions.notices import mark_seen
from app.clock import now
from app.domain.roles import Actor
from app.queries.messages import find_position
from app.queries.notices import list_unseen
from app.queries.places import get_place
from app.records.events import record
from app.records.notices import Notice
from app.records.threads import Reading


def move_reading(db: Session, actor: Actor, topic: str, *, upto: int) -> int:
    """The actor has seen a thread up to this order on a visible screen; returns the position of
    the mark. Notices that led there are seen with it, in every tab."""
    place = get_place(db, actor, topic)
    if place.thread_id is None:
        return 0
    position = find_position(db, place, upto)
    if mark_read(db, actor.member_id, place.thread_id, position):
        mine = f"member:{actor.member_id}"
        record(db, actor, "reading.moved", subject=place.thread_id, audience=mine, topic=topic)
    mark_seen(db, actor, _led_here(db, actor, topic, upto))
    return position


def mark_read(db: Session, member_id: int, thread_id: int, position: int) -> bool:
    """Move a mark on; False where it already stands there or further."""
    reading = db.get(Reading, (member_id, thread_id))
    if reading is None:
        reading = Reading(member_id=member_id, thread_id=thread_id, position=0)
    if reading.position >= position:
        return False
    reading.position, reading.read_at = position, now()
    db.add(reading)
    db.flush()
    return True


def _led_here(db: Session, actor: Actor, topic: str, upto: int) -> list[Notice]:
    """The unseen notices about messages up to this order."""
    found = []
    for notice in list_unseen(db, actor.member_id):
        order = notice.subject.get("order")
        if notice.subject.get("topic") == topic and isinstance(order, int) and order <= upto:
            found.append(notice)
    return found
