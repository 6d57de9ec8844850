"""Messages over the API: `topic` is `task:KEY`, `question:NUMBER`, `clause:CODE` or `lounge`."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions import joinings, messages, moves, reactions, readings, removals
from app.actions.attachments import Sent
from app.clock import new_ordered_id
from app.domain.attachments import MOST
from app.domain.orders import LARGEST
from app.domain.roles import Actor
from app.domain.texts import BodyText, CodeText, ShortText, TopicText
from app.gate.caller import Caller, Reader, Talker
from app.pages.message_menus import HistoryView, show_history
from app.pages.messages import MessageView, show_message
from app.pages.threads import ReadingView, ThreadView, show_reading, show_thread
from app.queries.messages import get_readable_message
from app.records.threads import Message

router = APIRouter(prefix="/projects/{slug}", tags=["threads"])
Act = Callable[[Session, Actor], Message]


class NewMessage(BaseModel):
    """A message to post. `key` is yours (UUIDv7): posting it again changes nothing. `files`: the
    keys of files that you uploaded; with some, `body` may be empty."""

    body: BodyText = Field(default="", examples=["Does a quoted slur count?"])
    files: list[UUID] = Field(default=[], max_length=MOST)
    key: UUID = Field(default_factory=new_ordered_id)


class EditedMessage(BaseModel):
    """What a message is to say from now on."""

    body: BodyText


class Redaction(BaseModel):
    """Why a message is redacted: privacy, abuse, secret."""

    reason: ShortText = Field(examples=["privacy"])


class NewPlace(BaseModel):
    """Where a message is to stand; with `following`, all that was written after it, too."""

    topic: TopicText = Field(examples=["question:12"])
    following: bool = False


class NewReading(BaseModel):
    """How far you have read: the `order` of the last message that you saw. `back`: move the mark
    back to it, so that what follows is new to you again."""

    upto: int = Field(ge=0, le=LARGEST)
    back: bool = False


@router.get("/threads/{topic}")
async def read_thread(
    caller: Reader, topic: TopicText, before: Annotated[int | None, Query(ge=1, le=LARGEST)] = None
) -> ThreadView:
    """The newest messages, or those before an `order`: read on with `before` = `earlier`."""
    return await caller.read(show_thread, topic, before)


@router.post("/threads/{topic}/messages", status_code=201, response_model=MessageView)
async def post_message(
    caller: Talker, request: Request, topic: TopicText, body: NewMessage
) -> Response:
    """Say something in a thread."""
    return await caller.reply(request, _post, topic, body)


@router.get("/threads/{topic}/reading")
async def read_reading(caller: Reader, topic: TopicText) -> ReadingView:
    """How far you have read, and how many messages are new to you."""
    return await caller.read(show_reading, topic)


@router.put("/threads/{topic}/reading", status_code=201, response_model=ReadingView)
async def move_reading(
    caller: Reader, request: Request, topic: TopicText, body: NewReading
) -> Response:
    """Move your mark on, or back if you say so."""

    def move(db: Session, actor: Actor) -> ReadingView:
        go = readings.move_back if body.back else readings.move_reading
        go(db, actor, topic, upto=body.upto)
        return show_reading(db, actor, topic)

    return await caller.reply(request, move)


@router.put("/messages/{key}", status_code=201, response_model=MessageView)
async def edit_message(
    caller: Talker, request: Request, key: UUID, body: EditedMessage
) -> Response:
    """Change your own message; what it said before is kept."""
    words = body.body
    return await _do(
        caller, request, lambda db, actor: messages.edit_message(db, actor, key, body=words)
    )


@router.delete("/messages/{key}", status_code=201, response_model=MessageView)
async def delete_message(
    caller: Talker,
    request: Request,
    key: UUID,
    author: Annotated[int | None, Query(ge=0, le=2**62)] = None,
) -> Response:
    """Take your own message back; a tombstone keeps its place. The ML team may remove another
    `author`'s; 0 is a bridge."""
    return await _do(
        caller, request, lambda db, actor: removals.delete_message(db, actor, key, author_id=author)
    )


@router.put("/messages/{key}/place", status_code=201, response_model=MessageView)
async def move_message(caller: Talker, request: Request, key: UUID, body: NewPlace) -> Response:
    """Move a message to the end of another thread (ML team); a note stays where it stood."""

    def move(db: Session, actor: Actor) -> Message:
        return moves.move_message(db, actor, key, to=body.topic, following=body.following)

    return await _do(caller, request, move)


@router.get("/messages/{key}/history")
async def read_history(caller: Reader, key: UUID) -> HistoryView:
    """All that a message ever said, the newest first."""
    return await caller.read(show_history, key)


@router.post("/messages/{key}/undoing", status_code=201, response_model=MessageView)
async def undo_message(caller: Talker, request: Request, key: UUID) -> Response:
    """Take your own message back within ten seconds, without a trace."""
    return await _do(caller, request, lambda db, actor: removals.undo_message(db, actor, key))


@router.post("/messages/{key}/redaction", status_code=201, response_model=MessageView)
async def redact_message(caller: Talker, request: Request, key: UUID, body: Redaction) -> Response:
    """Erase for good what a message says, and ever said. For the ML team."""
    reason = body.reason
    return await _do(
        caller, request, lambda db, actor: removals.redact_message(db, actor, key, reason=reason)
    )


@router.post("/messages/{key}/joining", status_code=201, response_model=MessageView)
async def join_question(caller: Talker, request: Request, key: UUID) -> Response:
    """Say "same here" to what a flag asks: you hear the outcome, and it weighs more."""

    def join(db: Session, actor: Actor) -> MessageView:
        joinings.join_question(db, actor, key)
        return show_message(db, actor, get_readable_message(db, actor, key))

    return await caller.reply(request, join)


@router.put("/messages/{key}/reactions/{emoji}", status_code=201, response_model=MessageView)
async def add_reaction(caller: Talker, request: Request, key: UUID, emoji: CodeText) -> Response:
    """Answer a message with one sign."""
    return await _do(
        caller, request, lambda db, actor: reactions.add_reaction(db, actor, key, emoji=emoji)
    )


@router.delete("/messages/{key}/reactions/{emoji}", status_code=201, response_model=MessageView)
async def drop_reaction(caller: Talker, request: Request, key: UUID, emoji: CodeText) -> Response:
    """Take your sign away again."""
    return await _do(
        caller, request, lambda db, actor: reactions.drop_reaction(db, actor, key, emoji=emoji)
    )


def _post(db: Session, actor: Actor, topic: TopicText, new: NewMessage) -> MessageView:
    files = [Sent(key) for key in new.files]
    message = messages.post_message(db, actor, topic, key=new.key, body=new.body, files=files)
    return show_message(db, actor, message)


async def _do(caller: Caller, request: Request, act: Act) -> Response:
    """Answers with the message as it is now."""

    def run(db: Session, actor: Actor) -> MessageView:
        return show_message(db, actor, act(db, actor))

    return await caller.reply(request, run)
