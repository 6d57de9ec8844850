"""Tasks and labels out of a project as JSONL, beside a program that only selects and prints."""

import asyncio
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import IO

from bench.benches import Bench
from bench.clients import Client
from bench.figures import Figure, Goal
from bench.fills import Shape, fill
from bench.guidelines import put_guideline, second
from bench.processes import Spent, finished
from bench.suites.imports import MANY, PEOPLE, labels, tasks, tell, written
from bench.worlds import ROOT, World, world

CLAUSES = 20
NOUNS = {"tasks": tasks, "labels": labels}


@dataclass
class Download(Client):
    """A client that writes what it gets to a file, as far as it has come."""

    file: IO[bytes] | None = None

    async def _body(self, head: bytes) -> bytes:
        assert self.reader
        assert self.file
        assert b"transfer-encoding: chunked" in head
        while size := int(await self.reader.readline(), 16):
            self.file.write(await self.reader.readexactly(size))
            await self.reader.readexactly(2)
        await self.reader.readexactly(2)
        return b""


async def run(bench: Bench) -> None:
    """Files of 20,000; then one of a million, for what the server holds meanwhile."""
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(world(bench, 0, overlap=2))
        database = await stack.enter_async_context(bench.database())
        path = database.removeprefix("sqlite:///").replace("+asyncpg", "")
        for noun, rows in NOUNS.items():
            content = await written(rows(1, MANY))
            (bench.home / "rows.jsonl").write_bytes(content)
            await ours.take_in(noun, content)
            words = ("import", noun, path, str(bench.home / "rows.jsonl"))
            await asyncio.to_thread(finished, "copies", *words)
        for noun in NOUNS:
            pairs = []
            for _ in range(bench.rounds + 1):
                mine = await give_out(bench, ours, noun, MANY)
                words = ("export", noun, path, str(bench.home / "bare.jsonl"))
                pairs.append((mine, await asyncio.to_thread(finished, "copies", *words)))
            tell(bench, f"export of {MANY:,} {noun}", pairs[1:], Goal(15, "most"))
    await growth(bench)


async def growth(bench: Bench) -> None:
    """One file of everything, once: the server never holds all of it."""
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(world(bench, PEOPLE))
        reviewer = await stack.enter_async_context(await second(ours))
        await put_guideline(ours, reviewer, CLAUSES)
        await fill(ours, Shape(bench.size, bench.size, CLAUSES))
        await give_out(bench, ours, "gold", 0)  # what it holds in any case
        for noun in NOUNS:
            before = ours.server.rss()
            ours.server.forget_peak()
            spent = await give_out(bench, ours, noun, bench.size)
            grown = ours.server.peak() - before
            what = f"memory growth, export of {bench.size:,} {noun}"
            bench.tell(Figure(what, "MB", [grown], None, Goal(128, "most", "ours")))
            bench.tell(Figure("rows a second meanwhile", "per s", [bench.size / spent.seconds]))


async def give_out(bench: Bench, ours: World, noun: str, many: int) -> Spent:
    """What our server spends on a file that is whole."""
    with (bench.home / "ours.jsonl").open("wb") as file:
        async with Download(ours.server.port, ours.owner.headers, file=file) as one:
            began, used = time.perf_counter(), ours.server.cpu()
            await one.ask("GET", f"{ROOT}/exports/{noun}.jsonl")
            spent = Spent(time.perf_counter() - began, ours.server.cpu() - used)
    with (bench.home / "ours.jsonl").open("rb") as lines:
        found = sum(1 for _ in lines)
    if found != many:
        raise SystemExit(f"the export of {noun} has {found} lines instead of {many}")
    return spent
