"""Pictures on their way in, drawn anew, and out, as nothing but pictures."""

import asyncio
from pathlib import Path

from starlette.responses import FileResponse

from app.actions.pictures import add_picture, need_uploader
from app.clock import new_id
from app.domain.pictures import redraw
from app.errors import NotFound, TooLarge
from app.gate.caller import Caller
from app.pages.pictures import PictureView, view_picture
from app.records.files import SMALL, Files
from app.records.tasks import Picture
from app.settings import Settings

# one at a time: a decoded picture may take 160 MB
_drawing = asyncio.Semaphore(1)


async def shelve(caller: Caller, settings: Settings, name: str, raw: bytes) -> PictureView:
    """Take a picture into the project; its file lies safe before the row says so."""
    await caller.read(need_uploader)
    if len(raw) > settings.image_bytes:
        raise TooLarge(f"A picture has at most {settings.image_bytes:,} bytes; it was not kept.")
    async with _drawing:
        redrawn = await asyncio.to_thread(redraw, raw, pixels=settings.image_pixels)
    files, key = Files(settings.files), new_id()
    await asyncio.to_thread(files.put, key, redrawn.data)
    await asyncio.to_thread(files.put, key, redrawn.thumbnail, SMALL)
    try:
        return await caller.write(
            lambda db, actor: view_picture(add_picture(db, actor, key, name=name, redrawn=redrawn))
        )
    except BaseException:
        files.drop(key)
        raise


def serve(settings: Settings, picture: Picture, *, small: bool) -> FileResponse:
    """The picture's file, or its small one, under headers that make it nothing but a picture."""
    path: Path = Files(settings.files).path(picture.key, SMALL if small else "")
    if not path.is_file():
        raise NotFound
    kind = "image/jpeg" if picture.media_type == "image/jpeg" else "image/png"
    ending = (kind if small else picture.media_type).split("/")[1]
    return FileResponse(
        path,
        media_type=kind if small else picture.media_type,
        filename=f"{picture.key}.{ending}",
        content_disposition_type="attachment",
        headers={
            "content-security-policy": "sandbox; default-src 'none'",
            "cache-control": "private, max-age=3600",
        },
    )
