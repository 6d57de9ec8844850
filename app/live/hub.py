"""The hub: every connection of this process, in its project's room, and what keeps them honest."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress

import structlog

from app.errors import NotFound, TooMany, Unavailable, Unknown
from app.gate.feeds import Ask, Pass, Polled
from app.live.connections import GOING, REMOVED, SIGNED_OUT, Connection
from app.live.lines import PollLine
from app.live.rooms import Room
from app.live.signal import Signal
from app.queries.events import map_heads
from app.queries.standings import list_valid
from app.records.edge import Edge
from app.settings import Settings

log = structlog.get_logger()


class Hub:
    """Starts and ends with the application; rooms come and go with the people in them."""

    def __init__(self, edge: Edge, settings: Settings) -> None:
        self.edge = edge
        self.settings = settings
        self.rooms: dict[int, Room] = {}
        self.ending = False
        self._inside: dict[int, set[Connection]] = {}
        self._accounts: Counter[int] = Counter()
        self._waiting: dict[int, dict[asyncio.Event, int]] = {}
        self._signal = Signal(edge, settings, self.wake)
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Listen for news, here and from other processes."""
        await self._signal.start()
        self._tasks = [
            asyncio.ensure_future(_every(self.settings.live_check, self._check)),
            asyncio.ensure_future(_every(self.settings.live_recheck, self._recheck)),
            asyncio.ensure_future(_every(self.settings.live_ping, self._ping)),
        ]

    async def stop(self) -> None:
        """Send everybody away, to come back to the next process; twice is as good as once."""
        self.ending = True
        for one in self.everybody():
            one.close(GOING)
        self.wake(list(self._waiting))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        await self._signal.stop()

    def everybody(self) -> list[Connection]:
        """All connections, those that are still joining too."""
        return [one for inside in self._inside.values() for one in inside]

    def enter(self, project_id: int, one: Connection) -> Room:
        """Make room for a connection; TooMany beyond what one account may have open, Unavailable
        once everybody was sent away: whoever came in then would hold up the end."""
        if self.ending:
            raise Unavailable("The service is stopping. Nothing is lost; it is back soon.")
        account = one.shown.account_id
        if self._accounts[account] >= self.settings.sockets_per_account:
            raise TooMany("Too many windows are open at once; close some and try again.", 30)
        self._accounts[account] += 1
        if project_id not in self.rooms:
            self.rooms[project_id] = Room(self.edge, project_id)
        self._inside.setdefault(project_id, set()).add(one)
        one.left = lambda gone: self._leave(project_id, gone)
        return self.rooms[project_id]

    def wake(self, project_ids: Iterable[int]) -> None:
        """These projects may have news."""
        for project_id in project_ids:
            if room := self.rooms.get(project_id):
                room.wake()
            for called in self._waiting.get(project_id, ()):
                called.set()

    async def poll(self, project_id: int, shown: Pass, ask: Ask, wait: float) -> Polled:
        """What a socket would have been told, gathered; waits for the first of it."""
        line = PollLine()
        one = Connection(line, shown, self.settings)
        room = self.enter(project_id, one)
        try:
            await room.join(one, ask, greet=True)
            line.frames = line.frames[1:]  # the welcome: the answer carries its position itself
            if not line.frames and one.closed is None:
                line.ready.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await line.ready.wait()
            if one.closed is None:
                room.ping_one(one)
        finally:
            code = one.closed
            one.close(GOING)
        if code == SIGNED_OUT:
            raise Unknown("This sign-in or token is not valid any more.")
        if code == REMOVED:
            raise NotFound
        return Polled(tuple(line.frames), one.sent)

    async def news(self, project_id: int, after: int, wait: float) -> bool:
        """Whether there may be something after a position, before the time is over."""
        waiting = self._waiting.setdefault(project_id, {})
        called = asyncio.Event()
        waiting[called] = after
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await called.wait()
            return called.is_set() and not self.ending
        finally:
            del waiting[called]
            if not waiting:
                self._waiting.pop(project_id, None)

    def _leave(self, project_id: int, one: Connection) -> None:
        inside = self._inside.get(project_id, set())
        if one not in inside:
            return
        inside.discard(one)
        self._accounts[one.shown.account_id] -= 1
        if not self._accounts[one.shown.account_id]:
            del self._accounts[one.shown.account_id]
        self.rooms[project_id].leave(one)
        if not inside:
            self.rooms.pop(project_id).end()
            del self._inside[project_id]

    async def _check(self) -> None:
        """A wake-up may be lost; the log is not."""
        watched = {*self.rooms, *self._waiting}
        if watched:
            heads = await self.edge.read(map_heads, watched)
            for project_id, head in heads.items():
                if room := self.rooms.get(project_id):
                    room.move(head)
                for called, after in self._waiting.get(project_id, {}).items():
                    if head.seq != after:
                        called.set()

    async def _recheck(self) -> None:
        """Whoever signed out, or whose token was revoked, does not go on listening."""
        people = self.everybody()
        if people:
            digests = {one.shown.digest for one in people}
            valid = await self.edge.read(list_valid, digests, self.settings)
            for one in people:
                if one.shown.digest not in valid:
                    one.close(SIGNED_OUT)

    async def _ping(self) -> None:
        for room in list(self.rooms.values()):
            await room.ping()


async def _every(seconds: float, act: Callable[[], Awaitable[None]]) -> None:
    """Do something again and again; a failure (the database restarts) is not the end of it."""
    while True:
        await asyncio.sleep(seconds)
        try:
            await act()
        except Exception:
            log.exception("a round of the hub failed", act=act.__name__)
