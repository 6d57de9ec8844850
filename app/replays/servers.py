"""A throw-away server for a replay: a fresh database, a free port, gone at the end."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from app.errors import Unavailable
from app.replays.clients import Client

STARTING = 180  # a machine may be busy with much else
LINK = re.compile(r"/invitations/([A-Za-z0-9_-]{20,})")


@contextmanager
def throw_away(database: str | None) -> Iterator[tuple[str, str]]:
    """(url, an admin's token). On `database` if given, otherwise on an SQLite file of its own."""
    with tempfile.TemporaryDirectory(prefix="precedent-replay-") as folder:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        env = os.environ | {
            "PRECEDENT_DATABASE": database or f"sqlite:///{folder}/replay.db",
            "PRECEDENT_FILES": f"{folder}/files",
            "PRECEDENT_ORIGIN": url,
            "PRECEDENT_PORT": str(port),
            "PRECEDENT_LOG_LEVEL": "error",
            # a machine plays ten people at once from one address
            "PRECEDENT_API_PER_MINUTE": "1000000",
            "PRECEDENT_PAGES_PER_MINUTE": "1000000",
            "PRECEDENT_SEARCHES_PER_MINUTE": "1000000",
            "PRECEDENT_MESSAGES_PER_MINUTE": "1000000",
            "PRECEDENT_EXPORTS_PER_HOUR": "1000000",
            "PRECEDENT_IMPORTS_PER_HOUR": "1000000",
            "PRECEDENT_SIGN_INS_PER_MINUTE": "1000000",
        }
        _run("migrate", env)
        link = _run("init", env, "--link")
        log = Path(folder) / "server.log"
        with log.open("w") as written:
            server = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "serve"], env=env, stdout=written, stderr=written
            )
        try:
            _wait(url, server, log)
            yield url, _accept(url, link)
        finally:
            server.terminate()
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()


def _run(command: str, env: dict[str, str], *more: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "app.cli", command, *more],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise Unavailable(f"precedent {command} failed: {(ran.stderr or ran.stdout)[-400:]}")
    return ran.stdout


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + STARTING
    while time.monotonic() < until:
        if server.poll() is not None:
            raise Unavailable(f"The throw-away server stopped at once: {log.read_text()[-400:]}")
        try:
            if httpx2.get(f"{url}/api/v1/openapi.json", timeout=2).status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.05)
    raise Unavailable(f"The throw-away server did not answer within {STARTING} seconds.")


def _accept(url: str, printed: str) -> str:
    """The token of the first admin, who accepts the link that `init` printed."""
    found = LINK.search(printed)
    if found is None:
        raise Unavailable(f"precedent init printed no link: {printed[-200:]}")
    body = {"secret": found[1], "name": "Replay"}
    with Client(url, None) as stranger:
        return str(stranger.post("/invitations/acceptance", body)["token"])
