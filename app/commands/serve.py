"""`precedent serve`: answering, on a database that is ready for it."""

import multiprocessing
import multiprocessing.connection
import signal
import socket
from typing import Annotated

import structlog
import typer

from app.commands.starting import read_settings, stop
from app.errors import Refused
from app.live.serving import make_server
from app.main import create_app
from app.records.readiness import need_ready
from app.settings import Settings

log = structlog.get_logger()


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = -1,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes; PostgreSQL only.")] = 1,
) -> None:
    """Answer requests until stopped."""
    settings = read_settings(host, port)
    if workers > 1 and settings.is_sqlite:
        stop("SQLite has exactly one writing process: use PostgreSQL for --workers.")
    check(settings)
    print(f"Precedent answers at {settings.origin}", flush=True)
    if workers == 1:
        make_server(create_app(settings), settings).run()
    else:
        run_workers(settings, workers)


def check(settings: Settings) -> None:
    """Stop with a clear word where serving would be unsafe or cannot work."""
    try:
        need_ready(settings.database)
    except Refused as why:
        stop(why.message)
    if settings.is_secure:
        return
    if not settings.is_loopback:
        stop(
            "Without https people can be overheard: set PRECEDENT_ORIGIN to the https address "
            "that people use, or listen on 127.0.0.1."
        )
    log.warning("plain http on loopback: the session cookie has its plain name, and no Secure")


def run_workers(settings: Settings, workers: int) -> None:
    """Several processes on one socket. When one ends, all end: whoever watches starts us anew."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((settings.host, settings.port))
    listening.set_inheritable(True)
    context = multiprocessing.get_context("spawn")
    children = [context.Process(target=work, args=(settings, listening)) for _ in range(workers)]

    def pass_on(_: int, __: object) -> None:
        for child in children:
            child.terminate()

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, pass_on)
    for child in children:
        child.start()
    multiprocessing.connection.wait([child.sentinel for child in children])
    pass_on(0, None)
    for child in children:
        child.join()
    if any(child.exitcode not in (0, -signal.SIGTERM) for child in children):
        stop("A process ended by itself, so all were stopped. Its log says why.")


def work(settings: Settings, listening: socket.socket) -> None:
    """One of several processes."""
    make_server(create_app(settings), settings).run(sockets=[listening])
