"""Pictures in the browser: the shelf, uploads, and the files themselves."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.datastructures import UploadFile
from starlette.responses import Response

from app.actions.pictures import need_uploader
from app.errors import Invalid
from app.gate.caller import Importer, Reader
from app.gate.pictures import lay_in, serve
from app.languages import say
from app.pages.pictures import show_pictures
from app.queries.pictures import get_picture, get_task_picture
from app.web.answers import see_other, show

router = APIRouter(prefix="/projects/{slug}")
MOST = 1000


@router.get("/pictures")
async def read_pictures(
    request: Request,
    caller: Reader,
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> Response:
    """The shelf."""
    return await show(
        request, caller, "tasks/pictures.html", say("Pictures"), show_pictures, before
    )


@router.post("/pictures")
async def upload_pictures(request: Request, caller: Importer) -> Response:
    """Add pictures; the first that is none stops, and those before it are there."""
    await caller.read(need_uploader)  # before the files are read: they may be large
    async with request.form(max_files=MOST, max_fields=MOST) as form:
        files = [each for each in form.getlist("files") if isinstance(each, UploadFile)]
        if not files:
            raise Invalid(say("Choose a picture."), field="files")
        await _lay_in(request, caller, files)
    return see_other(request, f"/projects/{caller.slug}/pictures")


async def _lay_in(request: Request, caller: Importer, files: list[UploadFile]) -> None:
    for place, file in enumerate(files):
        name = file.filename or "picture"
        try:
            await lay_in(caller, request.app.state.settings, name, await file.read())
        except Invalid as why:
            wrong = f"{name}: {why.message}"
            if place:
                wrong += " " + say("%(count)s before it were kept.", count=place)
            raise Invalid(wrong, field="files") from None


@router.get("/pictures/{key}")
async def read_picture(
    request: Request, caller: Reader, key: UUID, small: bool = False
) -> Response:
    """The file, for staff."""
    picture = await caller.read(get_picture, key)
    return serve(request.app.state.settings, picture, small=small)


@router.get("/tasks/{key}/picture")
async def read_task_picture(
    request: Request, caller: Reader, key: UUID, small: bool = False
) -> Response:
    """The picture of a task, for whoever may read the task."""
    picture = await caller.read(get_task_picture, key)
    return serve(request.app.state.settings, picture, small=small)
