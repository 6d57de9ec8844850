"""Files beside messages over the API: uploaded first, then named by the message that is sent."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlmodel import Session
from starlette.responses import Response

from app.actions.attachments import About, drop_attachment
from app.domain.roles import Actor
from app.domain.texts import ShortText, TopicText
from app.gate.attachments import fetch, receive
from app.gate.caller import Reader, Talker
from app.pages.attachments import AttachmentView

router = APIRouter(prefix="/projects/{slug}", tags=["threads"])
FILE = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post("/files", status_code=201, openapi_extra=FILE)
async def upload_file(
    request: Request,
    caller: Talker,
    name: Annotated[ShortText, Query()] = "file",
    topic: Annotated[TopicText, Query()] = "",
    alt: Annotated[ShortText, Query()] = "",
) -> AttachmentView:
    """Upload a file for a message: the request's body is the file (png, jpeg, webp, gif, pdf, txt
    or csv). Send it within a day by naming its `key` in a message's `files`. `alt` says in words
    what a picture shows; with a `topic` it waits in your composer there. A repeat with the same
    Idempotency-Key adds none."""
    return await receive(caller, request, request.app.state.settings, About(topic, name, alt))


@router.get("/files/{key}", response_class=Response)
async def read_file(request: Request, caller: Reader, key: UUID, small: bool = False) -> Response:
    """The file, to those who may read its message; `small` for a picture of at most 480 by 480."""
    return await fetch(caller, request, key, small=small)


@router.delete("/files/{key}", status_code=204)
async def drop_file(request: Request, caller: Talker, key: UUID) -> Response:
    """Put your own file aside before it is sent."""

    def drop(db: Session, actor: Actor) -> None:
        drop_attachment(db, actor, key)

    return await caller.reply(request, drop)
