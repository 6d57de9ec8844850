"""Doing something again when there is news, and once a second in any case."""

import asyncio
from abc import ABC, abstractmethod
from contextlib import suppress

import structlog

from app.records.edge import Edge

LOOK_AGAIN = 1.0
# Labels come by the thousand, and each is news: a round looks for what came since the last.
PAUSE = 0.1
# What people are waiting for, the same message on everybody's screen, goes first.
GRACE = 0.03
log = structlog.get_logger()


class Rounds(ABC):
    """A task of the event loop. A round that fails is tried again, and is not the end.
    `listens`: whether a commit sets off a round."""

    listens = True

    def __init__(self, edge: Edge) -> None:
        self.edge = edge
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @abstractmethod
    async def settle(self) -> None:
        """One round: whatever is to be done now."""

    def start(self) -> None:
        """Begin."""
        if self.listens:
            self.edge.listeners.append(self._wake)
        self._task = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Stop after the transaction in hand; the rest is done after the next start."""
        if self._wake in self.edge.listeners:
            self.edge.listeners.remove(self._wake)
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _keep(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            self._news.clear()
            try:
                await self.settle()
            except Exception:
                log.exception("a round failed; trying again", of=type(self).__name__)
            # not wait_for: on Python 3.11 it swallows a cancellation that comes with the news
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN):
                    await self._news.wait()
            await asyncio.sleep(max(GRACE, began + PAUSE - loop.time()))

    def _wake(self, heads: dict[int, int]) -> None:
        self._news.set()
