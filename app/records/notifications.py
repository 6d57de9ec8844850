"""PostgreSQL's NOTIFY, heard: the numbers of projects that other processes have written to."""

import asyncio
from collections.abc import Callable
from typing import Any

import asyncpg
import structlog

log = structlog.get_logger()
CHANNEL = "precedent"
AGAIN = 1.0  # seconds until a lost connection is tried again


class Listener:
    """A connection of its own that listens, and comes back when it is lost."""

    def __init__(self, url: str, hear: Callable[[int], None]) -> None:
        self.url = "postgresql://" + url.split("://", 1)[1]
        self.hear = hear
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen from now on; returns when it does, or when the first try has failed."""
        tried = asyncio.Event()
        self._task = asyncio.ensure_future(self._listen(tried))
        await tried.wait()

    async def stop(self) -> None:
        """Hang up."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def _listen(self, tried: asyncio.Event) -> None:
        while True:
            try:
                connection = await asyncpg.connect(self.url, timeout=10)
                try:
                    lost = asyncio.Event()
                    connection.add_termination_listener(lambda *_, gone=lost: gone.set())
                    await connection.add_listener(CHANNEL, self._heard)
                    tried.set()
                    await lost.wait()
                finally:
                    await connection.close(timeout=5)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as why:
                log.warning("PostgreSQL is not listened to", why=str(why))
            tried.set()
            await asyncio.sleep(AGAIN)

    def _heard(self, _connection: Any, _pid: int, _channel: str, payload: str) -> None:
        if payload.isdigit():
            self.hear(int(payload))
