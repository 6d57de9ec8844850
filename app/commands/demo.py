"""`precedent demo`: a living workspace on this machine, ready in a moment."""

import asyncio
import shutil
import socket
import time
from pathlib import Path
from typing import Annotated

import typer

from app.commands.starting import read_settings, stop
from app.demos.build import build
from app.live.serving import make_server
from app.main import create_app
from app.records.edge import Edge
from app.records.schema import migrate_async
from app.settings import Settings

HOME = Path("data/demo")
DONE = "built"
OURS = "a-demo"  # a file that says so: begun, or built


def demo(
    port: Annotated[int, typer.Option(help="Port; the next free one is taken if busy.")] = 8000,
    fresh: Annotated[bool, typer.Option("--fresh", help="Build it anew.")] = False,
    home: Annotated[Path, typer.Option(help="Where its database lies.")] = HOME,
) -> None:
    """Build the demo once, then serve it, on this machine only."""
    if fresh or not (home / DONE).exists():
        clear(home)
    settings = read_settings(
        "127.0.0.1",
        free_port(port),
        demo=True,
        database=f"sqlite:///{home / 'precedent.db'}",
        files=home / "files",
    )
    if not (home / DONE).exists():
        asyncio.run(prepare(settings))
        (home / DONE).touch()
    server = make_server(create_app(settings), settings)
    print(f"\n  Precedent's demo:  {settings.origin}\n", flush=True)
    print("  Choose one of five people there and follow “Try this”. Ctrl-C ends it.\n", flush=True)
    server.run()


def clear(home: Path) -> None:
    """An empty directory for a new demo. Only what a demo left there is ever deleted."""
    is_ours = home.is_dir() and (
        any((home / mark).exists() for mark in (OURS, DONE)) or not any(home.iterdir())
    )
    if home.exists() and not is_ours:
        stop(f"{home} holds something else; nothing was touched. Name an empty directory.")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    (home / OURS).touch()


async def prepare(settings: Settings) -> None:
    """Migrate an empty database and let the demo's story happen in it."""
    began = time.monotonic()
    await migrate_async(settings.database)
    edge = Edge(settings)
    await edge.start()
    try:
        await build(edge, lambda what: print(f"==> building: {what}", flush=True))
    finally:
        await edge.stop()
    print(f"    {time.monotonic() - began:.1f} s", flush=True)


def free_port(wanted: int) -> int:
    """The wanted port, or the next one that nobody listens on."""
    for port in range(wanted, wanted + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    return wanted
