"""What the same request costs with a hundred times the tasks: two servers, side by side."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

from bench.benches import Bench
from bench.clients import Client, Clock
from bench.figures import Figure, Goal
from bench.fills import Shape, direct, fill
from bench.guidelines import put_guideline, second
from bench.worlds import ROOT, World, need, world

SMALL = 10_000
PEOPLE = 16
EACH = 200  # requests of a kind and a round, on either server
CLAUSES = 20


@dataclass
class Side:
    """One of the two servers, with a labeler at work and the threads that there are."""

    world: World
    labeler: Client
    topics: list[str]
    hand: Any = None
    turn: int = 0


async def run(bench: Bench) -> None:
    """Ten thousand tasks beside a million, seven of ten labeled."""
    async with AsyncExitStack() as stack:
        sides = []
        for many in (SMALL, bench.size):
            made = await stack.enter_async_context(world(bench, PEOPLE))
            reviewer = await stack.enter_async_context(await second(made))
            await put_guideline(made, reviewer, CLAUSES)
            await fill(made, Shape(many, many * 7 // 10, CLAUSES))
            labeler = await stack.enter_async_context(made.labeler(0))
            sides.append(Side(made, labeler, await topics(made)))
        small, large = sides
        for name, request in REQUESTS.items():
            await compare(bench, name, request, small, large)
        memory = [large.world.server.rss()]
        what = f"RSS with {bench.size:,} tasks, after this"
        bench.tell(Figure(what, "MB", memory, [small.world.server.rss()]))
        async with direct(large.world.database) as ask:
            [(found,)] = await ask("SELECT count(*) FROM labels")
        if found <= bench.size * 7 // 10:
            raise SystemExit("nothing was labeled")


async def compare(
    bench: Bench, name: str, request: Callable[[Side], Awaitable[Any]], small: Side, large: Side
) -> None:
    """The same requests in turn on either server; the first round warms up."""
    times: tuple[list[float], list[float]] = ([], [])
    spent: tuple[list[float], list[float]] = ([], [])
    for number in range(bench.rounds + 1):
        clocks = Clock(), Clock()
        before = [side.world.server.cpu() for side in (large, small)]
        for _ in range(EACH):
            for side, clock in zip((large, small), clocks, strict=True):
                await clock.time(request(side))
        if number:
            for place, side in enumerate((large, small)):
                times[place].append(clocks[place].quantile(0.5) * 1000)
                spent[place].append((side.world.server.cpu() - before[place]) / EACH * 1000)
    what = f"{name}, {bench.size:,} tasks beside {SMALL:,}"
    bench.tell(Figure(what, "ms", *times, Goal(1.3, "most")))
    bench.tell(Figure("  processor time of one", "ms", *spent))


async def claim(side: Side) -> None:
    """Take the next task, and give it back."""
    hand = await need(side.labeler, "POST", f"{ROOT}/assignments")
    await need(side.labeler, "POST", f"{ROOT}/assignments/{hand['assignment']}/release")


async def submit(side: Side) -> None:
    """Answer the task in hand; the answer carries the next."""
    if side.hand is None:
        side.hand = await need(side.labeler, "POST", f"{ROOT}/assignments")
    path = f"{ROOT}/assignments/{side.hand['assignment']}/label?next=true"
    body = {"answer": "yes", "cid": side.hand["label_key"], "seconds": 1.5}
    side.hand = (await need(side.labeler, "POST", path, body))["next"]


async def thread(side: Side) -> None:
    """A task's thread, for the ML team."""
    side.turn += 1
    topic = side.topics[side.turn % len(side.topics)]
    await need(side.world.owner, "GET", f"{ROOT}/threads/{topic}")


async def own_thread(side: Side) -> None:
    """A task's thread, for a labeler who has answered it."""
    hand = side.hand
    await need(side.labeler, "GET", f"{ROOT}/threads/task:{hand['task']}")


async def inbox(side: Side) -> None:
    """The ML team's inbox."""
    await need(side.world.owner, "GET", f"{ROOT}/inbox")


async def own_labels(side: Side) -> None:
    """A labeler's own labels, newest first."""
    await need(side.labeler, "GET", f"{ROOT}/labels")


async def listed(side: Side) -> None:
    """The first page of tasks."""
    await need(side.world.owner, "GET", f"{ROOT}/tasks")


REQUESTS: dict[str, Callable[[Side], Awaitable[Any]]] = {
    "next (and release)": claim,
    "submit and next": submit,
    "thread": thread,
    "a labeler's thread": own_thread,
    "inbox": inbox,
    "own labels": own_labels,
    "tasks": listed,
}


async def topics(made: World) -> list[str]:
    """Threads that have messages, spread over the tasks."""
    async with direct(made.database) as ask:
        rows = await ask(
            "SELECT m.data FROM messages AS m WHERE m.position = 1"
            " AND m.thread_id % (SELECT 1 + max(id) / 200 FROM threads) = 0"
            " ORDER BY m.id LIMIT 200"
        )
    found = [str(row[0]).split('"task:')[1].split('"')[0] for row in rows]
    return [f"task:{key}" for key in found]
