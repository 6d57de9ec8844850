"""The tables in the code are those of the newest migration; what guards the log is in place."""

import re

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Session

from app.errors import Refused
from app.records.edge import Edge
from app.records.schema import METADATA

APPEND_ONLY = ("events", "labels")


def differences(connection: Connection) -> list[object]:
    """What a new migration would have to do."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
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


def triggers(db: Session) -> set[str]:
    """The tables that have triggers against change."""
    lite = "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%append-only%'"
    full = "SELECT event_object_table FROM information_schema.triggers"
    is_sqlite = db.get_bind().dialect.name == "sqlite"
    return {row[0] for row in db.connection().execute(text(lite if is_sqlite else full))}


async def test_append_only_tables_have_their_triggers(edge: Edge) -> None:
    assert await edge.read(triggers) >= set(APPEND_ONLY)


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
