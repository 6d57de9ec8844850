"""Files beside messages on their way in, checked by their content, and out, to their readers."""

import asyncio
from contextlib import suppress
from uuid import UUID

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from app.actions.attachments import About, add_attachment, forget_contents, need_sender
from app.clock import new_id
from app.domain.attachments import Checked, check_file
from app.domain.roles import Actor
from app.errors import Refused, TooLarge
from app.gate.caller import Caller
from app.gate.uploads import DRAWING, Then, give_out, take_once
from app.languages import say
from app.pages.attachments import AttachmentView, show_own_attachment, view_attachment
from app.queries.attachments import get_attachment
from app.records.files import SMALL, Contents
from app.settings import Settings


async def receive(
    caller: Caller, request: Request, settings: Settings, about: About
) -> AttachmentView:
    """Take the request's body as a file, once only under one idempotency key."""
    await caller.read(need_sender, about.topic)  # before the body is read: it may be large

    async def take(raw: bytes, keep: Then[AttachmentView]) -> AttachmentView:
        return await lay_in(caller, settings, about, raw, keep)

    return await take_once(caller, request, show_own_attachment, take)


async def lay_in(
    caller: Caller,
    settings: Settings,
    about: About,
    raw: bytes,
    then: Then[AttachmentView] | None = None,
) -> AttachmentView:
    """Take a file in; its bytes lie safe before the row says so. `then` is done with the row, or
    neither is."""
    if len(raw) > settings.file_bytes:
        raise TooLarge(
            say(
                "A file has at most %(most)s bytes; it was not kept.",
                most=f"{settings.file_bytes:,}",
            )
        )
    async with DRAWING:
        checked = await asyncio.to_thread(check_file, raw, about.name, pixels=settings.image_pixels)
    contents, key = Contents(settings.files, caller.project_id), new_id()

    def add(db: Session, actor: Actor) -> AttachmentView:
        view = view_attachment(add_attachment(db, actor, key, about=about, checked=checked))
        if then:
            then(db, actor, view)
        # the same file may have been swept since: here nobody else sweeps
        _store(contents, checked)
        return view

    try:
        # mostly all the work is done here, and not by the project's one writer
        await asyncio.to_thread(_store, contents, checked)
        return await caller.write(add)
    except BaseException:
        with suppress(Refused, OSError):  # then the next sweep of the same file takes it along
            await caller.write(forget_contents, settings.files, checked.digest)
        raise


async def fetch(caller: Caller, request: Request, key: UUID, *, small: bool) -> Response:
    """A file, or the small one of a picture, to whoever may have it now. Browsers may keep it, but
    ask each time whether they still may show it."""
    settings: Settings = request.app.state.settings

    def look(db: Session, actor: Actor) -> tuple[AttachmentView, str]:
        found = get_attachment(db, actor, key)
        return view_attachment(found), found.digest

    file, digest = await caller.read(look)
    small = small and file.is_picture
    tag = f'"{digest}{SMALL if small else ""}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers={"etag": tag})
    drawn = "image/jpeg" if file.media_type == "image/jpeg" else "image/png"
    answer = give_out(
        Contents(settings.files, caller.project_id).path(digest, SMALL if small else ""),
        drawn if small else file.media_type,
        file.name,
        inline=file.is_picture,
        cache="private, no-cache",
    )
    answer.headers["etag"] = tag
    return answer


def _store(contents: Contents, checked: Checked) -> None:
    contents.put(checked.digest, checked.data)
    if checked.thumbnail:
        contents.put(checked.digest, checked.thumbnail, SMALL)
