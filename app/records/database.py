"""How the two databases are opened: the pragmas, the locks and the limits."""

import fcntl
import sqlite3
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import StaticPool

from app.errors import Unavailable

WRITING = (
    "journal_mode=WAL",
    # FULL: a commit is on the disk before anybody reads "saved"; group commit pays for it
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=10000",
    # checkpoints run on a connection of their own: in the writer they make the tail
    "wal_autocheckpoint=0",
    # the system keeps the file in memory too: what stands here stands there twice
    "cache_size=-32768",
    "temp_store=MEMORY",
)
READING = ("query_only=ON", "busy_timeout=10000", "cache_size=-8192", "temp_store=MEMORY")


def open_sqlite(url: str, *, writing: bool) -> Engine:
    """An engine with one connection: the writer's, or (one a thread) a reader's."""
    engine = create_engine(
        url,
        poolclass=StaticPool,
        connect_args={"check_same_thread": False, "timeout": 10},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: Any) -> None:
        # Python must not begin transactions by itself: it would begin them too late
        connection.isolation_level = None
        for pragma in WRITING if writing else READING:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def open_postgresql(url: str, *, size: int) -> AsyncEngine:
    """A pool of asyncpg connections; actions and queries run on them through run_sync."""
    if url.startswith("postgresql://"):
        url = "postgresql+asyncpg://" + url.removeprefix("postgresql://")
    return create_async_engine(
        url,
        pool_size=size,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
        # to compile a preview's statement takes longer than to run it
        connect_args={"server_settings": {"jit": "off"}},
    )


def sqlite_path(url: str) -> Path:
    """The file behind an SQLite address."""
    return Path(url.split("///", 1)[1])


def hold(path: Path) -> IO[str]:
    """Make this the one process that writes the file; a second one is told so at once."""
    held = path.with_name(path.name + ".lock").open("a")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as busy:
        held.close()
        raise Unavailable(
            f"Another process is serving {path.name}. Stop it first; nothing was changed."
        ) from busy
    return held
