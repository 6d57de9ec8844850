"""Messages over the API: `topic` is `task:KEY`, `question:NUMBER` or `lounge`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session
from starlette.responses import Response

from app.actions import messages
from app.clock import new_ordered_id
from app.domain.roles import Actor
from app.domain.texts import BodyText
from app.gate.caller import Reader, Talker
from app.pages.messages import MessageView, ThreadView, show_message, show_thread

router = APIRouter(prefix="/projects/{slug}", tags=["threads"])


class NewMessage(BaseModel):
    """A message to post. `key` is yours (UUIDv7): posting it again changes nothing."""

    body: BodyText = Field(examples=["Does a quoted slur count?"])
    key: UUID = Field(default_factory=new_ordered_id)


class EditedMessage(BaseModel):
    """What a message is to say from now on."""

    body: BodyText


@router.get("/threads/{topic}")
async def read_thread(
    caller: Reader, topic: str, before: Annotated[int | None, Query(ge=1, le=2**62)] = None
) -> ThreadView:
    """The newest messages, or those before a position."""
    return await caller.read(show_thread, topic, before)


@router.post("/threads/{topic}/messages", status_code=201, response_model=MessageView)
async def post_message(caller: Talker, request: Request, topic: str, body: NewMessage) -> Response:
    """Say something in a thread."""
    return await caller.reply(request, _post, topic, body)


@router.put("/messages/{key}", status_code=201, response_model=MessageView)
async def edit_message(
    caller: Talker, request: Request, key: UUID, body: EditedMessage
) -> Response:
    """Change your own message; what it said before is kept."""

    def edit(db: Session, actor: Actor) -> MessageView:
        return show_message(db, actor, messages.edit_message(db, actor, key, body=body.body))

    return await caller.reply(request, edit)


@router.delete("/messages/{key}", status_code=201, response_model=MessageView)
async def delete_message(caller: Talker, request: Request, key: UUID) -> Response:
    """Take your own message back; a tombstone keeps its place."""

    def delete(db: Session, actor: Actor) -> MessageView:
        return show_message(db, actor, messages.delete_message(db, actor, key))

    return await caller.reply(request, delete)


def _post(db: Session, actor: Actor, topic: str, new: NewMessage) -> MessageView:
    message = messages.post_message(db, actor, topic, key=new.key, body=new.body)
    return show_message(db, actor, message)
