"""The loop that runs the followers: woken by news, looking once a second in any case.

Every process runs it. A follower reads its cursor in the transaction that moves it, and a
project's writers are one at a time, so two processes cannot do the same work twice.
"""

import asyncio
from contextlib import suppress
from typing import Protocol

import structlog
from sqlmodel import Session

from app.followers.notices import Notices
from app.queries.notices import list_heads
from app.records.edge import Edge

LOOK_AGAIN = 1.0
log = structlog.get_logger()


class Follower(Protocol):
    """Reads the log from its own cursor, at least once, idempotent by event."""

    name: str

    def is_due(self, db: Session, project_id: int, head: int) -> bool: ...
    def follow(self, db: Session, project_id: int) -> bool: ...


class Followers:
    """A task of the event loop."""

    def __init__(self, edge: Edge) -> None:
        self.edge = edge
        self.all: tuple[Follower, ...] = (Notices(),)
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to follow."""
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

    async def settle(self) -> None:
        """Work off everything that has happened, and what comes of it."""
        while due := await self.edge.read(self._list_due):
            for project_id, follower in due:
                while await self.edge.write(project_id, follower.follow, project_id):
                    pass

    def _list_due(self, db: Session) -> list[tuple[int, Follower]]:
        return [
            (project_id, follower)
            for project_id, head in list_heads(db).items()
            for follower in self.all
            if follower.is_due(db, project_id, head)
        ]

    async def _keep(self) -> None:
        while True:
            self._news.clear()
            try:
                await self.settle()
            except Exception:
                log.exception("a follower stumbled; trying again")
            # not wait_for: on Python 3.11 it swallows a cancellation that comes with the news
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN):
                    await self._news.wait()

    def _wake(self, heads: dict[int, int]) -> None:
        self._news.set()
