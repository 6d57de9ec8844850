"""A full disk is told as what it is, 507, by both doors; what was acknowledged stays."""

import errno
from pathlib import Path
from typing import Any, NoReturn

import pytest
from sqlalchemy import text
from sqlmodel import Session

from app.domain.roles import Actor
from app.errors import Full
from app.records.disks import find_full
from app.records.edge import Edge
from app.records.files import Contents, Files
from tests.cast import World

SAYS = "DO $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '53100'; END $$"


def fill(db: Session, actor: Actor | None = None) -> None:
    """Write until there is no room: SQLite is given only so many pages, PostgreSQL pretends."""
    connection = db.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text(SAYS))
    connection.execute(text("CREATE TABLE filling (a)"))
    connection.execute(text("INSERT INTO filling VALUES (zeroblob(50000000))"))


async def bound(world_or_edge: World | Edge, pages: int) -> None:
    """How large an SQLite file may grow."""
    edge = world_or_edge if isinstance(world_or_edge, Edge) else world_or_edge.edge

    def set_most(db: Session) -> None:
        if db.connection().dialect.name == "sqlite":
            db.connection().execute(text(f"PRAGMA max_page_count={pages}"))

    await edge.write(0, set_most)


async def test_the_database_has_no_room(world: World) -> None:
    await bound(world, 1)
    with pytest.raises(Full):
        await world.edge.write(world.project_id, fill)
    await bound(world, 10**9)
    said = await world.client("lin").post(
        "/api/v1/projects/hate/threads/lounge/messages", json={"body": "still here"}
    )
    assert said.status_code == 201


def no_room(*_: Any, **__: Any) -> NoReturn:
    """What the system says when a file does not fit."""
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("door", ["api", "web"])
async def test_a_file_does_not_fit(
    world: World, monkeypatch: pytest.MonkeyPatch, door: str
) -> None:
    monkeypatch.setattr(Files, "draft", no_room)
    rows = b'{"external_id": "t-1", "text": "a"}'
    if door == "api":
        path = "/api/v1/projects/hate/imports?kind=tasks"
        told = await world.client("lea").post(path, content=rows)
        assert told.json()["title"] == "The disk is full"
    else:
        lea = world.client("lea", browser=True)
        told = await lea.post(
            "/projects/hate/imports", data={"kind": "tasks"}, files={"file": ("a.jsonl", rows)}
        )
    assert told.status_code == 507
    assert "What was saved before is safe" in told.text
    assert (await world.client("lea").get("/api/v1/projects/hate/imports")).json()["imports"] == []


async def test_a_picture_does_not_fit(
    world: World, monkeypatch: pytest.MonkeyPatch, picture: bytes
) -> None:
    monkeypatch.setattr(Files, "put", no_room)
    told = await world.client("lea").post("/api/v1/projects/hate/pictures", content=picture)
    assert told.status_code == 507
    told = await world.client("lea", browser=True).post(
        "/projects/hate/pictures", files={"files": ("a.png", picture)}
    )
    assert told.status_code == 507


async def test_a_file_beside_a_message_does_not_fit(
    world: World, monkeypatch: pytest.MonkeyPatch, picture: bytes
) -> None:
    """The first half of it may: then nothing of it stays, and nothing else is lost."""
    put = Contents.put
    path, lin = "/api/v1/projects/hate/files", world.client("lin")
    kept = (await lin.post(path, content=b"before")).json()["key"]

    def half(self: Contents, digest: str, data: bytes, suffix: str = "") -> None:
        if suffix:
            no_room()
        put(self, digest, data, suffix)

    monkeypatch.setattr(Contents, "put", half)
    assert (await lin.post(path, content=picture)).status_code == 507
    assert len([each for each in world.settings.files.rglob("*") if each.is_file()]) == 1
    monkeypatch.undo()
    assert (await lin.get(f"{path}/{kept}")).content == b"before"
    assert (await lin.post(path, content=picture)).status_code == 201


def test_other_troubles_are_none_of_a_full_disk() -> None:
    assert find_full(OSError(errno.EACCES, "no")) is None
    assert find_full(ValueError()) is None
    assert find_full(None) is None
    wrapped = RuntimeError()
    wrapped.__cause__ = OSError(errno.EDQUOT, "quota", str(Path("x")))
    assert isinstance(find_full(wrapped), Full)
