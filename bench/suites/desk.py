"""The desk in a browser's own words: a form goes out, the whole desk comes back, drawn."""

import asyncio
import re
import time
from contextlib import AsyncExitStack
from urllib.parse import urlencode
from uuid import uuid4

from bench.benches import Bench
from bench.clients import Client, Clock, Raw
from bench.figures import Figure
from bench.guidelines import put_guideline, second
from bench.worlds import SLUG, World, world

PEOPLE = 16
EACH = 20
FORM = re.compile(rb"/desk/([0-9a-f-]{36})/label")
HEADERS = {"hx-request": "true", "content-type": "application/x-www-form-urlencoded"}


async def run(bench: Bench) -> None:
    """Steps per second on the desk, their tail, and what one costs the server."""
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(world(bench, PEOPLE, overlap=1))
        await ours.add_tasks(1, PEOPLE * EACH * (bench.rounds + 2))
        reviewer = await stack.enter_async_context(await second(ours))
        await put_guideline(ours, reviewer, clauses=20)
        people = [await stack.enter_async_context(ours.labeler(n)) for n in range(PEOPLE)]
        for one in people:
            one.headers.update(HEADERS)
        await measure(bench, ours, people)


async def measure(bench: Bench, ours: World, people: list[Client]) -> None:
    """Everybody labels `EACH` times a round."""
    held = [await step(one, f"/projects/{SLUG}/desk/next", {}) for one in people]
    rates, tails, spent = [], [], []
    for number in range(bench.rounds + 1):
        clock, began, used = Clock(), time.perf_counter(), ours.server.cpu()
        await asyncio.gather(*(work(one, held, n, clock) for n, one in enumerate(people)))
        if number:
            rates.append(PEOPLE * EACH / (time.perf_counter() - began))
            tails.append(clock.quantile(0.99) * 1000)
            spent.append((ours.server.cpu() - used) / (PEOPLE * EACH) * 1000)
    bench.tell(Figure(f"label, and the desk drawn again, {PEOPLE} labelers", "per s", rates))
    bench.tell(Figure("p99 of them", "ms", tails))
    bench.tell(Figure("server's processor time for one", "ms", spent))


async def work(one: Client, held: list[str], number: int, clock: Clock) -> None:
    """One labeler's round."""
    for _ in range(EACH):
        form = {"answer": "yes", "cid": str(uuid4()), "seconds": "1.5"}
        path = f"/projects/{SLUG}/desk/{held[number]}/label"
        held[number] = await clock.time(step(one, path, form))


async def step(one: Client, path: str, form: dict[str, str]) -> str:
    """Post a form; the assignment that the desk shows next."""
    reply = await one.ask("POST", path, Raw(urlencode(form).encode()))
    found = FORM.search(reply.body)
    if reply.status != 200 or found is None:
        raise SystemExit(f"{path}: {reply.status} {reply.body[:300]!r}")
    return found[1].decode()
