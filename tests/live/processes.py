"""Web processes of their own, as they run in earnest: started on free ports, stopped by pid."""

import asyncio
import os
import signal
import socket
from collections import deque
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from multiprocessing.context import ForkServerProcess

from app.records.edge import Edge
from app.settings import Settings
from tests.cast import Person, gather
from tests.live.nursery import NURSERY, fork

STARTING = 180  # seconds: a machine may be busy with much else


class Web:
    """One web process on a database, which can end, in more than one way, and start again. `said`:
    the last lines that it wrote."""

    def __init__(self, database: str, port: int = 0, **knobs: str) -> None:
        self.port = port
        self.said: deque[str] = deque(maxlen=40)
        self._process: ForkServerProcess | None = None
        self._pipe: asyncio.ReadTransport | None = None
        self._reading: asyncio.Task[None] | None = None
        given = {f"PRECEDENT_{name.upper()}": value for name, value in knobs.items()}
        self._env = {**os.environ, **given}
        self._env |= {"PRECEDENT_DATABASE": database, "PRECEDENT_LOG_LEVEL": "error"}

    async def start(self) -> None:
        """Returns once it serves."""
        heard, out = NURSERY.Pipe(duplex=False)
        self._process = await asyncio.to_thread(fork, self.port, self._env, out)
        out.close()
        said = asyncio.StreamReader()
        pipe = os.fdopen(os.dup(heard.fileno()), "rb")
        heard.close()
        loop = asyncio.get_running_loop()
        self._pipe, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(said), pipe
        )
        self.port = int(await asyncio.wait_for(said.readline(), STARTING))
        self._reading = asyncio.ensure_future(self._read(said))

    async def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Returns once it has gone; one that does not go is killed, and that is an error."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.is_alive():
            os.kill(process.pid or 0, how)
        await asyncio.to_thread(process.join, 30)
        went = not process.is_alive()
        if not went:
            process.kill()
            await asyncio.to_thread(process.join)
        process.close()
        if self._reading:
            await self._reading
        if self._pipe:
            self._pipe.close()
        if not went:
            raise TimeoutError

    async def _read(self, out: asyncio.StreamReader) -> None:
        while line := await out.readline():
            self.said.append(line.decode(errors="replace").rstrip())


@asynccontextmanager
async def web(
    database: str, port: int = 0, *, end: signal.Signals = signal.SIGTERM, **knobs: str
) -> AsyncIterator[int]:
    """A web process on a database; its port. It has ended when this ends, asked by this signal."""
    process = Web(database, port, **knobs)
    try:
        await process.start()
        yield process.port
    finally:
        await process.end(end)


async def gathered(settings: Settings) -> dict[str, Person]:
    """The cast, on a database that no process serves yet."""
    edge = Edge(settings)
    await edge.start()
    people = await edge.write(0, gather)
    await edge.stop()
    return people


@asynccontextmanager
async def three(dialect: str, database: str, **knobs: str) -> AsyncIterator[list[int]]:
    """The ports of three web processes on a database. One process serves an SQLite file: there it
    is alone, and must do as well."""
    async with AsyncExitStack() as stack:
        processes = [Web(database, **knobs) for _ in range(1 if dialect == "sqlite" else 3)]
        for each in processes:
            stack.push_async_callback(each.end)
        await asyncio.gather(*(each.start() for each in processes))
        yield [each.port for each in processes]


def free_port(after: int = 0) -> int:
    """A port that nobody gets by asking for any: a browser could come from it meanwhile."""
    for port in range(max(after + 1, 20_000 + os.getpid() % 10_000), 32_000):
        with socket.socket() as held, suppress(OSError):
            held.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")
