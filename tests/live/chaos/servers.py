"""The servers of a run: one process on SQLite, two on PostgreSQL, which end and begin again."""

import asyncio
import signal
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg

from tests.cast import LIMITS, WIDE
from tests.live.processes import Web, free_port

NEW_EPOCH = "UPDATE streams SET epoch = '{}' WHERE project_id > 0"
# nobody is to wait: positions are told five times a second
KNOBS = {
    "origin": str(WIDE["origin"]),
    "live_ping": "0.2",
    "handshakes_per_minute": str(10**6),
    **dict.fromkeys(LIMITS, str(10**6)),
}


class Servers:
    """Web processes on one database, at ports that stay the same."""

    def __init__(self, database: str, files: Path, redis: str | None) -> None:
        self.database = database
        self.is_sqlite = database.startswith("sqlite")
        knobs = KNOBS | {"files": str(files)} | ({"redis": redis} if redis else {})
        ports = list(_free_ports(1 if self.is_sqlite else 2))
        self.processes = [Web(database, port, **knobs) for port in ports]
        self.slowest = 0.0  # seconds that a process took to end when asked to
        self._turn = asyncio.Lock()

    @property
    def ports(self) -> list[int]:
        """Where they listen, or will again."""
        return [each.port for each in self.processes]

    async def restart(self, chance: float, how: signal.Signals) -> None:
        """One of them ends, as a deployment or a crash ends it, and begins again."""
        async with self._turn:
            process = self.processes[int(chance * len(self.processes))]
            await self._end(process, how)
            await process.start()

    async def change_epoch(self, chance: float) -> None:
        """What a restore does: the log is another's from now on. On PostgreSQL under running
        processes as often as not; an SQLite file belongs to its process alone."""
        statement = NEW_EPOCH.format(uuid4())
        if not self.is_sqlite and chance < 0.5:
            await self._execute(statement)
            return
        async with self._turn:
            await asyncio.gather(*(self._end(each) for each in self.processes))
            await self._execute(statement)
            await asyncio.gather(*(each.start() for each in self.processes))

    async def _end(self, process: Web, how: signal.Signals = signal.SIGTERM) -> None:
        asked = time.monotonic()
        await process.end(how)
        self.slowest = max(self.slowest, time.monotonic() - asked)

    async def _execute(self, statement: str) -> None:
        if self.is_sqlite:
            with sqlite3.connect(urlsplit(self.database).path) as file:
                file.execute(statement)
            file.close()
            return
        address = urlsplit(self.database)._replace(scheme="postgresql").geturl()
        connection = await asyncpg.connect(address)
        await connection.execute(statement)
        await connection.close()


def _free_ports(count: int) -> Iterator[int]:
    port = 0
    for _ in range(count):
        port = free_port(port)
        yield port


@asynccontextmanager
async def serving(database: str, files: Path, redis: str | None) -> AsyncIterator[Servers]:
    """The servers, until the run is over."""
    made = Servers(database, files, redis)
    try:
        await asyncio.gather(*(each.start() for each in made.processes))
        yield made
    finally:
        await asyncio.gather(*(each.end() for each in made.processes))
