"""Files beside messages: for those who may read the message now, or, unsent, for their uploader."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, col, select

from app.clock import now
from app.domain.attachments import PICTURES
from app.domain.roles import Actor
from app.errors import NotFound
from app.queries.messages import get_readable_message
from app.records.attachments import Attachment
from app.records.threads import Message


def get_attachment(db: Session, actor: Actor, key: UUID) -> Attachment:
    """A file of a message that the actor may read and that is still there, or one of their own
    that is not sent yet."""
    found = find_attachment(db, actor, key)
    if found is None:
        raise NotFound
    if found.message_id is None:
        return get_unsent(db, actor, key)
    message = db.get_one(Message, found.message_id)
    if found.due_at is not None or get_readable_message(db, actor, message.key).id != message.id:
        raise NotFound
    if message.removal:
        raise NotFound
    return found


def get_unsent(db: Session, actor: Actor, key: UUID) -> Attachment:
    """An upload of the actor's own that waits for its message."""
    found = find_attachment(db, actor, key)
    if found is None or found.member_id != actor.member_id or not is_waiting(found):
        raise NotFound
    return found


def is_waiting(attachment: Attachment) -> bool:
    """Whether it can still be sent."""
    return (
        attachment.message_id is None
        and attachment.due_at is not None
        and attachment.due_at > now()
    )


def find_attachment(db: Session, actor: Actor, key: UUID) -> Attachment | None:
    """A file of the project, whoever may have it."""
    return db.exec(
        select(Attachment).where(
            col(Attachment.key) == key, Attachment.project_id == actor.project_id
        )
    ).first()


def list_unsent(db: Session, actor: Actor, topic: str) -> list[Attachment]:
    """What the actor has uploaded under a topic and not sent, the oldest first."""
    mine = select(Attachment).where(
        Attachment.member_id == actor.member_id,
        col(Attachment.due_at) > now(),
        col(Attachment.message_id).is_(None),
        Attachment.topic == topic,
    )
    return list(db.exec(mine.order_by(col(Attachment.id))))


def map_attachments(db: Session, messages: Iterable[Message]) -> dict[int, list[Attachment]]:
    """The files of messages that have some, in the order in which they were sent."""
    ids = [message.id or 0 for message in messages if message.data.get("files")]
    if not ids:
        return {}
    sent = select(Attachment).where(
        col(Attachment.message_id).in_(ids), col(Attachment.due_at).is_(None)
    )
    found: dict[int, list[Attachment]] = {}
    for each in db.exec(sent.order_by(col(Attachment.message_id), col(Attachment.place))):
        found.setdefault(each.message_id or 0, []).append(each)
    return found


def has_image() -> ColumnElement[bool]:
    """The condition on messages under which a picture stands beside them. It says nothing of who
    may read them."""
    return exists().where(
        col(Attachment.message_id) == col(Message.id),
        col(Attachment.due_at).is_(None),
        col(Attachment.media_type).in_(PICTURES),
    )


def is_named(db: Session, project_id: int, digest: str, *, but: int = 0) -> bool:
    """Whether a row, other than one that goes just now, needs what lies under a hash."""
    naming = select(Attachment.id).where(
        Attachment.project_id == project_id,
        Attachment.digest == digest,
        col(Attachment.id) != but,
    )
    return db.execute(naming.limit(1)).first() is not None


def list_due(db: Session) -> list[int]:
    """The projects in which a file is to go."""
    due = select(Attachment.project_id).where(col(Attachment.due_at) <= now()).distinct()
    return list(db.exec(due))


def list_sent(db: Session, message_ids: Iterable[int]) -> defaultdict[int, list[dict[str, object]]]:
    """What an export says of the files of messages: what each is, and the hash of what it holds."""
    sent = select(Attachment).where(
        col(Attachment.message_id).in_(list(message_ids)), col(Attachment.due_at).is_(None)
    )
    found: defaultdict[int, list[dict[str, object]]] = defaultdict(list)
    for each in db.exec(sent.order_by(col(Attachment.message_id), col(Attachment.place))):
        about = {"name": each.name, "kind": each.media_type, "size": each.size}
        found[each.message_id or 0].append({**about, "hash": each.digest, "alt": each.alt})
    return found
