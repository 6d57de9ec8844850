"""Rounds that set work off beside themselves: one receiver that stalls keeps no other waiting."""

import asyncio
from abc import abstractmethod
from collections.abc import Hashable, Sequence
from functools import partial
from typing import Generic, TypeVar

import structlog

from app.followers.rounds import Rounds
from app.records.edge import Edge

AT_ONCE = 32
Key = TypeVar("Key", bound=Hashable)
log = structlog.get_logger()


class Lanes(Rounds, Generic[Key]):
    """Each round sets off whatever is due, a lane per receiver and at most AT_ONCE of them; what is
    under way goes on beside it. `Key` names a receiver."""

    # what goes out falls due by the clock, and labels come by the thousand: not at every commit
    listens = False

    def __init__(self, edge: Edge) -> None:
        super().__init__(edge)
        self._lanes: dict[Key, asyncio.Task[None]] = {}

    @abstractmethod
    async def find_due(self) -> Sequence[Key]:
        """The receivers that something is due for, whoever waits longest first."""

    @abstractmethod
    async def send_all(self, key: Key) -> None:
        """Send this receiver what is due, one thing after the other."""

    async def settle(self) -> None:
        """Set off the receivers that have something due, as far as there is room."""
        for key in await self.find_due():
            if key not in self._lanes and len(self._lanes) < AT_ONCE:
                task = asyncio.create_task(self._run(key))
                self._lanes[key] = task
                task.add_done_callback(partial(self._forget, key))

    async def drain(self) -> None:
        """Wait for what is under way."""
        await asyncio.gather(*self._lanes.values())

    async def stop(self) -> None:
        """What is under way is left to its lease."""
        await super().stop()
        under_way = list(self._lanes.values())
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    async def _run(self, key: Key) -> None:
        try:
            await self.send_all(key)
        except Exception:
            log.exception("sending stopped; trying again", of=type(self).__name__, to=key)

    def _forget(self, key: Key, _: object) -> None:
        self._lanes.pop(key, None)
