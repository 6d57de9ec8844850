"""The lifecycle at random for as long as you like: `python -m tests.lifecycle.long [MINUTES]`.

Plays on an SQLite file and on the PostgreSQL server at PRECEDENT_TEST_POSTGRES, half of the time
each, and says what was done and what was refused. A failure is printed as the steps that lead to
it; ends with 1 then.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections import Counter
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from app.records.edge import Edge
from app.settings import Settings
from tests.cast import gather
from tests.lifecycle.stage import prepare
from tests.lifecycle.test_lifecycle import machine_on
from tests.services import MakeDatabase, postgresql_databases, sqlite_databases

LONG = settings(
    max_examples=10,
    stateful_step_count=60,
    deadline=None,
    database=None,
    print_blob=False,
    suppress_health_check=list(HealthCheck),
)


async def play(
    name: str, making: AbstractAsyncContextManager[MakeDatabase], seconds: float
) -> None:
    """One database until the time is up."""
    until, courses = time.monotonic() + seconds, 0
    done: Counter[tuple[str, str]] = Counter()
    async with making as make, make() as source:
        edge = Edge(Settings(database=source))
        await edge.start()
        people = await edge.write(0, gather)
        await edge.stop()
        await prepare(source, people)
        while time.monotonic() < until:
            machine = machine_on(lambda: make(source), people)
            machine.done = done
            await asyncio.to_thread(run_state_machine_as_test, machine, settings=LONG)
            courses += LONG.max_examples
    print(f"{name}: {courses} courses", flush=True)
    for rule in sorted({each for each, _ in done}):
        counts = {how: done[rule, how] for how in ("done", "refused", "broken")}
        print(f"  {rule}: {', '.join(f'{n:,} {how}' for how, n in counts.items() if n)}")


async def main(minutes: float) -> None:
    """Both."""
    with tempfile.TemporaryDirectory(prefix="precedent-lifecycle-") as home:
        chosen: Any = {"sqlite": sqlite_databases, "postgresql": postgresql_databases}
        for name, making in chosen.items():
            await play(name, making(Path(home)), minutes * 30)


if __name__ == "__main__":
    if "PRECEDENT_TEST_POSTGRES" not in os.environ:
        sys.exit("PRECEDENT_TEST_POSTGRES is not set: the address of a server for tests.")
    asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else 10))
