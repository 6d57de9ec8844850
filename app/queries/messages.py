"""Messages, filtered by who reads them."""

from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.domain.roles import Actor
from app.errors import NotFound
from app.queries.places import Place
from app.records.threads import Message

PAGE = 50


def list_messages(
    db: Session, actor: Actor, place: Place, before: int | None = None, most: int = PAGE
) -> list[Message]:
    """The newest messages of a thread before a position, oldest first."""
    if place.thread_id is None:
        return []
    query = select(Message).where(Message.thread_id == place.thread_id)
    if not place.sees_peers:
        query = query.where(
            or_(col(Message.is_peer).is_(False), col(Message.author_id) == actor.member_id)
        )
    if before is not None:
        query = query.where(Message.position < before)
    newest = db.exec(query.order_by(col(Message.position).desc()).limit(most))
    return list(newest)[::-1]


def find_message(db: Session, author_id: int, key: UUID) -> Message | None:
    """A message by the id that its author's client made."""
    return db.exec(
        select(Message).where(Message.author_id == author_id, Message.key == key)
    ).first()


def get_own_message(db: Session, actor: Actor, key: UUID) -> Message:
    """A message that the actor wrote."""
    message = find_message(db, actor.member_id, key)
    if message is None:
        raise NotFound
    return message
