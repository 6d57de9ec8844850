"""The wake-up between processes: project numbers only, through Redis or PostgreSQL's NOTIFY."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import structlog

from app.later import Later
from app.records.edge import Edge
from app.settings import Settings

if TYPE_CHECKING:
    from redis import asyncio as redis
    from redis.asyncio import Redis

    from app.records import notifications
else:
    redis, notifications = Later("redis.asyncio"), Later("app.records.notifications")

log = structlog.get_logger()
CHANNEL = "precedent"
AGAIN = 1.0  # seconds until a lost connection is tried again
GRACE = 1.0  # seconds that the last calls may take when the process ends; they are no loss


class Signal:
    """Tells this process's rooms of commits: its own at once, others' through the broker.

    SQLite has one process and needs nothing. A broker that is away costs a second, not an event:
    the hub looks at the log by itself.
    """

    def __init__(
        self, edge: Edge, settings: Settings, wake: Callable[[Iterable[int]], None]
    ) -> None:
        self.edge = edge
        self.wake = wake
        self._url = settings.redis
        self._redis: Redis | None = None
        self._task: asyncio.Task[None] | None = None
        self._calling: set[asyncio.Task[None]] = set()
        self._listener: notifications.Listener | None = None
        if not settings.is_sqlite and not settings.redis:
            self._listener = notifications.Listener(settings.database, lambda one: wake([one]))

    async def start(self) -> None:
        """Begin to hear, and to be heard."""
        self.edge.listeners.append(self._committed)
        if self._url:
            self._redis = redis.Redis.from_url(self._url)
            self._task = asyncio.ensure_future(self._hear(self._redis))
        if self._listener:
            await self._listener.start()

    async def stop(self) -> None:
        """Hang up."""
        if self._committed in self.edge.listeners:
            self.edge.listeners.remove(self._committed)
        if self._task:
            await _end({self._task})
            self._task = None
        if self._calling:
            await asyncio.wait(self._calling, timeout=GRACE)
            await _end(self._calling)
        if self._redis:
            await self._redis.aclose()
            self._redis = None
        if self._listener:
            await self._listener.stop()

    def _committed(self, heads: dict[int, int]) -> None:
        self.wake(heads)
        if self._redis:
            task = asyncio.ensure_future(self._call(self._redis, list(heads)))
            self._calling.add(task)
            task.add_done_callback(self._calling.discard)

    async def _call(self, broker: Redis, project_ids: list[int]) -> None:
        try:
            for project_id in project_ids:
                await broker.publish(CHANNEL, str(project_id))
        except (redis.RedisError, OSError) as why:
            log.warning("other processes were not called", why=str(why))

    async def _hear(self, broker: Redis) -> None:
        while True:
            try:
                async with broker.pubsub() as heard:
                    await heard.subscribe(CHANNEL)
                    async for message in heard.listen():
                        number = message["data"]
                        if message["type"] == "message" and number.isdigit():
                            self.wake([int(number)])
            except (redis.RedisError, OSError) as why:
                log.warning("Redis is away", why=str(why))
                await asyncio.sleep(AGAIN)


async def _end(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel, as often as it takes: redis-py swallows a cancellation that comes with a message."""
    while left := {each for each in tasks if not each.done()}:
        for each in left:
            each.cancel()
        await asyncio.wait(left, timeout=0.1)
