"""The tables in the code are those of the newest migration; what guards the log is in place."""

import asyncio
import re

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, Table, create_engine, insert, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Session

from app.clock import new_id, now
from app.errors import NotFound, Refused
from app.records.edge import Edge
from app.records.schema import METADATA, configuration, migrate_async
from app.settings import Settings

APPEND_ONLY = ("events", "labels")
FULL = ("append_only", "no_truncate")


def is_ours(_: object, name: str | None, kind: str, *more: object) -> bool:
    """All but the full-text index, which each database has in its own way."""
    return not (name or "").startswith("search_words") and "lexemes" not in (name or "")


def differences(connection: Connection) -> list[object]:
    """What a new migration would have to do."""
    options = {"compare_type": True, "include_object": is_ours}
    context = MigrationContext.configure(connection, opts=options)
    return list(compare_metadata(context, METADATA))


async def test_tables_equal_the_newest_migration(database: str) -> None:
    if database.startswith("sqlite"):
        engine = create_engine(database)
        with engine.connect() as connection:
            found = differences(connection)
        engine.dispose()
    else:
        pool = create_async_engine(database)
        async with pool.connect() as connection_:
            found = await connection_.run_sync(differences)
        await pool.dispose()
    assert not found, "run `alembic revision` for these:\n  " + "\n  ".join(map(str, found))


async def test_a_database_of_before_is_brought_up_with_what_it_holds(settings: Settings) -> None:
    """What was made under the first two migrations keeps its rows; annotators lose their ids."""

    def fill(db: Session) -> None:
        """As the tables were then, not as they are in the code today."""
        connection, then = db.connection(), MetaData()
        projects = Table("projects", then, autoload_with=connection)
        members = Table("members", then, autoload_with=connection)
        on_sqlite = connection.dialect.name == "sqlite"

        def key() -> object:
            return new_id().hex if on_sqlite else new_id()

        told: dict[str, object] = dict.fromkeys(("name", "objective", "prompt"), "")
        kept = {"answers": {}, "listed_fields": [], "approvals": {}}
        terms = {"overlap": 1, "lease_seconds": 60, "open_discussion": False, "created_at": now()}
        made = {"id": 1, "key": key(), "slug": "letters", **told, **kept, **terms}
        connection.execute(insert(projects).values(made))
        for external_id, name in (("x1", "Ann"), ("x2", "x2")):
            who = {"external_id": external_id, "name": name, "role": "labeler"}
            row = {"key": key(), "project_id": 1, **who, "created_at": now()}
            connection.execute(insert(members).values(row))

    def names(db: Session) -> set[str]:
        return {row[0] for row in db.connection().execute(text("SELECT name FROM members"))}

    await asyncio.to_thread(command.downgrade, configuration(settings.database), "0002")
    old = Edge(settings)
    await old.start()
    await old.write(0, fill)
    await old.stop()
    await migrate_async(settings.database)
    new = Edge(settings)
    await new.start()
    found = await new.read(names)
    await new.stop()
    assert "Ann" in found
    assert "x2" not in found
    assert len(found) == 2
    await test_tables_equal_the_newest_migration(settings.database)


def triggers(db: Session) -> set[str]:
    """The triggers that are in place."""
    lite = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%append-only%'"
    full = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
    is_sqlite = db.get_bind().dialect.name == "sqlite"
    return {row[0] for row in db.connection().execute(text(lite if is_sqlite else full))}


async def test_append_only_tables_have_their_triggers(edge: Edge) -> None:
    guards = ("no_update", "no_delete") if edge.settings.is_sqlite else FULL
    wanted = {f"{table}_{guard}" for table in APPEND_ONLY for guard in guards}
    assert await edge.read(triggers) >= wanted


@pytest.mark.parametrize("table", APPEND_ONLY)
async def test_nothing_empties_them_at_one_stroke(edge: Edge, table: str) -> None:
    def empty(db: Session) -> None:
        if db.get_bind().dialect.name == "postgresql":  # SQLite has no such word
            db.connection().execute(text(f"TRUNCATE {table} CASCADE"))
        raise NotFound

    with pytest.raises((DBAPIError, NotFound)) as refused:
        await edge.write(0, empty)
    assert edge.settings.is_sqlite or f"{table} are append-only" in str(refused.value)


def count_tables(db: Session) -> int:
    """A query that reads whatever there is."""
    return len(METADATA.tables) if db.connection().execute(text("SELECT 1")).scalar() else 0


async def test_a_reader_cannot_write(edge: Edge) -> None:
    def write(db: Session) -> None:
        db.connection().execute(text("DELETE FROM streams"))

    assert await edge.read(count_tables) > 10
    with pytest.raises((DBAPIError, Refused)) as refused:
        await edge.read(write)
    assert re.search("readonly|read-only", f"{refused.value} {refused.value.__cause__}")
