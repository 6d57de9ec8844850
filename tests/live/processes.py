"""Web processes of their own, as they run in earnest: started on free ports, stopped by pid."""

import asyncio
import os
import signal
import socket
import sys
from collections import deque
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

from app.records.edge import Edge
from app.settings import Settings
from tests.cast import Person, gather

STARTING = 180  # seconds: a machine may be busy with much else
SERVE = """
import asyncio, socket, sys
from app.live.serving import make_server
from app.main import create_app
from app.settings import Settings

held = socket.socket()
held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # where one stood a moment ago
held.bind(("127.0.0.1", int(sys.argv[1])))
settings = Settings()
server = make_server(create_app(settings), settings)

async def main():
    serving = asyncio.ensure_future(server.serve(sockets=[held]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.01)
    print(held.getsockname()[1], flush=True)
    await serving

asyncio.run(main())
"""


class Web:
    """One web process on a database, which can end, in more than one way, and start again. `said`:
    the last lines that it wrote."""

    def __init__(self, database: str, port: int = 0, **knobs: str) -> None:
        self.port = port
        self.said: deque[str] = deque(maxlen=40)
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        given = {f"PRECEDENT_{name.upper()}": value for name, value in knobs.items()}
        self._env = {**os.environ, **given}
        self._env |= {"PRECEDENT_DATABASE": database, "PRECEDENT_LOG_LEVEL": "error"}

    async def start(self) -> None:
        """Returns once it serves."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            SERVE,
            str(self.port),
            env=self._env,
            cwd=Path(__file__).parents[2],
            stdout=asyncio.subprocess.PIPE,
        )
        assert self._process.stdout is not None
        self.port = int(await asyncio.wait_for(self._process.stdout.readline(), STARTING))
        self._reading = asyncio.ensure_future(self._read(self._process.stdout))

    async def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Returns once it has gone; one that does not go is killed, and that is an error."""
        process, self._process = self._process, None
        if process is None:
            return
        try:
            if process.returncode is None:
                process.send_signal(how)
            await asyncio.wait_for(process.wait(), 30)
        except TimeoutError:
            process.kill()
            raise
        finally:
            if self._reading:
                await self._reading

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
