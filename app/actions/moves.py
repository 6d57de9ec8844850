"""Moving what was said to the thread where it belongs, one message or all that follows it."""

from datetime import datetime
from uuid import UUID, uuid5

from sqlalchemy import update
from sqlmodel import Session, col, select

from app.actions.messages import next_position, tell
from app.clock import now
from app.domain.orders import after
from app.domain.roles import Actor, may_moderate
from app.errors import Conflict, Forbidden, Invalid
from app.languages import say
from app.queries.messages import find_written, get_readable_message
from app.queries.places import BLIND, Place, get_place
from app.records.attachments import Attachment
from app.records.threads import Message

MOST = 100  # messages moved at once


def move_message(
    db: Session, actor: Actor, key: UUID, *, to: str, following: bool = False
) -> Message:
    """Move a message to the end of another thread, with those that `following` it stand in the
    first; a note stays in the place of each. Moving it where it is already changes nothing.

    What labelers said about a task or a question waits there for the others' own answers, so that
    it is never moved into the open. Raises Conflict for it.
    """
    message = get_readable_message(db, actor, key)
    if not may_moderate(actor):
        raise Forbidden(say("Only the ML team moves messages."))
    origin, target = str(message.data["topic"]), get_place(db, actor, to)
    if origin == target.topic:
        return message
    if target.is_closed:
        raise Conflict(say("Another question stands for this one: the discussion goes on there."))
    for one in _those_that_follow(db, message) if following else [message]:
        _refuse(one, origin, target)
        _move(db, actor, one, origin, target.topic)
    return message


def _those_that_follow(db: Session, message: Message) -> list[Message]:
    """The message and what people wrote after it in its thread, as far as it can be moved."""
    later = select(Message).where(
        Message.thread_id == message.thread_id,
        Message.position >= message.position,
        Message.kind == "text",
        Message.removal == "",
    )
    found = list(db.exec(later.order_by(col(Message.position)).limit(MOST + 1)))
    if len(found) > MOST:
        raise Invalid(say("At most %(most)s messages are moved at once.", most=MOST), "following")
    return found


def _refuse(message: Message, origin: str, target: Place) -> None:
    if message.kind != "text" or message.removal:
        raise Conflict(say("Only what was written as a message, and still stands, can be moved."))
    if message.is_peer and origin.partition(":")[0] in BLIND and target.kind != "question":
        raise Conflict(
            say(
                "What labelers say about a task or a question stays there: elsewhere others would "
                "read it before they have answered. You can quote it in words of your own."
            )
        )


def _move(db: Session, actor: Actor, message: Message, origin: str, to: str) -> None:
    left = message.thread_id, message.position, message.created_at
    # asked anew for each: the first message opens the thread
    thread_id, position = next_position(db, actor, get_place(db, actor, to))
    written = message.data.get("written_at", message.created_at.isoformat())
    message.thread_id, message.position = thread_id, position
    message.created_at = after(find_written(db, thread_id, position - 1), now())
    message.data = {**message.data, "topic": to, "moved_from": origin, "written_at": written}
    db.add(message)
    files = update(Attachment).where(col(Attachment.message_id) == message.id)
    db.execute(files.values(topic=to), execution_options={"synchronize_session": False})
    db.flush()
    note = _leave_note(db, actor, message, origin, left=left)
    tell(db, actor, "message.moved", message)
    tell(db, actor, "message.left", note, moved=str(message.key))


def _leave_note(
    db: Session, actor: Actor, message: Message, origin: str, *, left: tuple[int, int, datetime]
) -> Message:
    """What stands where the message stood: the order there stays dense, and readers see why."""
    thread_id, position, at = left
    note = Message(
        key=uuid5(message.key, f"left {origin} {position}"),
        project_id=message.project_id,
        thread_id=thread_id,
        position=position,
        author_id=actor.member_id,
        kind="note",
        is_peer=message.is_peer,
        body="moved a message",
        data={"topic": origin, "moved_to": message.data["topic"]},
        created_at=at,
    )
    db.add(note)
    db.flush()
    return note
