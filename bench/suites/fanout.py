"""A message, committed first, to the last of many sockets; and how many deliveries in a second."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from statistics import median
from uuid import uuid4

from bench.benches import Bench
from bench.clients import Client
from bench.crowds import Crowd, Hello, crowd, many_files
from bench.figures import Figure, Goal
from bench.processes import Process, bare
from bench.worlds import ROOT, SLUG, World, need, world

PEOPLE = 20
MESSAGES = 20  # of one round, one after the other
SENDERS, EACH = 8, 12  # of one round, all at once
WORDS = "Does a quoted slur count as an attack, or is it the quoting that matters here? "
# what the page of a thread listens to
FOCUS = ("me", "lounge", "rulings")


@dataclass
class Side:
    """A server with its crowd and its senders."""

    server: Process
    crowd: Crowd
    senders: list[Client]
    path: str

    async def post(self, sender: int = 0) -> None:
        """A message, answered."""
        body = {"body": WORDS, "key": str(uuid4())}
        await need(self.senders[sender], "POST", self.path, body)

    async def latency(self) -> tuple[float, float]:
        """From the sending of a message to the last socket's having it, the median in ms; and the
        server's processor time for one, in ms."""
        taken, used = [], self.server.cpu()
        for _ in range(MESSAGES):
            await self.crowd.expect(1)
            began = time.perf_counter()
            _, last = await asyncio.gather(self.post(), self.crowd.last())
            taken.append((last["at"] - began) * 1000)
        return median(taken), (self.server.cpu() - used) / MESSAGES * 1000

    async def deliveries(self, sockets: int) -> tuple[float, float]:
        """Deliveries in a second while everybody sends; and the server's time for one, in us."""
        total, used = SENDERS * EACH, self.server.cpu()
        await self.crowd.expect(total)

        async def send(sender: int) -> None:
            for _ in range(EACH):
                await self.post(sender)

        began = time.perf_counter()
        last, *_ = await asyncio.gather(self.crowd.last(), *map(send, range(SENDERS)))
        spent = self.server.cpu() - used
        return total * sockets / (last["at"] - began), spent / (total * sockets) * 1e6


async def run(bench: Bench) -> None:
    """The figures of the fan-out, at 100 sockets and at 1,000."""
    many_files()
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(world(bench, PEOPLE))
        mine = await stack.enter_async_context(our_side(ours))
        size = await size_of_one(mine, hello(ours))
        its = await stack.enter_async_context(bare_side(bench, size))
        await both_open(mine, its, ours, 100)
        await latencies(bench, mine, its, 100)
        await throughput(bench, mine, its)
        await both_open(mine, its, ours, 900)
        await latencies(bench, mine, its, 1000)


def hello(ours: World) -> Hello:
    """People who have a thread open."""
    return Hello(f"/projects/{SLUG}/live", tuple(ours.tokens), (FOCUS,) * len(ours.tokens))


@asynccontextmanager
async def our_side(ours: World) -> AsyncIterator[Side]:
    """Our server, to which a few people write."""
    async with AsyncExitStack() as stack:
        people = await stack.enter_async_context(crowd(ours.server.port))
        senders = [await stack.enter_async_context(ours.labeler(n)) for n in range(SENDERS)]
        yield Side(ours.server, people, senders, f"{ROOT}/threads/lounge/messages")


@asynccontextmanager
async def bare_side(bench: Bench, size: int) -> AsyncIterator[Side]:
    """The bare program, whose events are as large as ours."""
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(bench.database())
        path = database.removeprefix("sqlite:///").replace("+asyncpg", "")
        limit = stack.enter_context(bare("fanout", path, str(size)))
        people = await stack.enter_async_context(crowd(limit.port))
        clients = [Client(limit.port) for _ in range(SENDERS)]
        senders = [await stack.enter_async_context(each) for each in clients]
        yield Side(limit, people, senders, "/messages")


async def size_of_one(mine: Side, who: Hello) -> int:
    """How many bytes an event of ours has."""
    await mine.crowd.open(1, who)
    await mine.crowd.expect(1)
    await mine.post()
    size = int((await mine.crowd.last())["size"])
    await mine.crowd.close()
    return size


async def both_open(mine: Side, its: Side, ours: World, count: int) -> None:
    """So many more sockets on either side."""
    await mine.crowd.open(count, hello(ours))
    await its.crowd.open(count, Hello())


async def latencies(bench: Bench, mine: Side, its: Side, sockets: int) -> None:
    """A message to the last socket, in turn."""
    pairs = [(await mine.latency(), await its.latency()) for _ in range(bench.rounds + 1)][1:]
    ours, bares = [each for each, _ in pairs], [each for _, each in pairs]
    goal = Goal(2.5, "most")
    what = f"message to the last of {sockets:,} sockets, p50"
    bench.tell(Figure(what, "ms", [t for t, _ in ours], [t for t, _ in bares], goal))
    what = "server's processor time for one"
    bench.tell(Figure(what, "ms", [c for _, c in ours], [c for _, c in bares]))


async def throughput(bench: Bench, mine: Side, its: Side) -> None:
    """Everybody sends at once, in turn."""
    pairs = [
        (await mine.deliveries(100), await its.deliveries(100)) for _ in range(bench.rounds + 1)
    ][1:]
    ours, bares = [each for each, _ in pairs], [each for _, each in pairs]
    goal = Goal(0.15, "least")
    what = f"deliveries, {SENDERS} senders, 100 sockets"
    bench.tell(Figure(what, "per s", [t for t, _ in ours], [t for t, _ in bares], goal))
    what = "server's processor time for one"
    bench.tell(Figure(what, "us", [c for _, c in ours], [c for _, c in bares]))
