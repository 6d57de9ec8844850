"""One connection: who it is, what it listens to, its numbered frames and its bounded queue."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

import msgspec

from app.domain.roles import Actor
from app.gate.feeds import Ask, Pass
from app.languages import SOURCE
from app.live.lines import Line
from app.live.tales import Replay, Tale, numbered
from app.queries.events import Head
from app.settings import Settings

GOING, SLOW, SIGNED_OUT, REMOVED = 1012, 1013, 4401, 4403
FLOOD = 1 << 18  # bytes of missed frames that are written at one stroke
NONE: deque[bytes] = deque(maxlen=0)  # what waits at most connections: an empty deque is not small


class Connection:
    """Frames leave in the order they were put; one who reads too slowly is closed, not waited for.

    `focus` is what it asked for, `topics` what it got, each with whether it sees peers there, as
    of position `stood`. `sent` is the position up to which everything meant for it was put. While
    it is `lagging`, a join of its own brings it up to date, and the room leaves it alone.
    """

    def __init__(self, line: Line, shown: Pass, settings: Settings) -> None:
        self.line = line
        self.shown = shown
        self.actor: Actor | None = None
        self.focus: tuple[str, ...] = ()
        self.asking: Ask | None = None
        self.topics: dict[str, bool] = {}
        self.n = 0
        self.sent = 0
        self.stood = 0
        self.lagging = False
        self.closed: int | None = None
        self.left: Callable[[Connection], None] = _nobody
        self._most = settings.live_queue
        self._patience = settings.live_send
        self._waiting: deque[bytes] = NONE
        self._writer: asyncio.Task[None] | None = None

    def welcome(self, head: Head, since: int) -> None:
        """The first frame: the epoch, and the position that this connection goes on from."""
        self._say(type="welcome", epoch=head.epoch, seq=since, n=0)

    def tell(self, tale: Tale, chosen: tuple[int, ...]) -> None:
        """An event: a short head of its own on a tail shared by all."""
        self.n += 1
        self.put(numbered(self.n, tale.tail(chosen, self.actor.language if self.actor else SOURCE)))
        self.sent = max(self.sent, tale.seq)

    def replay(self, replay: Replay) -> None:
        """What was missed; on a new connection in one piece, if it is of ordinary size."""
        if not replay.missed:
            return
        fresh = self.n == 0 and self.closed is None and not self._waiting
        if fresh and self.line.flood(replay, FLOOD):
            self.n = len(replay.missed)
            self.sent = max(self.sent, replay.missed[-1][0].seq)
            return
        for tale, chosen in replay.missed:
            self.tell(tale, chosen)

    def reset(self, why: str, seq: int, topic: str | None = None) -> None:
        """What is shown of a topic (or all) cannot be patched: it is to be fetched again."""
        self.n += 1
        about = {} if topic is None else {"topic": topic}
        self._say(type="reset", n=self.n, why=why, seq=seq, **about)

    def ping(self, seq: int) -> None:
        """How far the log was looked at for this connection: a silent gap shows."""
        self._say(type="ping", seq=seq)

    def whisper(self, text: bytes) -> None:
        """Something that may be lost."""
        self.put(text, droppable=True)

    def put(self, text: bytes, *, droppable: bool = False) -> None:
        """Send now if nothing waits and the reader keeps up; otherwise queue."""
        if self.closed is not None:
            return
        if not self._waiting and self.line.offer(text):
            return
        if droppable and len(self._waiting) >= self._most // 2:
            return
        if len(self._waiting) >= self._most:
            self.close(SLOW)
            return
        if self._writer is None:
            self._waiting = deque()
            self._writer = asyncio.ensure_future(self._write())
        self._waiting.append(text)

    def close(self, code: int) -> None:
        """Say goodbye once; what waits is dropped: a replay brings it."""
        if self.closed is not None:
            return
        self.closed = code
        self._waiting.clear()
        self.line.close(code)
        self.left(self)

    async def _write(self) -> None:
        try:
            while self._waiting:
                async with asyncio.timeout(self._patience):
                    await self.line.send(self._waiting[0])
                if self._waiting:
                    self._waiting.popleft()
        except TimeoutError:
            self.close(SLOW)
        except Exception:
            self.close(1006)  # the other side is gone; its endpoint hears so too
        finally:
            self._writer, self._waiting = None, NONE

    def _say(self, **said: Any) -> None:
        self.put(msgspec.json.encode(said))


def _nobody(_: Connection) -> None:
    """Nobody to tell yet."""
