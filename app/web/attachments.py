"""Files beside messages in the browser: uploads of the composer, and the files themselves."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, Response

from app.actions.attachments import About, drop_attachment
from app.domain.texts import ShortText, TopicText
from app.gate.attachments import fetch, receive
from app.gate.caller import Reader, Talker
from app.pages.attachments import show_upload, show_uploads
from app.web.answers import fragment, is_htmx, see_other

router = APIRouter(prefix="/projects/{slug}")


@router.post("/files")
async def upload_file(
    request: Request,
    caller: Talker,
    topic: Annotated[TopicText, Query()],
    name: Annotated[ShortText, Query()] = "file",
) -> Response:
    """Take a file in for a message to be; gives it as it stands in the composer."""
    made = await receive(caller, request, request.app.state.settings, About(topic, name))
    return await fragment(caller, "attachments/_upload.html", "upload", show_upload, made.key)


@router.get("/threads/{topic}/uploads")
async def read_uploads(caller: Reader, topic: TopicText) -> Response:
    """What waits to be sent."""
    return await fragment(caller, "attachments/_uploads.html", "uploads", show_uploads, topic)


@router.get("/files/{key}")
async def read_file(request: Request, caller: Reader, key: UUID, small: bool = False) -> Response:
    """The file, to those who may read its message."""
    return await fetch(caller, request, key, small=small)


@router.post("/files/{key}/removal")
async def drop_file(request: Request, caller: Talker, key: UUID) -> Response:
    """Put one's own file aside before it is sent."""
    topic = await caller.write(drop_attachment, key)
    if is_htmx(request):
        return HTMLResponse("")
    return see_other(request, f"/projects/{caller.slug}/threads/{topic or 'lounge'}")
