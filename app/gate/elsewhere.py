"""Reckoning in a process of its own: a large figure would hold up everybody else in this one.

The interpreter runs one thread at a time, and an operation on a million rows is one long turn. The
child is handed what was gathered by its standard input, and answers by its output; both ends are
ours alone, which is why pickle will do. It is of a lower priority, and its memory goes with it.
"""

import asyncio
import os
import pickle  # nosec B403  between two processes of ours
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).parents[2]
NICE = 10
Result = tuple[dict[str, Any], bytes | None]


async def reckon_elsewhere(reckon: Callable[..., Result], payload: bytes) -> Result:
    """What `pack` made, reckoned in a child; RuntimeError where that ended badly."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "app.gate.elsewhere",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    try:
        told, _ = await child.communicate(payload)
    except asyncio.CancelledError:
        child.kill()
        await child.wait()
        raise
    if child.returncode:
        raise RuntimeError(f"{reckon.__name__} ended with {child.returncode}")
    found: Result = pickle.loads(told)  # noqa: S301  # nosec B301  our own child's
    return found


def pack(reckon: Callable[..., Result], gathered: Any) -> bytes:
    """A figure's reckoning with what it needs, as the child takes it."""
    return pickle.dumps((reckon, gathered), pickle.HIGHEST_PROTOCOL)


def main() -> None:
    """The child: nothing but the answer goes to its output, whatever is printed."""
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    os.nice(NICE)
    reckon, gathered = pickle.load(sys.stdin.buffer)  # noqa: S301  # nosec B301  our own parent's
    untold = SimpleNamespace(share=0.0)  # how far it is, is told by the parent alone
    pickle.dump(reckon(gathered, untold), answer, pickle.HIGHEST_PROTOCOL)
    answer.close()


if __name__ == "__main__":
    main()
