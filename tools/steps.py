"""Steps: every one prints its name, its time and its outcome; a failure is one clear line."""

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Stop(Exception):
    """The command cannot go on; the message says in one line why and what to do."""


class Step:
    """One step under way; its `outcome` is printed when it ends."""

    def __init__(self) -> None:
        self.outcome = "done"


@contextmanager
def step(name: str) -> Iterator[Step]:
    """Print `name` at the start, then seconds and outcome at the end, failure included."""
    started = time.monotonic()
    this = Step()
    print(f"  {name:<22}", end="", flush=True)
    try:
        yield this
    except BaseException:
        this.outcome = "FAILED"
        raise
    finally:
        print(f"{time.monotonic() - started:7.1f} s  {this.outcome}", flush=True)


def quietly(words: Sequence[str | Path], what: str, **options: object) -> str:
    """Run a program, its output kept; when it fails, show the end of the output and stop."""
    try:
        done = subprocess.run(
            [str(word) for word in words],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            cwd=ROOT,
            **options,  # type: ignore[call-overload]
        )
    except OSError as error:
        raise Stop(f"{what}: {error}") from error
    if done.returncode:
        tail = "\n".join("    " + line for line in done.stdout.splitlines()[-25:])
        print(f"\n{tail}", file=sys.stderr)
        raise Stop(f"{what} failed with code {done.returncode}; its last lines are above.")
    return str(done.stdout)
