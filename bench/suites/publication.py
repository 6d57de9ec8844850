"""Publishing a revision that touches ten thousand labels, and a million.

How soon it is done with, how long the queue takes, and what those who label meanwhile notice.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from bench.benches import Bench
from bench.clients import Client, Clock
from bench.figures import Figure, Goal
from bench.fills import Shape, direct, fill
from bench.guidelines import put_guideline, revise, second
from bench.processes import Spent, finished
from bench.worlds import ROOT, World, need, world

SMALL = 10_000
LARGE_ROUNDS = 2
PEOPLE = 8
WORKING = 4  # of them label while the queue is being written
PAUSE = 0.02  # between two labels of a person: they are people
PATIENCE = 600


async def run(bench: Bench) -> None:
    """The small one gives the acknowledgement something to be compared with."""
    small = await measure(bench, SMALL, bench.rounds)
    large = await measure(bench, bench.size, min(bench.rounds, LARGE_ROUNDS))
    named = f"publication of {bench.size:,} labels"
    clocks = [each["acknowledged"].seconds * 1000 for each in large]
    others = [each["acknowledged"].seconds * 1000 for each in small]
    what = f"{named}, acknowledged (beside {SMALL:,})"
    bench.tell(Figure(what, "ms", clocks, others, Goal(50, "most", "ours")))
    for many, told in ((SMALL, small), (bench.size, large)):
        mine = [each["queue"].seconds for each in told]
        its = [each["bare queue"].seconds for each in told]
        bench.tell(Figure(f"queue of {many:,} complete", "s", mine, its, Goal(4, "most")))
        used = [each["queue"].cpu for each in told], [each["bare queue"].cpu for each in told]
        bench.tell(Figure("  processor time of it", "s", *used))
        mine = [each["preview"].seconds for each in told]
        its = [each["bare preview"].seconds for each in told]
        bench.tell(Figure(f"preview of {many:,}", "s", mine, its, Goal(3, "most")))
    # the small queue is complete before anybody notices
    tails = [each["submits"].quantile(0.99) * 1000 for each in large]
    worst = [each["submits"].quantile(1) * 1000 for each in large]
    what = f"submit p99 while {bench.size:,} are queued (beside: worst)"
    bench.tell(Figure(what, "ms", tails, worst, Goal(30, "most", "ours")))
    halves = [each["submits"].quantile(0.5) * 1000 for each in large]
    bench.tell(Figure("submit p50 meanwhile", "ms", halves))


async def measure(bench: Bench, many: int, rounds: int) -> list[dict[str, Any]]:
    """Revise and publish again and again over labels that all cite a changed clause."""
    told = []
    async with AsyncExitStack() as stack:
        made = await stack.enter_async_context(world(bench, PEOPLE))
        reviewer = await stack.enter_async_context(await second(made))
        await put_guideline(made, reviewer, 5)
        await fill(made, Shape(many, many, 5, cited=10))
        for number in range(rounds + (many == SMALL)):
            figures = await publish(bench, made, reviewer, number)
            if number or many != SMALL:  # the first small one warms up
                told.append(figures)
    return told


async def publish(bench: Bench, made: World, reviewer: Client, number: int) -> dict[str, Any]:
    """One revision, from its preview to the last item of its queue."""
    draft = await revise(made, reviewer, f"round {number}")
    path = f"{ROOT}/drafts/{draft['number']}"
    began, used = time.perf_counter(), made.server.cpu()
    preview = await need(made.owner, "GET", f"{path}/preview")
    looked = Spent(time.perf_counter() - began, made.server.cpu() - used)
    async with working(made, draft["number"]) as clock:
        began, used = time.perf_counter(), made.server.cpu()
        about = {"edition": draft["edition"]}
        await need(made.owner, "POST", f"{path}/publication", about)
        done = Spent(time.perf_counter() - began, made.server.cpu() - used)
        items = await settled(made)
        queue = Spent(time.perf_counter() - began, made.server.cpu() - used)
        times = Clock([each for each in clock.taken if each])
    if items < preview["counts"]["labels"]:
        raise SystemExit(f"{items} items instead of {preview['counts']['labels']}")
    place = made.database.removeprefix("sqlite:///").replace("+asyncpg", "")
    scratch = bench.home / "scratch.db"
    bare = await asyncio.to_thread(finished, "queue", "queue", place, str(scratch))
    for file in bench.home.glob("scratch.db*"):
        file.unlink()
    return {
        "acknowledged": done,
        "queue": queue,
        "preview": looked,
        "submits": times,
        "bare queue": bare,
        "bare preview": await asyncio.to_thread(finished, "queue", "preview", place),
    }


async def settled(made: World) -> int:
    """Wait until the newest relabel is open; how many items it has."""
    async with direct(made.database) as ask:
        until = time.perf_counter() + PATIENCE
        newest = "SELECT id, state FROM relabels ORDER BY id DESC LIMIT 1"
        while time.perf_counter() < until:
            [(relabel, state)] = await ask(newest)
            if state != "seeding":
                count = f"SELECT count(*) FROM relabel_items WHERE relabel_id = {relabel}"
                return int((await ask(count))[0][0])
            await asyncio.sleep(0.02)
    raise SystemExit("the relabel's queue was never complete")


@asynccontextmanager
async def working(made: World, revision: int) -> AsyncIterator[Clock]:
    """Some people label for as long as this lasts: they read the revision, and go on."""
    clock, over = Clock(), asyncio.Event()
    async with AsyncExitStack() as stack:
        people = [await stack.enter_async_context(made.labeler(n)) for n in range(WORKING)]
        tasks = [asyncio.create_task(work(one, revision, clock, over)) for one in people]
        yield clock
        over.set()
        await asyncio.gather(*tasks)


async def work(one: Client, revision: int, clock: Clock, over: asyncio.Event) -> None:
    """Label until it is over. Before the publication there is nothing left to do."""
    hand = None
    while not over.is_set():
        await asyncio.sleep(PAUSE)
        if hand is None:
            reply = await one.ask("POST", f"{ROOT}/assignments")
            if reply.status == 409:  # the revision is published: to be read first
                await need(one, "POST", f"{ROOT}/revisions/{revision}/acknowledgement")
            hand = reply.json() if reply.status == 201 else None
            continue
        body = {"answer": "yes", "cid": hand["label_key"], "seconds": 1.5}
        path = f"{ROOT}/assignments/{hand['assignment']}/label?next=true"
        reply = await clock.time(one.ask("POST", path, body))
        hand = reply.json()["next"] if reply.status == 201 else None
