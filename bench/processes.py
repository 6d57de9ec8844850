"""Processes that are measured: our server, and the bare programs. Ended by whoever started them."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 240.0  # a shared machine may be slow to start anything
PAGE, TICK = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")
# A bench asks as often as it can; limits are not what it measures.
WIDE = dict.fromkeys(
    (
        "API_PER_MINUTE",
        "PAGES_PER_MINUTE",
        "SEARCHES_PER_MINUTE",
        "MESSAGES_PER_MINUTE",
        "EXPORTS_PER_HOUR",
        "IMPORTS_PER_HOUR",
        "HANDSHAKES_PER_MINUTE",
        "SOCKETS_PER_ACCOUNT",
    ),
    "100000000",
)


@dataclass(frozen=True, slots=True)
class Process:
    """Something that serves on this machine."""

    url: str
    pid: int

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.url.rsplit(":", 1)[1])

    def rss(self) -> float:
        """Its resident memory, in MB."""
        fields = Path(f"/proc/{self.pid}/statm").read_text().split()
        return int(fields[1]) * PAGE / 1e6

    def cpu(self) -> float:
        """Seconds of processor time it has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def forget_peak(self) -> None:
        """From now on `peak` counts anew."""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")

    def peak(self) -> float:
        """The most memory that it has held, in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.split("VmHWM:")[1].split()[0]) / 1e3


@dataclass(frozen=True, slots=True)
class Spent:
    """What a piece of work took: seconds on the clock, and of one processor."""

    seconds: float
    cpu: float


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def precedent(database: str, home: Path, **settings: str) -> Iterator[Process]:
    """Our server on a database that is migrated first."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    env = environment(database, home, url, settings)
    command(env, "migrate")
    with running([sys.executable, "-m", "app.cli", "serve"], env, url, "/api/v1/openapi.json") as p:
        yield p


def environment(
    database: str, home: Path, url: str, settings: Mapping[str, str] | None = None
) -> dict[str, str]:
    """What our program is to find: nothing of the person's own server."""
    own = {key: value for key, value in os.environ.items() if not key.startswith("PRECEDENT_")}
    named = {
        "DATABASE": database,
        "FILES": str(home / "files"),
        "ORIGIN": url,
        "PORT": url.rsplit(":", 1)[1],
        "LOG_LEVEL": "error",
        **WIDE,
        **(settings or {}),
    }
    return own | {f"PRECEDENT_{name}": value for name, value in named.items()}


def command(env: dict[str, str], *words: str) -> str:
    """Run `precedent ...` and give what it printed."""
    ran = subprocess.run(
        [sys.executable, "-m", "app.cli", *words], env=env, capture_output=True, text=True
    )
    if ran.returncode:
        raise SystemExit(f"precedent {words[0]} failed: {(ran.stderr or ran.stdout)[-600:]}")
    return ran.stdout


@contextmanager
def bare(name: str, *words: str) -> Iterator[Process]:
    """One of bench/bare, which takes its port first."""
    port = free_port()
    program = [sys.executable, "-m", f"bench.bare.{name}", str(port), *words]
    with running(program, dict(os.environ), f"http://127.0.0.1:{port}", "/") as process:
        yield process


def finished(name: str, *words: str) -> Spent:
    """Run one of bench/bare that does a piece of work and ends; it prints what that took."""
    program = [sys.executable, "-m", f"bench.bare.{name}", *words]
    ran = subprocess.run(program, capture_output=True, text=True)
    if ran.returncode:
        raise SystemExit(f"bench.bare.{name} failed: {ran.stderr[-600:]}")
    return Spent(**json.loads(ran.stdout))


@contextmanager
def running(words: list[str], env: dict[str, str], url: str, ready: str) -> Iterator[Process]:
    """Start, wait until it answers (whatever it answers), and end it at the end."""
    child = subprocess.Popen(words, env=env)
    try:
        wait_for(child, url + ready)
        yield Process(url, child.pid)
    finally:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def wait_for(child: subprocess.Popen[bytes], address: str) -> None:
    """Until it answers at all."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if child.poll() is not None:
            raise SystemExit(f"{address} ended before it answered")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.01)
    raise SystemExit(f"{address} did not answer within {PATIENCE:.0f} s")


def copy_database(source: str, target: Path) -> str:
    """A copy of an SQLite database that nobody has open."""
    path = Path(source.split("///", 1)[1])
    for suffix in ("", "-wal"):
        if path.with_name(path.name + suffix).exists():
            shutil.copyfile(path.with_name(path.name + suffix), str(target) + suffix)
    return f"sqlite:///{target}"
