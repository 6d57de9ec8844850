"""Whether a database is ours and up to date: asked before serving and before migrating.

A damaged or emptied database is never taken for a new one.
"""

import asyncio
from dataclasses import dataclass

from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool
from sqlmodel import col

from app.errors import Unavailable
from app.records.database import open_postgresql, sqlite_path
from app.records.events import Stream
from app.records.schema import configuration


@dataclass(frozen=True, slots=True)
class Condition:
    """What was found: a version of the schema, other tables, or nothing at all."""

    exists: bool
    version: str | None = None
    tables: int = 0
    has_log: bool = False


def need_ready(url: str) -> None:
    """Raise Unavailable, saying what to do, unless the database can be served."""
    found = inspect_database(url)
    if not found.exists:
        raise Unavailable(f"There is no database at {hide(url)}. `precedent init` makes one.")
    refuse_foreign(url, found)
    if found.version is None:
        raise Unavailable(
            f"The database at {hide(url)} is empty. `precedent init` fills a new one."
        )
    head = ScriptDirectory.from_config(configuration(url)).get_current_head()
    if found.version != head:
        raise Unavailable(
            f"The database is at schema {found.version}, this program needs {head}. "
            "Back it up, then run `precedent migrate`."
        )
    if not found.has_log:
        raise Unavailable("The database has lost its log. Restore it from a backup.")


def refuse_foreign(url: str, found: Condition) -> None:
    """Raise Unavailable for a database that something else made, or a newer Precedent did."""
    if found.version is None and found.tables:
        raise Unavailable(f"{hide(url)} holds tables of another program; it was not touched.")
    is_file = found.exists and found.version is None and url.startswith("sqlite")
    if is_file and sqlite_path(url).stat().st_size == 0:
        raise Unavailable(
            f"{sqlite_path(url)} is an empty file. If it held your work, restore a backup; "
            "if it never did, delete it and run this again."
        )
    known = ScriptDirectory.from_config(configuration(url))
    versions = {each.revision for each in known.walk_revisions()}
    if found.version is not None and found.version not in versions:
        raise Unavailable(
            f"The database is at schema {found.version}, which this program does not know: it "
            "was made by a newer one."
        )


def inspect_database(url: str) -> Condition:
    """Look, without changing or making anything. Raises Unavailable where nothing answers."""
    try:
        if not url.startswith("sqlite"):
            return asyncio.run(_inspect_postgresql(url))
        path = sqlite_path(url)
        if not path.exists():
            return Condition(False)
        engine = create_engine(f"sqlite:///file:{path}?mode=ro&uri=true", poolclass=NullPool)
        with engine.connect() as connection:
            return _inspect(connection)
    except (DBAPIError, OSError) as why:
        raise Unavailable(f"The database at {hide(url)} cannot be read: {_said(why)}") from why


async def _inspect_postgresql(url: str) -> Condition:
    engine = open_postgresql(url, size=1)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_inspect)
    finally:
        await engine.dispose()


def _inspect(connection: Connection) -> Condition:
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" not in tables:
        return Condition(True, tables=len(tables))
    version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    has_log = "streams" in tables and bool(
        connection.execute(select(col(Stream.seq)).where(col(Stream.project_id) == 0)).first()
    )
    return Condition(True, version, len(tables), has_log)


def hide(url: str) -> str:
    """An address without the password in it."""
    head, at, tail = url.rpartition("@")
    return f"{head.split('://')[0]}://…@{tail}" if at else url


def _said(why: Exception) -> str:
    return str(getattr(why, "orig", None) or why).splitlines()[0]
