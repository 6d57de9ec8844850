"""Private PostgreSQL and Redis: on free ports, in a temporary directory, stopped at the end."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from tools.packages import chromium, headless_shell, postgres_programs, redis_server
from tools.steps import Stop, quietly, step

PATIENCE = 60.0  # seconds until a server that does not listen is given up
POSTGRES_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "100",
    "shared_buffers": "64MB",
    # our tests kill the app, never the database server: its syncs would only cost time
    "fsync": "off",
    "full_page_writes": "off",
    "max_wal_size": "256MB",
    "log_min_messages": "fatal",
}
# what is measured must not be faster than a server that people trust with their work
DURABLE = {
    "fsync": "on",
    "full_page_writes": "on",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
}


@contextmanager
def instances(*, durable: bool = False) -> Iterator[dict[str, str]]:
    """Start both and find Chromium; give the environment that tells the tests where they are."""
    settings = POSTGRES_SETTINGS | (DURABLE if durable else {})
    with ExitStack() as stack:
        whole = chromium()
        found = {"CHROMIUM": whole, "HEADLESS_SHELL": headless_shell() or whole}
        home = Path(tempfile.mkdtemp(prefix="precedent-"))
        stack.callback(shutil.rmtree, home, ignore_errors=True)
        home.chmod(0o755)
        for name, start in (("POSTGRES", partial(postgres, settings)), ("REDIS", redis)):
            given = os.environ.get(f"PRECEDENT_TEST_{name}")
            url = given or stack.enter_context(start(home))
            found[f"PRECEDENT_TEST_{name}"] = url
        yield found


@contextmanager
def postgres(settings: dict[str, str], home: Path) -> Iterator[str]:
    """A cluster of our own; its URL. It refuses to run as root, so another user runs it then."""
    with step("PostgreSQL") as this:
        programs = postgres_programs()
        user = ordinary_user()
        data = home / "postgres"
        data.mkdir(mode=0o700)
        if user:
            os.chown(data, user.pw_uid, user.pw_gid)
        cluster = data / "cluster"
        initdb: list[str | Path] = [
            programs / "initdb",
            "-D",
            cluster,
            "-U",
            "postgres",
            "--auth=trust",
        ]
        quietly([*initdb, "--encoding=UTF8", "--no-locale", "--no-sync"], "initdb", **run_as(user))
        port = free_port()
        own = {"port": str(port), "unix_socket_directories": str(data)}
        words = [str(programs / "postgres"), "-D", str(cluster)]
        for name, value in {**settings, **own}.items():
            words += ["-c", f"{name}={value}"]
        server = start(words, home / "postgres.log", user)
        listening(server, port, home / "postgres.log", "PostgreSQL")
        this.outcome = f"port {port}"
    try:
        yield f"postgresql+asyncpg://postgres@127.0.0.1:{port}/postgres"
    finally:
        stop(server, signal.SIGINT)  # "fast": connections are cut, nothing is lost


@contextmanager
def redis(home: Path) -> Iterator[str]:
    """A Redis of our own that keeps nothing; its URL."""
    with step("Redis") as this:
        port = free_port()
        words = [redis_server(), "--bind", "127.0.0.1", "--port", str(port)]
        words += ["--save", "", "--appendonly", "no", "--dir", str(home)]
        server = start(words, home / "redis.log", None)
        listening(server, port, home / "redis.log", "Redis")
        this.outcome = f"port {port}"
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        stop(server, signal.SIGTERM)


def ordinary_user() -> pwd.struct_passwd | None:
    """Whom to run PostgreSQL as when we are root; nobody else is needed otherwise."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Stop("PostgreSQL does not run as root: create a user named postgres.")


def run_as(user: pwd.struct_passwd | None) -> dict[str, object]:
    """The options of subprocess that run a program as this user."""
    if user is None:
        return {}
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def start(words: list[str], log: Path, user: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
    """Start a server in a session of its own: Ctrl-C must reach it last, through us."""
    with log.open("wb") as output:
        server: subprocess.Popen[bytes] = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            start_new_session=True,
            **run_as(user),  # type: ignore[call-overload]
        )
    return server


def listening(server: subprocess.Popen[bytes], port: int, log: Path, name: str) -> None:
    """Wait until the server accepts connections, or stop with the end of its log."""
    until = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    stop(server, signal.SIGKILL)
    said = log.read_text(errors="replace").strip().splitlines()[-1:]
    raise Stop(f"{name} did not start: {' '.join(said) or 'it said nothing'}")


def stop(server: subprocess.Popen[bytes], how: signal.Signals) -> None:
    """Ask the server to end; insist after ten seconds."""
    if server.poll() is None:
        server.send_signal(how)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
