"""What the tests of files beside messages do again and again: make, upload, send, look."""

import io
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
from PIL import Image
from sqlmodel import Session, col, select

from app.clock import new_ordered_id
from app.records.attachments import Attachment
from tests.cast import EVERYBODY, World

FILES = "/api/v1/projects/hate/files"
THREADS = "/api/v1/projects/hate/threads"


def picture(color: str = "teal", kind: str = "PNG", *, frames: int = 1, **more: Any) -> bytes:
    """A picture as a file, moving if it has more than one frame."""
    drawn, first = io.BytesIO(), Image.new("RGB", (1000, 500), color)
    if frames > 1:
        others = [Image.new("RGB", (1000, 500), (40 * n, 0, 90)) for n in range(1, frames)]
        more |= {"save_all": True, "append_images": others}
    first.save(drawn, kind, **more)
    return drawn.getvalue()


async def upload(world: World, who: str, raw: bytes, **about: str) -> httpx2.Response:
    """Somebody uploads a file."""
    return await world.client(who).post(FILES, params=about, content=raw)


async def key_of(world: World, who: str, raw: bytes | None = None, **about: str) -> str:
    """The key of a file that somebody has uploaded."""
    told = await upload(world, who, picture() if raw is None else raw, **about)
    assert told.status_code == 201, told.text
    return str(told.json()["key"])


async def send(
    world: World, who: str, topic: str, *files: str, body: str = "", key: UUID | None = None
) -> httpx2.Response:
    """Somebody sends a message with files."""
    said = {"body": body, "files": list(files), "key": str(key or new_ordered_id())}
    return await world.client(who).post(f"{THREADS}/{topic}/messages", json=said)


async def seen(world: World, file: str, *names: str) -> dict[str, int]:
    """The status that each person gets for a file, the same through both doors and small."""
    found = {}
    for name in names or EVERYBODY:
        told = {(await world.client(name).get(f"{FILES}/{file}")).status_code}
        told.add((await world.client(name).get(f"{FILES}/{file}?small=true")).status_code)
        browser = world.client(name, browser=True)
        told.add((await browser.get(f"/projects/hate/files/{file}")).status_code)
        [found[name]] = told
    return found


def stored(world: World) -> list[Path]:
    """The files that lie on the disk beside messages."""
    return [path for path in world.settings.files.rglob("*") if path.is_file()]


async def rows(world: World) -> list[Attachment]:
    """All rows."""

    def read(db: Session) -> list[Attachment]:
        return list(db.exec(select(Attachment).order_by(col(Attachment.id))))

    return await world.edge.read(read)


async def uploaded(world: World, who: str) -> UUID:
    """A picture of somebody's that waits for its message, under no topic."""
    return UUID(await key_of(world, who, name="sign.png", alt="A sign"))
