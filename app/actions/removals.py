"""Taking messages back: undone at once, deleted, removed by the ML team, redacted for privacy."""

from uuid import UUID, uuid5

from sqlalchemy import update
from sqlmodel import Session, col

from app.actions.attachments import erase_files, give_back
from app.actions.messages import tell
from app.clock import now
from app.domain.removals import REASONS, UNDO
from app.domain.roles import Actor, may_moderate
from app.errors import Conflict, Forbidden, Invalid
from app.languages import say
from app.queries.flags import find_flag
from app.queries.messages import (
    find_message,
    get_own_message,
    get_readable_message,
    get_removable_message,
)
from app.records.events import record
from app.records.questions import Question
from app.records.threads import Message, MessageVersion

WRITTEN = ("text", "flag")


def undo_message(db: Session, actor: Actor, key: UUID) -> Message:
    """Take one's own message back within ten seconds, as if it had never been sent: no line says
    so. Twice is as good as once."""
    message = get_own_message(db, actor, key)
    if message.removal == "undone":
        return message
    if message.kind != "text" or message.removal:
        raise Conflict(say("This message is not there any more to be undone."))
    if now() - message.created_at > UNDO:
        raise Conflict(say("It is too late to undo this. You can delete it: a line will say so."))
    give_back(db, message)
    return _take_back(db, actor, message, "undone")


def delete_message(
    db: Session, actor: Actor, key: UUID, *, author_id: int | None = None
) -> Message:
    """Take one's own message back; the ML team may remove anybody's. A tombstone keeps its place.
    Twice is as good as once."""
    message = get_removable_message(db, actor, key, author_id)
    if message.kind != "text":
        raise Conflict(say("Only what was written as a message can be deleted."))
    if message.removal:
        return message
    is_own = message.author_id == actor.member_id
    return _take_back(db, actor, message, "deleted" if is_own else "removed")


def redact_message(db: Session, actor: Actor, key: UUID, *, reason: str) -> Message:
    """Erase what a message says, and all that it ever said. That it was done, by whom and why
    stays in the log; the words do not. Twice is as good as once."""
    message = get_readable_message(db, actor, key)
    if not may_moderate(actor):
        raise Forbidden(say("Only the ML team redacts messages."))
    if reason not in REASONS:
        raise Invalid(say("Say why it is redacted."), "reason")
    if message.kind not in WRITTEN:
        raise Conflict(say("Only what people wrote themselves can be redacted."))
    if message.removal == "redacted":
        return message
    twins = _redact_flag(db, actor, message) if message.kind == "flag" else [message]
    for one in twins:
        _erase(db, one)
        tell(db, actor, "message.redacted", one, reason=reason)
    return message


def _take_back(db: Session, actor: Actor, message: Message, how: str) -> Message:
    message.deleted_at, message.removal = now(), how
    db.add(message)
    tell(db, actor, "message.deleted", message)
    return message


def _erase(db: Session, message: Message) -> None:
    older = update(MessageVersion).where(col(MessageVersion.message_id) == message.id)
    db.execute(older.values(body=""))
    erase_files(db, message)
    message.body = ""
    message.deleted_at, message.removal = message.deleted_at or now(), "redacted"
    db.add(message)


def _redact_flag(db: Session, actor: Actor, message: Message) -> list[Message]:
    """A flag's note stands in two threads, on the question's page, and may be its title. Gives its
    entries in the threads."""
    key, number = UUID(str(message.data["flag"])), message.data["question"]
    flag = find_flag(db, message.author_id or 0, key)
    assert flag is not None, "its entry came with it"
    flag.note = ""
    db.add(flag)
    for question_id in {flag.question_id, flag.raised_question_id}:
        question = db.get_one(Question, question_id)
        if question.opened_by == message.author_id and not question.titled_by_team:
            question.title = "(redacted)"
            db.add(question)
    db.flush()
    record(db, actor, "flag.redacted", subject=flag.id or 0, audience="staff", question=number)
    topics = f"task:{message.data['task']}", f"question:{number}"
    twins = [find_message(db, message.author_id or 0, uuid5(key, topic)) for topic in topics]
    return [one for one in twins if one is not None]
