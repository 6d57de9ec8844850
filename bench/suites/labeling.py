"""Submit and next task: one person, sixteen at once, beside the bare program and the tutorial's."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

from bench.benches import Bench
from bench.clients import Client, Clock
from bench.figures import Figure, Goal
from bench.processes import Process, bare
from bench.worlds import ROOT, World, bearer, need, world

PEOPLE = 16
EACH = 100  # labels a person makes in one round
Step = Callable[[Client, Clock, Any], Awaitable[Any]]


async def run(bench: Bench) -> None:
    """The figures of the hot path."""
    tasks = PEOPLE * EACH * (bench.rounds + 2) * 2
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(world(bench, PEOPLE, overlap=1))
        await ours.add_tasks(1, tasks)
        database = await stack.enter_async_context(bench.database())
        path = database.removeprefix("sqlite:///").replace("+asyncpg", "")
        limit = stack.enter_context(bare("submit", path, str(tasks)))
        hello = stack.enter_context(bare("hello"))
        plain = stack.enter_context(bare("plain", str(bench.home / "plain.db"), str(tasks)))
        mine = [await stack.enter_async_context(ours.labeler(n)) for n in range(PEOPLE)]
        its = [
            await stack.enter_async_context(Client(limit.port, bearer(f"token{n}")))
            for n in range(PEOPLE)
        ]
        theirs = [await stack.enter_async_context(Client(plain.port)) for _ in range(PEOPLE)]
        await alone(bench, mine[0], await stack.enter_async_context(Client(hello.port)))
        await together(bench, ours, mine, (limit, its), theirs)


async def alone(bench: Bench, one: Client, hello: Client) -> None:
    """One labeler, one request at a time."""

    async def claim() -> float:
        clock = Clock()
        for _ in range(EACH):
            hand = (await clock.time(one.ask("POST", f"{ROOT}/assignments"))).json()
            await need(one, "POST", f"{ROOT}/assignments/{hand['assignment']}/release")
        return clock.quantile(0.5) * 1000

    async def greet() -> float:
        clock = Clock()
        for _ in range(EACH * 3):
            await clock.time(hello.ask("GET", "/"))
        return clock.quantile(0.5) * 1000

    goal = Goal(6, "most")
    await bench.compare("next p50, one labeler (bare: a hello)", "ms", claim, greet, goal)


async def together(
    bench: Bench,
    ours: World,
    mine: list[Client],
    limit: tuple[Process, list[Client]],
    theirs: list[Client],
) -> None:
    """Sixteen labelers who never pause."""
    rates: list[list[float]] = [[], [], []]
    tails: list[list[float]] = [[], []]
    spent: list[list[float]] = [[], []]
    process, its = limit
    hands: list[Any] = [await need(one, "POST", f"{ROOT}/assignments") for one in mine]
    bares: list[Any] = [{"lease": n} for n in range(PEOPLE)]
    for number in range(bench.rounds + 1):
        clocks = [Clock(), Clock(), Clock()]
        used = [ours.server.cpu(), process.cpu()]
        for turn, step, clients, held in (
            (0, submit, mine, hands),
            (1, submit_bare, its, bares),
            (2, submit_plain, theirs, [None] * PEOPLE),
        ):
            rate = await race(step, clients, held, clocks[turn])
            if number:
                rates[turn].append(rate)
        for turn, process_ in ((0, ours.server), (1, process)):
            if number:
                tails[turn].append(clocks[turn].quantile(0.99) * 1000)
                cpu = process_.cpu() - used[turn]
                spent[turn].append(cpu / (PEOPLE * EACH) * 1e6)
    pace = f"next + submit, {PEOPLE} labelers"
    bench.tell(Figure(pace, "per s", rates[0], rates[1], Goal(0.25, "least")))
    plain = f"{pace} (bare: plain FastAPI + SQLModel)"
    bench.tell(Figure(plain, "per s", rates[0], rates[2], Goal(5, "least")))
    bench.tell(Figure("p99 of them", "ms", tails[0], tails[1], Goal(20, "most", "ours")))
    bench.tell(Figure("server's processor time for one", "us", spent[0], spent[1]))
    goal = Goal(8, "most")
    whole = [[20_000 / rate for rate in each] for each in rates[:2]]
    bench.tell(Figure("20,000 labels at that pace", "s", whole[0], whole[1], goal))


async def race(step: Step, clients: list[Client], held: list[Any], clock: Clock) -> float:
    """Everybody labels `EACH` times at once; labels per second."""

    async def work(number: int) -> None:
        for _ in range(EACH):
            held[number] = await step(clients[number], clock, held[number])

    began = time.perf_counter()
    await asyncio.gather(*(work(number) for number in range(len(clients))))
    return len(clients) * EACH / (time.perf_counter() - began)


async def submit(one: Client, clock: Clock, hand: Any) -> Any:
    """A label, whose answer carries the next task."""
    path = f"{ROOT}/assignments/{hand['assignment']}/label?next=true"
    body = {"answer": "yes", "cid": hand["label_key"], "seconds": 1.5}
    return (await clock.time(need(one, "POST", path, body)))["next"]


async def submit_bare(one: Client, clock: Clock, hand: Any) -> Any:
    """The same of the bare program."""
    body = {"lease": hand["lease"], "answer": "yes"}
    return await clock.time(need(one, "POST", "/label", body))


async def submit_plain(one: Client, clock: Clock, _: Any) -> Any:
    """The same of the tutorial's program, in its two requests."""
    task = await need(one, "GET", "/next")
    await clock.time(need(one, "POST", f"/tasks/{task['id']}/label", {"answer": "yes"}))
