"""What all uploads share: taken once, drawn one at a time, given out as just what they are."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol, TypeVar
from uuid import UUID

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import FileResponse

from app.domain.roles import Actor
from app.errors import Conflict, NotFound
from app.gate.caller import Caller
from app.gate.repeats import Asked
from app.languages import say


class Keyed(Protocol):
    """A view of something with a key."""

    @property
    def key(self) -> UUID: ...


V = TypeVar("V", bound=Keyed)
Then = Callable[[Session, Actor, V], None]
# one at a time: a decoded picture may take 160 MB
DRAWING = asyncio.Semaphore(1)


async def take_once(
    caller: Caller,
    request: Request,
    find: Callable[[Session, Actor, UUID], V],
    lay_in: Callable[[bytes, Then[V]], Awaitable[V]],
) -> V:
    """Take the request's body, once only under one idempotency key. `lay_in` stores it, and does
    what it is given together with its row; `find` shows what was stored under a key."""
    raw, asked = await request.body(), Asked.of(request)
    digest = asked.digest(raw)

    def look(db: Session, actor: Actor) -> V | None:
        known = asked.find(db, actor, digest)
        return find(db, actor, UUID(known[1])) if known else None

    def keep(db: Session, actor: Actor, view: V) -> None:
        if look(db, actor):
            raise Conflict(
                say("The same request was answered a moment ago: ask again for its answer.")
            )
        asked.keep(db, actor, digest, 201, str(view.key))

    return await caller.read(look) or await lay_in(raw, keep)


def give_out(
    path: Path, media_type: str, name: str, *, inline: bool = False, cache: str
) -> FileResponse:
    """A file under headers that make it nothing but what it is."""
    if not path.is_file():
        raise NotFound
    return FileResponse(
        path,
        media_type=media_type,
        filename=name,
        content_disposition_type="inline" if inline else "attachment",
        headers={"content-security-policy": "sandbox; default-src 'none'", "cache-control": cache},
    )
