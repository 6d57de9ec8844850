"""Tasks and labels into a project, through the API, beside a program that only inserts the rows."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack

from bench.benches import Bench
from bench.figures import Figure, Goal
from bench.processes import Spent, finished
from bench.worlds import World, world

MANY = 20_000
PEOPLE = 16
Rows = Callable[[int, int], Iterator[dict[str, object]]]


async def run(bench: Bench) -> None:
    """Files of 20,000; then one of a million, for what the server holds meanwhile."""
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(world(bench, 0, overlap=2))
        database = await stack.enter_async_context(bench.database())
        path = database.removeprefix("sqlite:///").replace("+asyncpg", "")
        for kind, rows in (("tasks", tasks), ("labels", labels)):
            pairs = []
            for number in range(bench.rounds + 1):
                content = await written(rows(1 + number * MANY, MANY))
                (bench.home / "rows.jsonl").write_bytes(content)
                mine = await take_in(ours, kind, content)
                words = ("import", kind, path, str(bench.home / "rows.jsonl"))
                pairs.append((mine, await asyncio.to_thread(finished, "copies", *words)))
            tell(bench, f"import of {MANY:,} {kind}", pairs[1:], Goal(10, "most"))
    await growth(bench)


async def growth(bench: Bench) -> None:
    """One file of everything, once: the server never holds all of it."""
    async with world(bench, 0, overlap=2) as ours:
        await take_in(ours, "tasks", await written(tasks(1, MANY)))  # what it holds in any case
        before = ours.server.rss()
        ours.server.forget_peak()
        spent = await take_in(ours, "tasks", await written(tasks(MANY + 1, bench.size)))
        grown = ours.server.peak() - before
        what = f"memory growth, import of {bench.size:,} tasks"
        bench.tell(Figure(what, "MB", [grown], None, Goal(128, "most", "ours")))
        bench.tell(Figure("rows a second meanwhile", "per s", [bench.size / spent.seconds]))


async def take_in(ours: World, kind: str, content: bytes) -> Spent:
    """What our server spends on a file."""
    began, used = time.perf_counter(), ours.server.cpu()
    await ours.take_in(kind, content)
    return Spent(time.perf_counter() - began, ours.server.cpu() - used)


def tasks(first: int, many: int) -> Iterator[dict[str, object]]:
    """Short texts with a little metadata."""
    for i in range(first, first + many):
        yield {"external_id": f"t{i}", "text": f"Post {i}: is this kind to its reader?", "len": i}


def labels(first: int, many: int) -> Iterator[dict[str, object]]:
    """One label a task, of sixteen people in turn."""
    for i in range(first, first + many):
        answer = "yes" if i % 3 else "no"
        yield {"task": f"t{i}", "annotator": f"p{i % PEOPLE}", "answer": answer, "seconds": 2.5}


async def written(rows: Iterator[dict[str, object]]) -> bytes:
    """As a file of JSONL; in a thread, so that a connection that the server closes is noticed."""

    def write() -> bytes:
        return "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in rows).encode()

    return await asyncio.to_thread(write)


def tell(bench: Bench, what: str, pairs: list[tuple[Spent, Spent]], goal: Goal) -> None:
    """Seconds on the clock and of the processor, ours beside the bare ones."""
    mine, its = zip(*pairs, strict=True)
    seconds = [each.seconds for each in mine], [each.seconds for each in its]
    bench.tell(Figure(what, "s", *seconds, goal))
    cpu = [each.cpu for each in mine], [each.cpu for each in its]
    bench.tell(Figure("  processor time of it", "s", *cpu))
