"""A project's room: one task that reads its log and tells those who are connected.

The room reads each event once, renders it once, and hands the same text to every reader. Whoever
joins is read in beside it, and takes up what was told meanwhile from the ring of the last tales.
"""

import asyncio
from collections import deque
from collections.abc import Collection

import structlog

from app.errors import NotFound
from app.gate.feeds import Ask
from app.live.audience import Audience, Stand
from app.live.connections import REMOVED, SLOW, Connection
from app.live.counters import PAUSE, Counters
from app.live.ephemerals import Ephemerals
from app.live.joins import Joined, Joins
from app.live.readings import Batch, read_batch
from app.live.tales import Tale, Unread
from app.queries.events import Head
from app.records.edge import Edge

log = structlog.get_logger()
RING = 256
TURN = 100  # sockets written to before others get their turn
TRIES = 20
PATIENCE = 0.5  # seconds until a failed reading is tried again


class Room:
    """The people connected to one project. Starts with the first join, ends with the last leave."""

    def __init__(self, edge: Edge, project_id: int) -> None:
        self.edge = edge
        self.project_id = project_id
        self.audience = Audience()
        self.ephemerals = Ephemerals(self.audience)
        self.cursor: int | None = None  # read up to here
        self.told = 0  # told to everybody up to here
        self.epoch = ""
        self._ring: deque[Tale] = deque(maxlen=RING)
        self._counters = Counters()
        self._joins = Joins(edge, project_id)
        self._news = asyncio.Event()
        self._later: set[asyncio.Task[None]] = set()
        self._flushing: asyncio.TimerHandle | None = None
        self._task = asyncio.ensure_future(self._run())

    def wake(self) -> None:
        """There may be news."""
        self._news.set()

    def end(self) -> None:
        """Nobody is left."""
        for task in (self._task, *self._later):
            task.cancel()
        if self._flushing:
            self._flushing.cancel()

    async def join(self, one: Connection, ask: Ask, *, greet: bool) -> None:
        """Let a connection in, or bring it up to date; a later call for it takes this one over."""
        one.focus, one.asking = ask.focus, ask
        try:
            for _ in range(TRIES):
                joined = await self._joins.read_in(one.shown.account_id, ask)
                if one.asking is not ask or one.closed is not None:
                    return
                if self._admit(one, joined, greet=greet):
                    one.asking, one.lagging = None, False
                    return
            one.close(SLOW)
        except NotFound:
            one.close(REMOVED)

    def leave(self, one: Connection) -> None:
        """Forget a connection."""
        self.ephemerals.part(one, one.topics, told=False)
        self.audience.remove(one)

    async def ping(self) -> None:
        """Tell everybody how far the log was looked at for them."""
        for index, one in enumerate(self.audience.everybody()):
            self.ping_one(one)
            await _breathe(index)

    def ping_one(self, one: Connection) -> None:
        """Figures that wait go first: the position says that nothing before it is missing."""
        if not one.lagging:
            self._settle(one)
            one.sent = max(self.told, one.sent)
            one.ping(one.sent)

    def move(self, head: Head) -> None:
        """The head as seen from outside: news, or another epoch after a restore."""
        if self.cursor is None:
            return
        if head.epoch != self.epoch or head.seq < self.cursor:
            self.epoch, self.cursor, self.told = head.epoch, head.seq, head.seq
            self._ring.clear()
            for one in self.audience.everybody():
                one.reset("epoch", head.seq)
                one.sent = head.seq
        elif head.seq > self.cursor:
            self.wake()

    def _admit(self, one: Connection, joined: Joined, *, greet: bool) -> bool:
        """Take a connection in as of its reading; False if too much has happened since."""
        if self.cursor is None:
            self.cursor = self.told = joined.head.seq
            self.epoch = joined.head.epoch
            self.wake()  # whoever called before was not heard
        elif joined.head.epoch != self.epoch:
            self.move(joined.head)
        since_then = self._since(joined)
        if since_then is None:
            return False
        self.audience.place(one, joined.actor, joined.topics)
        one.stood = joined.head.seq
        if greet:
            one.welcome(joined.head, joined.since)
        if joined.why:
            one.reset(joined.why, joined.head.seq)
        one.replay(joined.missed)
        for tale, chosen in since_then:
            one.tell(tale, chosen)
        one.sent = max(joined.head.seq, self.cursor)
        for topic in joined.stale:
            one.reset("rights", one.sent, topic)
        if joined.head.seq > self.cursor:
            self.wake()
        return True

    def _since(self, joined: Joined) -> list[tuple[Tale, tuple[int, ...]]] | None:
        """What was told after a reading, for its reader; None if that cannot be known from here."""
        assert self.cursor is not None
        behind = self.cursor - joined.head.seq
        if behind > len(self._ring):
            return None
        found = []
        for tale in list(self._ring)[len(self._ring) - behind :] if behind > 0 else []:
            if tale.touched(joined.actor.member_id):
                return None
            try:
                chosen = tale.choose(joined.actor, joined.topics)
            except Unread:
                return None
            if chosen:
                found.append((tale, chosen))
        return found

    async def _run(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            try:
                while self.cursor is not None and await self._step():
                    pass
            except Exception:
                log.exception("reading the log failed", project=self.project_id)
                await asyncio.sleep(PATIENCE)
                self._news.set()

    async def _step(self) -> bool:
        """Read on and tell; whether there may be more."""
        assert self.cursor is not None
        after = self.cursor
        watch = self.audience.watch()
        batch = await self.edge.read(read_batch, self.project_id, after, watch)
        if batch.head.epoch != self.epoch or self.cursor != after:
            self.move(batch.head)
            return False
        self.cursor = batch.seq
        self._ring.extend(batch.tales)
        self._let_go(batch)
        for tale in batch.tales:
            if self._counters.hold(tale):
                self._flushing = self._flushing or asyncio.get_running_loop().call_later(
                    PAUSE, self._flush
                )
            else:
                await self._tell_all(tale)
        await self._restand(batch)
        self.told = batch.seq
        return batch.seq < batch.head.seq

    def _let_go(self, batch: Batch) -> None:
        """Whoever was removed hears nothing more, not even what came in the same breath."""
        gone = batch.rechecked - batch.actors.keys()
        for one in self.audience.everybody() if gone else ():
            if one.actor and one.actor.member_id in gone:
                one.close(REMOVED)

    async def _tell_all(self, tale: Tale) -> None:
        topics = {each.topic for each in tale.fragments if each.html != ""}
        count = 0
        for stand in self.audience.stands(topics):
            chosen = _choose(tale, stand)
            if chosen == ():
                continue
            for one in tuple(stand.connections):
                if one.lagging or one.sent >= tale.seq:
                    continue
                if self._counters:
                    self._settle(one)
                if chosen is None or one.topics is not stand.topics:  # it has moved meanwhile
                    self._give(one, tale)
                elif one.closed is None:
                    one.tell(tale, chosen)
                await _breathe(count)
                count += 1

    def _give(self, one: Connection, tale: Tale, only: Collection[int] | None = None) -> None:
        if one.actor is None or one.closed is not None or one.sent >= tale.seq:
            return
        try:
            chosen = tale.choose(one.actor, one.topics)
        except Unread:
            self._catch_up(one)
            return
        if only is not None:
            chosen = tuple(each for each in chosen if each in only)
        if chosen:
            one.tell(tale, chosen)

    def _catch_up(self, one: Connection) -> None:
        """It came while the batch was being read: read what it missed for it alone."""
        if one.lagging:
            return
        one.lagging = True
        since = min(max(one.sent, self.told), self._counters.first() - 1)
        if one.asking and one.asking.since is not None:
            since = min(since, one.asking.since)
        ask = Ask(one.focus, since, self.epoch)
        self._keep(asyncio.ensure_future(self.join(one, ask, greet=False)))

    def _keep(self, task: "asyncio.Task[None]") -> None:
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def _restand(self, batch: Batch) -> None:
        """Rights that changed: people who were removed go, threads that opened are fetched anew."""
        touching = [tale for tale in batch.tales if tale.touches is None or tale.touches]
        if not touching:
            return
        named = {one for tale in touching for one in tale.touches or ()}
        all_of_them = any(tale.touches is None for tale in touching)
        for index, one in enumerate(self.audience.everybody()):
            member = one.actor.member_id if one.actor else 0
            if (all_of_them or member in named) and one.stood < touching[-1].seq:
                self._restand_one(one, member, batch)
            await _breathe(index)

    def _restand_one(self, one: Connection, member: int, batch: Batch) -> None:
        if one.lagging:
            return
        if member not in batch.rechecked:
            self._catch_up(one)
        elif member not in batch.actors:
            one.close(REMOVED)
        else:
            self._settle(one)
            self.audience.restand(one, batch)

    def _settle(self, one: Connection) -> None:
        """Send the figures that wait, so that what follows does not overtake them."""
        if self._counters:
            for tale, only in self._counters.ripe():
                self._give(one, tale, only)

    def _flush(self) -> None:
        self._flushing = None
        self._keep(asyncio.ensure_future(self._flush_all()))

    async def _flush_all(self) -> None:
        ripe = self._counters.ripe()
        topics = {each.topic for tale, only in ripe for each in tale.fragments}
        for index, one in enumerate(self.audience.of(topics)):
            if not one.lagging:
                for tale, only in ripe:
                    self._give(one, tale, only)
            await _breathe(index)
        self._counters.drop(ripe)


def _choose(tale: Tale, stand: Stand) -> tuple[int, ...] | None:
    """What all who stand there are to get, or None where that was not looked up."""
    try:
        return tale.choose(stand.actor, stand.topics)
    except Unread:
        return None


async def _breathe(index: int) -> None:
    if index % TURN == TURN - 1:
        await asyncio.sleep(0)
