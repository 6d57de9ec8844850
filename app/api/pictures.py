"""Pictures over the API: uploads, the list, and the files themselves."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.domain.texts import ShortText
from app.gate.caller import Importer, Reader
from app.gate.pictures import receive, serve
from app.pages.pictures import PicturesView, PictureView, show_pictures
from app.queries.pictures import get_picture, get_task_picture

router = APIRouter(prefix="/projects/{slug}", tags=["pictures"])
FILE = {
    "requestBody": {
        "required": True,
        "content": {"image/png": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/pictures")
async def list_pictures(
    caller: Reader, before: Annotated[int | None, Query(ge=1, le=2**62)] = None
) -> PicturesView:
    """The project's pictures, newest first. For staff."""
    return await caller.read(show_pictures, before)


@router.post("/pictures", status_code=201, openapi_extra=FILE)
async def upload_picture(
    request: Request, caller: Importer, name: Annotated[ShortText, Query()] = "picture"
) -> PictureView:
    """Add a picture: the request's body is the file (png, jpeg, webp or gif). Tasks may name it
    by its key, or by this name. A repeat with the same Idempotency-Key adds none."""
    return await receive(caller, request, request.app.state.settings, name)


@router.get("/pictures/{key}", response_class=Response)
async def read_picture(
    request: Request, caller: Reader, key: UUID, small: bool = False
) -> Response:
    """The file, for staff; `small` for one of at most 320 by 320."""
    picture = await caller.read(get_picture, key)
    return serve(request.app.state.settings, picture, small=small)


@router.get("/tasks/{key}/picture", response_class=Response)
async def read_task_picture(
    request: Request, caller: Reader, key: UUID, small: bool = False
) -> Response:
    """The picture of a task, for whoever may read the task."""
    picture = await caller.read(get_task_picture, key)
    return serve(request.app.state.settings, picture, small=small)
