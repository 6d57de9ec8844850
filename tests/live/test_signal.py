"""The wake-up through Redis: a process ends, whatever redis-py does with a cancellation."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.live import signal
from app.live.signal import Signal
from app.records.edge import Edge


class Deaf:
    """A broker and what is heard of it, in one: the first cancellation is lost in it, as in
    redis-py where one comes at the same time as a message; nor does it answer calls."""

    def __init__(self) -> None:
        self.cancelled = 0
        self.listening = asyncio.Event()

    def pubsub(self) -> "Deaf":
        return self

    async def __aenter__(self) -> "Deaf":
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def subscribe(self, _: str) -> None:
        return None

    async def publish(self, *_: str) -> None:
        await asyncio.Event().wait()

    async def listen(self) -> AsyncIterator[dict[str, Any]]:
        while True:
            self.listening.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                self.cancelled += 1
                if self.cancelled > 1:
                    raise
            yield {"type": "message", "data": b"1"}

    async def aclose(self) -> None:
        return None


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_process_with_redis_ends_when_asked(
    edge: Edge, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker, woken = Deaf(), []
    monkeypatch.setattr(signal.redis.Redis, "from_url", lambda _: broker)
    monkeypatch.setattr(signal, "GRACE", 0.05)
    settings = edge.settings.model_copy(update={"redis": "redis://127.0.0.1"})
    heard = Signal(edge, settings, lambda projects: woken.extend(projects))
    await heard.start()
    await broker.listening.wait()
    heard._committed({7: 1})  # and a call that nobody answers
    async with asyncio.timeout(5):
        await heard.stop()
    assert broker.cancelled == 2
    assert woken == [7, 1]
