"""The two stores behind the edge: an SQLite file, or a PostgreSQL server."""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any, Protocol, TypeVar

import uvloop
from sqlalchemy import Connection, Engine, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.records.database import hold, open_postgresql, open_sqlite, sqlite_path
from app.settings import Settings

R = TypeVar("R")
REST = 1.0  # seconds without a write, after which a connection may have died unseen


class Store(Protocol):
    """Where transactions run. `write` is called from the writer thread only."""

    @property
    def is_near(self) -> bool:
        """Whether a write that does not wait for the disk takes less than to hand it over."""
        ...

    async def open(self) -> None: ...
    async def close(self) -> None: ...
    async def read(self, run: Callable[[Connection], R]) -> R: ...
    def start_writer(self) -> None: ...
    def stop_writer(self) -> None: ...
    def write(self, run: Callable[[Connection], R], lasting: bool = True) -> R: ...


class SqliteStore:
    """One connection writes, one checkpoints, each reader thread has its own."""

    def __init__(self, settings: Settings) -> None:
        self.url = settings.database
        self._readers = ThreadPoolExecutor(settings.readers, thread_name_prefix="reader")
        self._local = threading.local()
        self._open: list[Engine] = []
        self._closing = threading.Event()
        self._checkpointer: threading.Thread | None = None
        self._held: IO[str] | None = None
        self._writer: Engine | None = None
        self._lasting = True  # whether the writer's next commit waits for the disk

    @property
    def is_near(self) -> bool:
        """Yes, once it is open: the file is in this process's hands."""
        return self._writer is not None

    async def open(self) -> None:
        self._held = hold(sqlite_path(self.url))
        self._checkpointer = threading.Thread(
            target=self._checkpoint, name="checkpoint", daemon=True
        )
        self._checkpointer.start()

    async def close(self) -> None:
        self._closing.set()
        await asyncio.to_thread(self._readers.shutdown)
        if self._checkpointer:  # or it would write to a file that may be gone by then
            await asyncio.to_thread(self._checkpointer.join)
        for engine in self._open:
            engine.dispose()
        if self._held:
            self._held.close()

    async def read(self, run: Callable[[Connection], R]) -> R:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, self._read, run)

    def _read(self, run: Callable[[Connection], R]) -> R:
        engine: Engine | None = getattr(self._local, "engine", None)
        if engine is None:
            engine = self._local.engine = open_sqlite(self.url, writing=False)
            self._open.append(engine)
        with engine.connect() as connection, connection.begin():
            return run(connection)

    def start_writer(self) -> None:
        self._writer = open_sqlite(self.url, writing=True)

    def stop_writer(self) -> None:
        if self._writer:
            self._writer.dispose()

    def write(self, run: Callable[[Connection], R], lasting: bool = True) -> R:
        assert self._writer, "the writer thread opens its own connection first"
        with self._writer.connect() as connection:
            if lasting != self._lasting:  # cannot be changed inside a transaction
                driver(connection).execute(f"PRAGMA synchronous={'FULL' if lasting else 'NORMAL'}")
                self._lasting = lasting
            with connection.begin():
                return run(connection)

    def _checkpoint(self) -> None:
        engine = open_sqlite(self.url, writing=True)
        while not self._closing.wait(0.25):
            with engine.connect() as connection:
                driver(connection).execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        engine.dispose()


def driver(connection: Connection) -> Any:
    """The driver's own connection: it begins no transaction by itself."""
    found = connection.connection.driver_connection
    assert found is not None
    return found


class PostgresStore:
    """A pool on the main loop for reading, one connection on the writer's own loop."""

    is_near = False  # every statement is a journey

    def __init__(self, settings: Settings) -> None:
        self.url = settings.database
        self._size = settings.readers
        self._reading: AsyncEngine | None = None
        self._writing: AsyncEngine | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._held: AsyncConnection | None = None
        self._used = 0.0
        self._readings: set[asyncio.Future[Any]] = set()

    async def open(self) -> None:
        self._reading = open_postgresql(self.url, size=self._size)

    async def close(self) -> None:
        await asyncio.gather(*self._readings, return_exceptions=True)
        if self._reading:
            await self._reading.dispose()

    async def read(self, run: Callable[[Connection], R]) -> R:
        """Read to its end, though whoever asked goes away: a cancellation as the transaction begins
        would leave the connection inside it, and all that is read there later as old as that."""
        reading = asyncio.ensure_future(self._read(run))
        self._readings.add(reading)
        reading.add_done_callback(self._readings.discard)
        return await asyncio.shield(reading)

    async def _read(self, run: Callable[[Connection], R]) -> R:
        assert self._reading, "open the store first"
        async with self._reading.connect() as connection:
            await connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            async with connection.begin():
                return await connection.run_sync(run)

    def start_writer(self) -> None:
        self._loop = uvloop.new_event_loop()
        self._writing = open_postgresql(self.url, size=1)

    def stop_writer(self) -> None:
        if self._loop and self._writing:
            self._loop.run_until_complete(self._let_go())
            self._loop.run_until_complete(self._writing.dispose())
            self._loop.close()

    def write(self, run: Callable[[Connection], R], lasting: bool = True) -> R:
        assert self._loop, "the writer thread opens its own connection first"
        return self._loop.run_until_complete(self._write(run, lasting))

    async def _write(self, run: Callable[[Connection], R], lasting: bool) -> R:
        connection = await self._hold()
        try:
            async with connection.begin():
                if not lasting:
                    await connection.execute(text("SET LOCAL synchronous_commit = off"))
                return await connection.run_sync(run)
        except BaseException:
            await self._let_go()  # it may be broken: the next one is tried before it is used
            raise

    async def _hold(self) -> AsyncConnection:
        """The writer's connection; after a rest, one that the pool has found to be alive: to ask
        before each of many groups costs as much as a statement of each."""
        assert self._writing
        rested = time.monotonic() - self._used > REST
        if rested:
            await self._let_go()
        if self._held is None:
            self._held = await self._writing.connect()
        self._used = time.monotonic()
        return self._held

    async def _let_go(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            await held.close()
