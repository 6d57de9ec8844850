"""What a thousand open sockets cost: a label that is submitted beside them, memory, coming back."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

from bench.benches import Bench
from bench.clients import Client, Clock
from bench.crowds import Crowd, Hello, crowd, many_files
from bench.figures import Figure, Goal
from bench.processes import bare
from bench.suites.fanout import PEOPLE, hello, our_side, size_of_one
from bench.suites.labeling import submit
from bench.worlds import ROOT, SLUG, World, accept, bearer, need, world

SOCKETS, MISSED = 1000, 100
WORKERS, LABELS = 16, 25
# what the pages of staff listen to: a list of tasks, the inbox, a task
ROWS = tuple(f"row:{number}" for number in range(1, 51))
WATCHED = (("me", "tasks", *ROWS), ("me", "inbox", "rulings"), ("me", "tasks", "row:1"))


async def run(bench: Bench) -> None:
    """The figures of many sockets."""
    many_files()
    await memory(bench)
    await labels(bench)
    await resumes(bench)


async def memory(bench: Bench) -> None:
    """How much a server grows with a thousand sockets, and with a thousand more, round by round."""
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(world(bench, PEOPLE))
        limit = await bare_program(bench, stack, 100)
        mine = await stack.enter_async_context(crowd(ours.server.port))
        its = await stack.enter_async_context(crowd(limit.port))
        grown: list[tuple[float, float]] = []
        with_a_thousand = 0.0
        for _ in range(bench.rounds):
            before = ours.server.rss(), limit.rss()
            await mine.open(SOCKETS, hello(ours))
            await its.open(SOCKETS, Hello())
            await asyncio.sleep(1)
            after = ours.server.rss(), limit.rss()
            grown.append((after[0] - before[0], after[1] - before[1]))
            with_a_thousand = with_a_thousand or after[0]
        first, second = ([each[side] / SOCKETS * 1e3 for each in grown] for side in (0, 1))
        goal = Goal(60, "most", "ours")
        bench.tell(Figure("memory per socket", "KB", first, second, goal))
        goal = Goal(260, "most", "ours")
        bench.tell(Figure("memory with 1,000 sockets", "MB", [with_a_thousand], goal=goal))


async def labels(bench: Bench) -> None:
    """Labels by sixteen people, nobody listening and a thousand staff looking on."""
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(world(bench, WORKERS, overlap=1))
        await ours.add_tasks(1, WORKERS * (LABELS + 1) * (bench.rounds + 1) * 2)
        staff = await lookers(ours)
        people = await stack.enter_async_context(crowd(ours.server.port))
        mine = [await stack.enter_async_context(ours.labeler(n)) for n in range(WORKERS)]
        hands = [await need(one, "POST", f"{ROOT}/assignments") for one in mine]
        told: list[tuple[Clock, Clock]] = []
        for _ in range(bench.rounds + 1):
            alone = await race(mine, hands)
            await people.open(SOCKETS, staff)
            told.append((await race(mine, hands), alone))
            await people.close()
        for share, name in ((0.5, "p50"), (0.99, "p99")):
            both, single = (
                [each[side].quantile(share) * 1000 for each in told[1:]] for side in (0, 1)
            )
            goal = Goal(4, "most") if name == "p99" else None
            what = f"submit {name} beside {SOCKETS:,} sockets (bare: none)"
            bench.tell(Figure(what, "ms", both, single, goal))


async def lookers(ours: World) -> Hello:
    """Reviewers, whose pages show what labelers do."""
    tokens = []
    async with Client(ours.server.port) as stranger:
        for number in range(len(WATCHED) * 4):
            who = {"role": "reviewer", "name": f"R{number}", "external_id": f"r{number}"}
            offer = await need(ours.owner, "POST", f"{ROOT}/invitations", who)
            tokens.append(await accept(stranger, offer["secret"], who["name"]))
    return Hello(f"/projects/{SLUG}/live", tuple(tokens), WATCHED * 4)


async def race(mine: list[Client], hands: list[Any]) -> Clock:
    """Everybody labels at once."""
    clock = Clock()

    async def work(number: int) -> None:
        for _ in range(LABELS):
            hands[number] = await submit(mine[number], clock, hands[number])

    await asyncio.gather(*(work(number) for number in range(len(mine))))
    return clock


async def resumes(bench: Bench) -> None:
    """A thousand clients come back at once, and get the hundred messages that they missed."""
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(world(bench, PEOPLE))
        mine = await stack.enter_async_context(our_side(ours))
        who = hello(ours)
        size = await size_of_one(mine, who)
        since = await miss(ours)
        limit = await bare_program(bench, stack, size)
        its = await stack.enter_async_context(crowd(limit.port))
        spent: list[tuple[float, float]] = []

        async def come(one: Crowd, to: Hello, **missed: Any) -> float:
            took = await one.open(SOCKETS, to, **missed)
            await one.close()
            return float(took["took"]) * 1000

        missed = {"since": since, "events": MISSED}

        async def ours_back() -> float:
            used = ours.server.cpu(), limit.cpu()
            took = await come(mine.crowd, who, **missed)
            spent.append((ours.server.cpu() - used[0], used[1]))
            return took

        async def bare_back() -> float:
            took = await come(its, Hello(), **missed)
            spent[-1] = spent[-1][0], limit.cpu() - spent[-1][1]
            return took

        what = f"{SOCKETS:,} clients come back and get {MISSED} events each"
        await bench.compare(what, "ms", ours_back, bare_back, Goal(4, "most"))
        used = [[each[side] * 1000 for each in spent[1:]] for side in (0, 1)]
        bench.tell(Figure("server's processor time for them all", "ms", used[0], used[1]))
        what = f"{SOCKETS:,} clients connect, nothing missed"
        await bench.compare(
            what, "ms", lambda: come(mine.crowd, who), lambda: come(its, Hello()), None
        )


async def miss(ours: World) -> int:
    """Post what everybody will have missed; the position before it."""
    async with Client(ours.server.port, bearer(ours.tokens[0])) as sender:
        await asyncio.sleep(2)  # notices of what was posted before
        since, more = 0, True
        while more:
            events = await need(sender, "GET", f"{ROOT}/events?after={since}")
            since, more = int(events["seq"]), events["has_more"]
        for _ in range(MISSED):
            body = {"body": "Is a quoted slur an attack? " * 3, "key": str(uuid4())}
            await need(sender, "POST", f"{ROOT}/threads/lounge/messages", body)
        await asyncio.sleep(2)
    return since


async def bare_program(bench: Bench, stack: AsyncExitStack, size: int) -> Any:
    """The bare program on a database of its own."""
    database = await stack.enter_async_context(bench.database())
    path = database.removeprefix("sqlite:///").replace("+asyncpg", "")
    return stack.enter_context(bare("fanout", path, str(size)))
