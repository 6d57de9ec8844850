"""Two processes on one database: a message through one to the last socket of both.

Beside it one process that has all the sockets. PostgreSQL alone: on SQLite exactly one serves.
"""

import asyncio
import time
from contextlib import AsyncExitStack
from statistics import median

from bench.benches import Bench
from bench.crowds import Crowd, crowd, many_files
from bench.figures import Figure
from bench.processes import precedent
from bench.suites.fanout import MESSAGES, PEOPLE, Side, hello, our_side
from bench.worlds import world


async def run(bench: Bench) -> None:
    """A hundred sockets, then a thousand."""
    if bench.dialect != "postgresql":
        print("  needs --database postgresql: on SQLite one process serves")
        return
    many_files()
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(world(bench, PEOPLE))
        alone = await stack.enter_async_context(world(bench, PEOPLE))
        second = stack.enter_context(precedent(ours.database, bench.home))
        near = await stack.enter_async_context(our_side(ours))
        far = await stack.enter_async_context(crowd(second.port))
        one = await stack.enter_async_context(our_side(alone))
        for more in (100, 900):
            await near.crowd.open(more // 2, hello(ours))
            await far.open(more // 2, hello(ours))
            await one.crowd.open(more, hello(alone))
            await compare(bench, near, far, one, 100 if more == 100 else 1000)


async def compare(bench: Bench, near: Side, far: Crowd, one: Side, sockets: int) -> None:
    """The same message in turn; the first round warms up."""
    pairs = [(await latency(near, far), (await one.latency())[0]) for _ in range(bench.rounds + 1)]
    two, single = zip(*pairs[1:], strict=True)
    what = f"message to the last of {sockets:,} sockets at two processes, p50; one process beside"
    bench.tell(Figure(what, "ms", two, single))


async def latency(near: Side, far: Crowd) -> float:
    """From the sending to the last socket's having it, at whichever process; the median in ms."""
    taken = []
    for _ in range(MESSAGES):
        await asyncio.gather(near.crowd.expect(1), far.expect(1))
        began = time.perf_counter()
        _, *last = await asyncio.gather(near.post(), near.crowd.last(), far.last())
        taken.append((max(each["at"] for each in last) - began) * 1000)
    return median(taken)
