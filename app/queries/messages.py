"""Messages, filtered by who reads them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, or_, true
from sqlalchemy import select as pick
from sqlmodel import Session, col, func, select

from app.domain.mentions import GROUPS
from app.domain.orders import instant_of, order_of
from app.domain.roles import Actor, may_moderate
from app.errors import NotFound
from app.queries.places import Place, get_place
from app.records.columns import table
from app.records.members import Member
from app.records.questions import Question
from app.records.quick import Quick
from app.records.threads import Mention, Message, MessageDraft, MessageVersion, Thread

PAGE = 50
_MEMBERS, _MESSAGES = table(Member).c, table(Message).c
_AUTHOR = Quick(
    pick(_MEMBERS.id, _MEMBERS.name, _MEMBERS.role).where(
        _MEMBERS.project_id == bindparam("project"), _MEMBERS.id == bindparam("member")
    )
)
_WRITERS = Quick(
    pick(_MESSAGES.author_id).where(
        _MESSAGES.project_id == bindparam("project"), _MESSAGES.key == bindparam("key")
    )
)

_WRITTEN = Quick(
    pick(_MESSAGES.created_at).where(
        _MESSAGES.thread_id == bindparam("thread"), _MESSAGES.position == bindparam("position")
    )
)


def visible(actor: Actor, place: Place) -> ColumnElement[bool]:
    """The condition on a place's messages under which the actor may read them."""
    if place.sees_peers:
        return true()
    return or_(col(Message.is_peer).is_(False), col(Message.author_id) == actor.member_id)


def list_messages(
    db: Session, actor: Actor, place: Place, before: int | None = None, most: int = PAGE
) -> list[Message]:
    """The newest messages of a thread before an order, oldest first; one more than `most`, if
    there are more, so that the caller sees it."""
    if place.thread_id is None:
        return []
    query = select(Message).where(Message.thread_id == place.thread_id, visible(actor, place))
    if before is not None:
        query = query.where(Message.created_at < instant_of(before))
    newest = db.exec(query.order_by(col(Message.position).desc()).limit(most + 1))
    return list(newest)[::-1]


