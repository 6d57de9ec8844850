"""What the server weighs when nobody asks for anything, and how soon it shows its first page."""

import asyncio
import socket
import subprocess
import sys
import time
from contextlib import AsyncExitStack
from pathlib import Path

from bench.benches import Bench
from bench.clients import Client
from bench.figures import Figure, Goal
from bench.processes import Process, command, environment, free_port
from bench.worlds import world

# the libraries that a server of this kind cannot do without, and none of our own code
LIBRARIES = (
    "fastapi, uvicorn, uvloop, httptools, websockets, sqlmodel, sqlalchemy.ext.asyncio, jinja2,"
    " pydantic_settings, structlog, msgspec, nh3, markdown_it, limits.aio.storage, typer"
)
PATIENCE = 60.0
QUIET = 3.0  # seconds until what a start leaves behind is settled


async def run(bench: Bench) -> None:
    """The figures of weight and start."""
    idle, plain = [], []
    for _ in range(bench.rounds):
        async with world(bench, 1) as ours:
            await asyncio.sleep(QUIET)
            idle.append(ours.server.rss())
        plain.append(imports_weigh())
    goal = Goal(140, "most", "ours")
    bench.tell(Figure("memory, idle (bare: the libraries)", "MB", idle, plain, goal))
    await starts(bench)


async def starts(bench: Bench) -> None:
    """From the start of the process to its first page, beside the import of the libraries."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(bench.database())
        spent: list[float] = []
        bares: list[float] = []

        async def ours() -> float:
            took, cpu = await first_page(database, bench.home)
            spent.append(cpu)
            return took

        async def bare() -> float:
            took, cpu = import_all()
            bares.append(cpu)
            return took

        what = "start to first page (bare: importing the libraries)"
        await bench.compare(what, "s", ours, bare, Goal(4, "most"))
        bench.tell(Figure("processor time for it", "s", spent[1:], bares[1:]))


async def first_page(database: str, home: Path) -> tuple[float, float]:
    """Start the server and ask for the page to sign in until it is there; seconds, and those of
    the processor."""
    port = free_port()
    env = environment(database, home, f"http://127.0.0.1:{port}")
    command(env, "migrate")
    began = time.perf_counter()
    words = [sys.executable, "-m", "app.cli", "serve"]
    child = subprocess.Popen(words, env=env, stdout=subprocess.DEVNULL)  # noqa: ASYNC220
    try:
        while not listens(port):
            if child.poll() is not None or time.perf_counter() - began > PATIENCE:
                raise SystemExit("the server does not start")
            time.sleep(0.002)  # noqa: ASYNC251  nothing else runs meanwhile
        async with Client(port) as stranger:
            reply = await stranger.ask("GET", "/sign-in")
            if reply.status != 200:
                raise SystemExit(f"the first page: {reply.status}")
        took = time.perf_counter() - began
        return took, Process(f"http://127.0.0.1:{port}", child.pid).cpu()
    finally:
        child.terminate()
        child.wait(20)


def listens(port: int) -> bool:
    """Whether anybody is there yet."""
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def import_all() -> tuple[float, float]:
    """Import the libraries in a process of their own; seconds, and those of the processor."""
    began = time.perf_counter()
    words = [sys.executable, "-c", f"import time, {LIBRARIES}; print(time.process_time())"]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    return time.perf_counter() - began, float(said)


def imports_weigh() -> float:
    """What the libraries alone take, in MB."""
    look = "open('/proc/self/statm').read().split()[1]"
    words = [sys.executable, "-c", f"import {LIBRARIES}; print({look})"]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    return int(said) * 4096 / 1e6
