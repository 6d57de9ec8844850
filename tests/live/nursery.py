"""Where web processes come from: forked by one that has loaded the product, which takes seconds.

What one is then given, and does, is what `precedent serve` does.
"""

import asyncio
import multiprocessing
import os
import socket
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess

from app.live.serving import make_server
from app.main import create_app
from app.settings import Settings

NURSERY: ForkServerContext = multiprocessing.get_context("forkserver")
NURSERY.set_forkserver_preload([__name__])


def fork(port: int, environment: dict[str, str], out: Connection) -> ForkServerProcess:
    """A web process on a port (0: any), with nothing but this environment; it writes the port to
    `out` once it serves, and then whatever else it says."""
    process = NURSERY.Process(target=_serve, args=(port, environment, out))
    process.start()
    return process


def _serve(port: int, environment: dict[str, str], out: Connection) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(out.fileno(), 1)
    out.close()
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # where one stood a moment ago
    held.bind(("127.0.0.1", port))
    settings = Settings()
    server = make_server(create_app(settings), settings)

    async def main() -> None:
        serving = asyncio.ensure_future(server.serve(sockets=[held]))
        while not server.started and not serving.done():  # noqa: ASYNC110  no event says so
            await asyncio.sleep(0.01)
        print(held.getsockname()[1], flush=True)
        await serving

    asyncio.run(main())