def find_order_after(db: Session, actor: Actor, place: Place, order: int) -> int | None:
    """Where a page ends that has an order in its middle: before which order to read; None if the
    end of the thread is on it."""
    if place.thread_id is None:
        return None
    later = (
        select(Message.created_at)
        .where(
            Message.thread_id == place.thread_id,
            Message.created_at > instant_of(order),
            visible(actor, place),
        )
        .order_by(col(Message.position))
        .offset(PAGE // 2)
        .limit(1)
    )
    end = db.execute(later).scalar()
    return order_of(end) if end else None


def find_written(db: Session, thread_id: int, position: int) -> datetime | None:
    """When the message at a position of a thread was written, if there is one."""
    written: datetime | None = _WRITTEN.scalar(db, {"thread": thread_id, "position": position})
    return written


def has_from(db: Session, actor: Actor, place: Place, order: int) -> bool:
    """Whether anything that the actor may read was written at an order or after it."""
    later = select(Message.id).where(
        Message.thread_id == place.thread_id,
        Message.created_at >= instant_of(order),
        visible(actor, place),
    )
    return place.thread_id is not None and db.execute(later.limit(1)).scalar() is not None


def find_draft(db: Session, member_id: int, topic: str) -> str:
    """What somebody has begun to write under a topic, if anything."""
    draft = db.get(MessageDraft, (member_id, topic))
    return draft.body if draft else ""


def count_after(db: Session, actor: Actor, place: Place, position: int) -> int:
    """How many messages of others, which the actor may read, stand after a position."""
    if place.thread_id is None:
        return 0
    later = select(func.count()).where(
        col(Message.thread_id) == place.thread_id,
        col(Message.position) > position,
        or_(col(Message.author_id).is_(None), col(Message.author_id) != actor.member_id),
        col(Message.removal) != "undone",
        visible(actor, place),
    )
    return db.exec(later).one()


def find_position(db: Session, place: Place, order: int) -> int:
    """The position of the last message written up to an order; 0 before the first."""
    if place.thread_id is None:
        return 0
    newest = (
        select(Message.position)
        .where(Message.thread_id == place.thread_id, Message.created_at <= instant_of(order))
        .order_by(col(Message.position).desc())
        .limit(1)
    )
    return db.execute(newest).scalar() or 0


def find_readable(db: Session, actor: Actor, topic: str, order: int) -> Message | None:
    """The message of an order in a thread, if the actor may read it now and it is still there."""
    place = get_place(db, actor, topic)
    return db.exec(
        select(Message).where(
            Message.thread_id == place.thread_id,
            Message.created_at == instant_of(order),
            col(Message.deleted_at).is_(None),
            visible(actor, place),
        )
    ).first()


def find_message(db: Session, author_id: int, key: UUID) -> Message | None:
    """A message by the id that its author's client made."""
    return db.exec(
        select(Message).where(Message.author_id == author_id, Message.key == key)
    ).first()


def find_bridged(db: Session, project_id: int, key: UUID) -> Message | None:
    """A message that came in through a bridge, or that the house wrote: by no member."""
    return db.exec(
        select(Message).where(
            Message.project_id == project_id, Message.key == key, col(Message.author_id).is_(None)
        )
    ).first()


def find_closing(db: Session, question: Question) -> Message | None:
    """The newest reply of the ML team that closed a question."""
    replies = select(Message).join(Thread, col(Thread.id) == col(Message.thread_id))
    of_it = (Thread.kind == "question", Thread.subject_id == question.id, Message.kind == "answer")
    newest = replies.where(Thread.project_id == question.project_id, *of_it)
    return db.exec(newest.order_by(col(Message.position).desc()).limit(1)).first()


def get_own_message(db: Session, actor: Actor, key: UUID) -> Message:
    """A message that the actor wrote."""
    message = find_message(db, actor.member_id, key)
    if message is None or message.project_id != actor.project_id:
        raise NotFound
    return message


def get_readable_message(db: Session, actor: Actor, key: UUID) -> Message:
    """A message that the actor may read, by its id on the pages."""
    message = db.exec(
        select(Message).where(Message.project_id == actor.project_id, Message.key == key)
    ).first()
    if message is None:
        raise NotFound
    place = get_place(db, actor, str(message.data["topic"]))
    if not place.sees_peers and message.is_peer and message.author_id != actor.member_id:
        raise NotFound
    return message


def get_removable_message(db: Session, actor: Actor, key: UUID, author_id: int | None) -> Message:
    """The actor's own message, or for the ML team anybody's; author 0 is a bridge."""
    if author_id in (None, actor.member_id):
        return get_own_message(db, actor, key)
    assert author_id is not None
    if not may_moderate(actor):
        raise NotFound
    if author_id == 0:
        message = find_bridged(db, actor.project_id, key)
    else:
        message = find_message(db, author_id, key)
    if message is None or message.project_id != actor.project_id:
        raise NotFound
    return message


def list_versions(db: Session, message: Message) -> list[MessageVersion]:
    """What a message said before, oldest first."""
    older = select(MessageVersion).where(MessageVersion.message_id == message.id)
    return list(db.exec(older.order_by(col(MessageVersion.id))))


def map_named(db: Session, messages: Iterable[Message]) -> dict[int, tuple[str, ...]]:
    """What the people named in messages are called there, by message."""
    ids = [message.id or 0 for message in messages if "@" in message.body]
    if not ids:
        return {}
    rows = db.execute(
        select(Mention.message_id, Member.name, Member.external_id)
        .join(Member, col(Member.id) == col(Mention.member_id))
        .where(col(Mention.message_id).in_(ids))
    )
    found: dict[int, tuple[str, ...]] = {}
    for message_id, name, external_id in rows:
        found[message_id] = (*found.get(message_id, tuple(GROUPS)), name, external_id)
    return found


def map_authors(
    db: Session, project_id: int, member_ids: Iterable[int | None]
) -> dict[int, tuple[str, str]]:
    """Name and role by member id."""
    wanted = {each for each in member_ids if each is not None}
    if len(wanted) == 1:  # of a message just written
        one = _AUTHOR.first(db, {"project": project_id, "member": min(wanted)})
        return {one[0]: (one[1], one[2])} if one else {}
    rows = db.execute(
        select(Member.id, Member.name, Member.role).where(
            col(Member.project_id) == project_id, col(Member.id).in_(wanted)
        )
    )
    return {row.id: (row.name, row.role) for row in rows}


def find_writers(db: Session, actor: Actor, key: UUID) -> set[int | None]:
    """Whose messages carry an id: on pages, ids are unique in the project."""
    return {row[0] for row in _WRITERS.rows(db, {"project": actor.project_id, "key": key})}
