"""How far somebody has read a thread: one mark, which moves on by itself, and back if asked."""

from sqlalchemy import bindparam, update
from sqlalchemy import select as pick
from sqlmodel import Session

from app.actions.notices import mark_seen, mark_unseen
from app.clock import now
from app.domain.roles import Actor
from app.queries.messages import find_position
from app.queries.notices import list_notices, list_unseen
from app.queries.places import get_place
from app.records.columns import table
from app.records.events import record
from app.records.notices import Notice
from app.records.quick import Quick
from app.records.threads import Reading

LOOK_BACK = 1000  # notices, the newest
_MARKS = table(Reading).c
_MINE = _MARKS.member_id == bindparam("member"), _MARKS.thread_id == bindparam("thread")
_STANDS = Quick(pick(_MARKS.position).where(*_MINE))
_MOVE = Quick(
    update(table(Reading))
    .where(*_MINE, _MARKS.position < bindparam("upto"))
    .values(position=bindparam("upto"), read_at=bindparam("at"))
    .returning(_MARKS.position)
)


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


def move_back(db: Session, actor: Actor, topic: str, *, upto: int) -> int:
    """What stands after this order is to be new to the actor again, and the notices that led there
    with it; returns the position of the mark. What the actor wrote themselves never is."""
    place = get_place(db, actor, topic)
    if place.thread_id is None:
        return 0
    position = find_position(db, place, upto)
    mark = db.get(Reading, (actor.member_id, place.thread_id))
    if mark is None or mark.position <= position:
        return mark.position if mark else 0
    mark.position, mark.read_at = position, now()
    db.add(mark)
    db.flush()
    mine = f"member:{actor.member_id}"
    record(db, actor, "reading.moved", subject=place.thread_id, audience=mine, topic=topic)
    told = list_notices(db, actor, most=LOOK_BACK)
    mark_unseen(db, actor, [each for each in told if each.seen_at and _leads(each, topic) > upto])
    return position


def mark_read(db: Session, member_id: int, thread_id: int, position: int) -> bool:
    """Move a mark on; False where it already stands there or further."""
    whose = {"member": member_id, "thread": thread_id}
    if _MOVE.rows(db, {**whose, "upto": position, "at": now()}):
        return True
    if position <= 0 or _STANDS.rows(db, whose):
        return False
    db.add(Reading(member_id=member_id, thread_id=thread_id, position=position))
    db.flush()
    return True


def _led_here(db: Session, actor: Actor, topic: str, upto: int) -> list[Notice]:
    """The unseen notices about messages up to this order."""
    return [each for each in list_unseen(db, actor.member_id) if 0 < _leads(each, topic) <= upto]


def _leads(notice: Notice, topic: str) -> int:
    """The order of the message of this thread that a notice is about; 0 if it is about none."""
    order = notice.subject.get("order")
    return order if notice.subject.get("topic") == topic and isinstance(order, int) else 0
