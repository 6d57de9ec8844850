"""A slow or dead reader harms nobody: it is let go, and the others do not notice."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from tests.cast import World
from tests.live.door import Door, post, serve

BIG = "x" * 20_000


async def test_who_never_reads_is_closed_and_nobody_else_waits(world: World) -> None:
    async with serve(world, live_queue=16) as door, door.tab("lea", "lounge") as lea:
        async with slowly(door) as slow:
            waits = []
            for number in range(400):
                began = time.perf_counter()
                await post(world, "lin", "lounge", f"{number} {BIG}")
                await lea.holding(f"{number} {BIG}")
                waits.append(time.perf_counter() - began)
                lea.frames.clear()
                if len(door.hub.everybody()) == 1:
                    break
            assert len(door.hub.everybody()) == 1, "it reads nothing and is still there"
            assert sorted(waits)[len(waits) // 2] < 1
            assert await drained(slow) == 1013
        await post(world, "lin", "lounge", "and life goes on")
        await lea.holding("and life goes on")


@asynccontextmanager
async def slowly(door: Door) -> AsyncIterator[ClientConnection]:
    """Sam listens, and takes in nothing: the queue of his own client is full after one frame."""
    async with door.dial("sam", max_queue=1, close_timeout=1) as wire:
        await wire.send(json.dumps({"type": "hello", "focus": ["lounge"]}))
        await asyncio.wait_for(wire.recv(), 5)
        yield wire


async def drained(slow: ClientConnection) -> int | None:
    """Read what had been sent, to the close."""
    try:
        while True:
            await slow.recv()
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None


async def test_who_takes_too_long_over_one_frame_is_closed(world: World) -> None:
    async with serve(world, live_send=0.05) as door, slowly(door) as slow:
        for number in range(400):
            await post(world, "lin", "lounge", f"{number} {BIG}")
            if not door.hub.everybody():
                break
        assert not door.hub.everybody()
        assert await drained(slow) == 1013


async def test_a_dead_client_leaves_nothing_behind(world: World) -> None:
    tabs = "lounge"
    async with serve(world) as door, door.tab("sam", tabs) as sam, door.tab("lea", tabs) as lea:
        sam.wire.transport.abort()
        await sam.closing()
        await post(world, "lin", "lounge", "still here")
        await lea.holding("still here")
        assert [one.shown.account_id for one in door.hub.everybody()] == [
            world.people["lea"].account_id
        ]
