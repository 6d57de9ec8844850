"""The commands behind run.py: which steps each one takes, and in which order."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.checks import check
from tools.environment import PYTHON, ensure, node_modules, replace_process
from tools.instances import instances
from tools.locks import lock
from tools.steps import ROOT, Stop

USAGE = """usage: python3 run.py COMMAND [ARGUMENTS]

  demo   a living demo workspace on this machine; prints its address
  test   the whole test suite on SQLite and PostgreSQL (arguments go to pytest)
  serve  the server (arguments go to `precedent serve`)
  check  format, lint, types, contracts, templates, security
  bench  what is fast, against what (arguments go to the bench)
  lock   renew the lock files (--upgrade to take newer versions)
  words  renew the message catalogs, and list what waits for a translation"""


def main(arguments: list[str]) -> int:
    """Run one command; its exit code."""
    if not arguments or arguments[0] not in COMMANDS:
        print(USAGE)
        return 0 if arguments[:1] in (["--help"], ["-h"], ["help"]) else 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that `finally` runs
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except Stop as why:
        print(f"precedent: {why}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def demo(arguments: list[str]) -> int:
    """Install what the app needs and become its demo."""
    return app("demo", arguments)


def serve(arguments: list[str]) -> int:
    """Install what the app needs and become its server."""
    return app("serve", arguments)


def app(command: str, arguments: list[str]) -> int:
    """Become `precedent command`; does not return."""
    ensure("runtime")
    node_modules(needed=False)
    replace_process("-m", "app.cli", command, *arguments)
    return 0


def test(arguments: list[str]) -> int:
    """The suite on three workers, for browsers wait as much as they work, beside a PostgreSQL and
    a Redis of its own."""
    words = ("-m", "pytest", "-n", "3", "--dist", "loadgroup", *arguments)
    with scratch() as folder:
        # xdist's workers and every server put their files where TMPDIR says
        os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
        return beside_instances(*words)


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for the tests' databases: in memory where there is room, for they sync at every
    commit, and no test pulls the plug of the machine."""
    memory = Path("/dev/shm")  # noqa: S108  # nosec B108  mkdtemp makes a fresh folder
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 2 * 1024**3
    folder = Path(tempfile.mkdtemp(prefix="precedent-", dir=memory if roomy else None))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def bench(arguments: list[str]) -> int:
    """The bench, beside a PostgreSQL of its own that syncs, and a Redis."""
    return beside_instances("-m", "bench", *arguments, durable=True)


def beside_instances(*words: str, durable: bool = False) -> int:
    """Run our Python with these words while private servers are up; its exit code."""
    ensure("dev")
    node_modules(needed=True)
    # Settings of the person's own server must not leak into the tests; and dozens of servers are
    # started here, which would each compile two thousand modules if none kept their bytecode.
    left_out = ("PRECEDENT_", "PYTHONDONTWRITEBYTECODE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    with instances(durable=durable) as found:
        print(flush=True)
        child = subprocess.Popen([PYTHON, *words], cwd=ROOT, env={**kept, **found})
        try:
            return child.wait()
        finally:
            finish(child)


def words(arguments: list[str]) -> int:
    """Bring the catalogs up to date with what the product says."""
    ensure("dev")
    return subprocess.run([PYTHON, "-m", "tools.words", *arguments], cwd=ROOT).returncode


def finish(child: subprocess.Popen[bytes]) -> None:
    """Let an interrupted child end by itself, so that it can clean up; then insist."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            child.kill()


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "demo": demo,
    "test": test,
    "serve": serve,
    "check": check,
    "bench": bench,
    "lock": lock,
    "words": words,
}
