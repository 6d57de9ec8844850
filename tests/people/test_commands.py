"""Commands: which databases are served, the first admin, and what verifying finds."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from sqlmodel import Session

from app.actions.first_admins import invite_admin, make_admin
from app.actions.invitations import Newcomer, accept_invitation
from app.commands.demo import clear
from app.commands.starting import read_settings
from app.errors import Conflict, Unavailable
from app.records.edge import Edge
from app.records.readiness import hide, need_ready
from app.records.verification import verify_chain, verify_database
from app.settings import Settings
from tests.cast import World


async def ready(url: str) -> None:
    """Asked from a running loop, as the command asks without one."""
    await asyncio.to_thread(need_ready, url)


async def test_a_migrated_database_is_served(database: str) -> None:
    await ready(database)


def test_a_database_that_is_none_of_ours_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="There is no database"):
        need_ready(f"sqlite:///{tmp_path}/none.db")
    assert not (tmp_path / "none.db").exists()
    (tmp_path / "empty.db").touch()
    with pytest.raises(Unavailable, match="empty file"):
        need_ready(f"sqlite:///{tmp_path}/empty.db")
    with sqlite3.connect(tmp_path / "foreign.db") as foreign:
        foreign.execute("CREATE TABLE cats (name TEXT)")
    with pytest.raises(Unavailable, match="another program"):
        need_ready(f"sqlite:///{tmp_path}/foreign.db")
    foreign.close()
    (tmp_path / "broken.db").write_bytes(b"not a database, " * 100)
    with pytest.raises(Unavailable, match="cannot be read"):
        need_ready(f"sqlite:///{tmp_path}/broken.db")


@pytest.mark.parametrize(
    ("version", "words"), [("0001", "precedent migrate"), ("9999", "a newer one")]
)
async def test_another_schema_is_refused(edge: Edge, version: str, words: str) -> None:
    from sqlalchemy import text

    def move(db: Session) -> None:
        db.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})

    await edge.write(0, move)
    with pytest.raises(Unavailable, match=words):
        await ready(edge.settings.database)


def test_an_address_is_shown_without_its_password() -> None:
    assert hide("postgresql+asyncpg://me:secret@db/x") == "postgresql+asyncpg://…@db/x"


async def test_there_is_one_first_admin(edge: Edge) -> None:
    secret = await edge.write(0, invite_admin)

    def accept(db: Session) -> bool:
        return accept_invitation(db, None, secret, newcomer=Newcomer("Ada")).account.is_admin

    assert await edge.write(0, accept)
    for again in (invite_admin, lambda db: make_admin(db, Newcomer("Eve"))):
        with pytest.raises(Conflict):
            await edge.write(0, again)


async def test_the_chain_holds_beside_a_server_and_a_changed_row_is_named(world: World) -> None:
    verdicts = await verify_database(world.settings)
    assert [(each.project_id > 0, each.bad_seq) for each in verdicts] == [
        (False, None),
        (True, None),
        (True, None),
    ]
    assert all(each.seq > 0 for each in verdicts)

    def tampered(db: Session) -> int | None:
        from sqlalchemy import text

        with db.no_autoflush:
            for statement in TAMPER[db.get_bind().dialect.name]:
                db.execute(text(statement), {"p": world.project_id})
            return verify_chain(db, world.project_id).bad_seq

    assert await world.edge.write(world.project_id, tampered) == 2


TAMPER = {
    "sqlite": (
        "DROP TRIGGER events_no_update",
        "UPDATE events SET actor_id = 99 WHERE project_id = :p AND seq = 2",
    ),
    "postgresql": (
        "ALTER TABLE events DISABLE TRIGGER USER",
        "UPDATE events SET actor_id = 99 WHERE project_id = :p AND seq = 2",
    ),
}


def test_a_demo_deletes_nothing_but_a_demo(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    for home in (tmp_path, tmp_path / "thesis.txt"):
        with pytest.raises(SystemExit):
            clear(home)
    assert (tmp_path / "thesis.txt").read_text() == "mine"
    fresh = tmp_path / "demo"
    clear(fresh)
    (fresh / "precedent.db").touch()
    clear(fresh)
    assert not (fresh / "precedent.db").exists()


def test_a_demo_stays_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRECEDENT_DEMO", "1")
    assert Settings().demo
    with pytest.raises(ValueError, match="loopback"):
        Settings(host="192.0.2.1")
    with pytest.raises(SystemExit):
        read_settings("192.0.2.1")


def test_the_origin_follows_the_port_on_this_machine() -> None:
    assert read_settings("", 8123).origin == "http://127.0.0.1:8123"
    assert read_settings("", 8123, origin="https://a.example").origin == "https://a.example"
