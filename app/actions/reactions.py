"""Answering a message with one sign: set and taken away, never toggled."""

from uuid import UUID

from sqlmodel import Session

from app.actions.messages import tell
from app.domain.emoji import is_emoji
from app.domain.roles import Actor, is_staff
from app.errors import Conflict, Forbidden, Invalid
from app.languages import say
from app.queries.messages import get_readable_message
from app.queries.places import BLIND, get_place
from app.records.threads import Message, Reaction


def add_reaction(db: Session, actor: Actor, key: UUID, *, emoji: str) -> Message:
    """Answer a message. Twice is as good as once."""
    message = _need_message(db, actor, key)
    if not is_emoji(emoji):
        raise Invalid(say("Choose one of the signs offered."), "emoji")
    if db.get(Reaction, (message.id, emoji, actor.member_id)) is None:
        db.add(Reaction(message_id=message.id or 0, emoji=emoji, member_id=actor.member_id))
        db.flush()
        tell(db, actor, "message.reacted", message)
    return message


def drop_reaction(db: Session, actor: Actor, key: UUID, *, emoji: str) -> Message:
    """Take it away again. Twice is as good as once."""
    message = _need_message(db, actor, key)
    known = db.get(Reaction, (message.id, emoji, actor.member_id))
    if known is not None:
        db.delete(known)
        db.flush()
        tell(db, actor, "message.reacted", message)
    return message


def _need_message(db: Session, actor: Actor, key: UUID) -> Message:
    """A message that this person may answer so. On tasks and questions only staff do: a labeler's
    sign under the ML team's words would tell others that they have been at the task already."""
    message = get_readable_message(db, actor, key)
    topic = str(message.data["topic"])
    if topic.partition(":")[0] in BLIND and not is_staff(actor):
        raise Forbidden(say("Here only the ML team and reviewers react. Write a message instead."))
    if not get_place(db, actor, topic).may_post:
        raise Forbidden(say("You can read this discussion, but not take part in it."))
    if message.removal:
        raise Conflict(say("This message is not there any more."))
    return message
