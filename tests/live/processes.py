"""Web processes of their own, as they run in earnest: started on free ports, stopped by pid."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

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


@asynccontextmanager
async def web(
    database: str, port: int = 0, *, end: signal.Signals = signal.SIGTERM, **knobs: str
) -> AsyncIterator[int]:
    """A web process on a database; its port. It has ended when this ends, asked by this signal."""
    given = {f"PRECEDENT_{name.upper()}": value for name, value in knobs.items()}
    env = {**os.environ, **given, "PRECEDENT_DATABASE": database, "PRECEDENT_LOG_LEVEL": "error"}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        SERVE,
        str(port),
        env=env,
        cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        said = await asyncio.wait_for(process.stdout.readline(), 60)
        yield int(said)
    finally:
        if process.returncode is None:
            process.send_signal(end)
        await asyncio.wait_for(process.wait(), 30)
