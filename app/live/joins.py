"""Joining: everybody who comes at the same time is read in together, on one view of the log."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from app.domain.roles import Actor
from app.errors import NotFound
from app.gate.feeds import Ask
from app.live.feed import Teller, watch_of
from app.live.subscriptions import subscribe
from app.live.tales import Replay, Tale
from app.queries.events import Head, get_head, list_events
from app.queries.members import get_actor
from app.records.edge import Edge
from app.records.events import Event

SCAN = 2000  # events looked through for somebody who comes back
REPLAY = 100  # frames sent to somebody who comes back; beyond it the page is fetched again
TOGETHER = 100  # people who are read in at once


@dataclass(frozen=True, slots=True)
class Joined:
    """Who came, what they may listen to, and what they missed; or `why` they must look anew."""

    actor: Actor
    topics: dict[str, bool]
    head: Head
    since: int
    why: str | None
    missed: Replay
    stale: tuple[str, ...]


@dataclass(slots=True)
class Renders:
    """What was rendered for those who came back while the log stood still, to be used again."""

    seq: int = -1
    html: dict[tuple[int, int, str], str] = field(default_factory=dict)

    def at(self, seq: int) -> dict[tuple[int, int, str], str]:
        """The renderings that are true at this position."""
        if seq != self.seq:
            self.seq, self.html = seq, {}
        return self.html


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody at the door: their account and what they ask for."""

    account_id: int
    ask: Ask


class Joins:
    """The door of one room. Those who come while others are read in make up the next group."""

    def __init__(self, edge: Edge, project_id: int) -> None:
        self.edge = edge
        self.project_id = project_id
        self._renders = Renders()
        self._waiting: list[tuple[Coming, asyncio.Future[Joined]]] = []
        self._task: asyncio.Task[None] | None = None

    async def read_in(self, account_id: int, ask: Ask) -> Joined:
        """Let somebody in, and tell what they missed. Raises NotFound for who is no member."""
        told: asyncio.Future[Joined] = asyncio.get_running_loop().create_future()
        self._waiting.append((Coming(account_id, ask), told))
        if self._task is None:
            self._task = asyncio.ensure_future(self._read())
        return await told

    async def _read(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
                coming = [each for each, _ in group]
                try:
                    read: Sequence[Joined | BaseException] = await self.edge.read(
                        read_joins, self.project_id, coming, self._renders
                    )
                except Exception as broken:
                    read = [broken] * len(group)
                for (_, told), joined in zip(group, read, strict=True):
                    _settle(told, joined)
        finally:
            self._task = None


def _settle(told: "asyncio.Future[Joined]", joined: Joined | BaseException) -> None:
    if told.done():  # gone meanwhile
        return
    if isinstance(joined, BaseException):
        told.set_exception(joined)
    else:
        told.set_result(joined)


def read_joins(
    db: Session, project_id: int, coming: Sequence[Coming], renders: Renders
) -> list[Joined | BaseException]:
    """Everybody of a group as they join, or the NotFound of who is no member."""
    head = get_head(db, project_id)
    known: dict[Coming, Joined | BaseException] = {}
    present: dict[Coming, tuple[Actor, dict[str, bool]]] = {}
    for each in dict.fromkeys(coming):
        try:
            actor = get_actor(db, each.account_id, project_id)
        except NotFound as gone:
            known[each] = gone
            continue
        topics = subscribe(db, actor, each.ask.focus)
        since = head.seq if each.ask.since is None else each.ask.since
        if why := _why_anew(head, each.ask.epoch, since):
            known[each] = Joined(actor, topics, head, head.seq, why, Replay(), ())
        elif since == head.seq:
            known[each] = Joined(actor, topics, head, since, None, Replay(), ())
        else:
            present[each] = actor, topics
    if present:
        known |= _replay(db, project_id, head, present, renders)
    return [known[each] for each in coming]


def _replay(
    db: Session,
    project_id: int,
    head: Head,
    present: dict[Coming, tuple[Actor, dict[str, bool]]],
    renders: Renders,
) -> dict[Coming, Joined | BaseException]:
    """What each of these missed; events are read and told once for all of them."""
    events = list_events(db, project_id, min(each.ask.since or 0 for each in present), SCAN)
    teller = Teller(db, watch_of(present.values()), events, renders.at(head.seq))
    tales: dict[int, Tale] = {}
    found: dict[Coming, Joined | BaseException] = {}
    for each, (actor, topics) in present.items():
        since, touched = each.ask.since or 0, False
        missed: list[tuple[Tale, tuple[int, ...]]] = []
        for event in events:
            if event.seq <= since:
                continue
            tale = _tale(teller, tales, event)
            touched = touched or tale.touched(actor.member_id)
            if chosen := tale.choose(actor, topics):
                missed.append((tale, chosen))
            if len(missed) > REPLAY:
                found[each] = Joined(actor, topics, head, head.seq, "far", Replay(), ())
                break
        else:
            stale = tuple(one for one in topics if touched and one.startswith("task:"))
            replay = Replay(tuple(missed), actor.language)
            found[each] = Joined(actor, topics, head, since, None, replay, stale)
    return found


def _tale(teller: Teller, tales: dict[int, Tale], event: Event) -> Tale:
    if event.seq not in tales:
        tales[event.seq] = teller.tell(event)
    return tales[event.seq]


def _why_anew(head: Head, epoch: str | None, since: int) -> str | None:
    """Why what somebody holds cannot be brought up to date event by event, if it cannot."""
    if epoch is not None and epoch != head.epoch:
        return "epoch"
    if since > head.seq:
        return "ahead"
    return "far" if head.seq - since > SCAN else None
