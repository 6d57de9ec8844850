"""Pictures on their way in, drawn anew, and out, as nothing but pictures."""

import asyncio
from pathlib import Path
from uuid import UUID

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import FileResponse

from app.actions.pictures import add_picture, need_uploader
from app.clock import new_id
from app.domain.pictures import redraw
from app.domain.roles import Actor
from app.errors import TooLarge
from app.gate.caller import Caller
from app.gate.uploads import DRAWING, Then, give_out, take_once
from app.languages import say
from app.pages.pictures import PictureView, view_picture
from app.queries.pictures import get_picture
from app.records.files import SMALL, Files
from app.records.tasks import Picture
from app.settings import Settings


async def receive(caller: Caller, request: Request, settings: Settings, name: str) -> PictureView:
    """Take the request's body as a picture, once only under one idempotency key."""
    await caller.read(need_uploader)  # before the body is read: it may be large

    def find(db: Session, actor: Actor, key: UUID) -> PictureView:
        return view_picture(get_picture(db, actor, key))

    async def take(raw: bytes, keep: Then[PictureView]) -> PictureView:
        return await lay_in(caller, settings, name, raw, keep)

    return await take_once(caller, request, find, take)


async def lay_in(
    caller: Caller, settings: Settings, name: str, raw: bytes, then: Then[PictureView] | None = None
) -> PictureView:
    """Take a picture into the project; its file lies safe before the row says so. `then` is done
    with the row, or neither is."""
    await caller.read(need_uploader)
    if len(raw) > settings.image_bytes:
        raise TooLarge(
            say(
                "A picture has at most %(most)s bytes; it was not kept.",
                most=f"{settings.image_bytes:,}",
            )
        )
    async with DRAWING:
        redrawn = await asyncio.to_thread(redraw, raw, pixels=settings.image_pixels)
    files, key = Files(settings.files), new_id()
    await asyncio.to_thread(files.put, key, redrawn.data)
    await asyncio.to_thread(files.put, key, redrawn.thumbnail, SMALL)

    def add(db: Session, actor: Actor) -> PictureView:
        view = view_picture(add_picture(db, actor, key, name=name, redrawn=redrawn))
        if then:
            then(db, actor, view)
        return view

    try:
        return await caller.write(add)
    except BaseException:
        files.drop(key)
        raise


def serve(settings: Settings, picture: Picture, *, small: bool) -> FileResponse:
    """The picture's file, or its small one."""
    path: Path = Files(settings.files).path(picture.key, SMALL if small else "")
    kind = "image/jpeg" if picture.media_type == "image/jpeg" else "image/png"
    ending = (kind if small else picture.media_type).split("/")[1]
    return give_out(
        path,
        kind if small else picture.media_type,
        f"{picture.key}.{ending}",
        cache="private, max-age=3600",
    )
