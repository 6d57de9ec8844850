"""Joining: everybody who comes at the same time is read in together, on one view of the log."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from app.domain.roles import Actor
from app.errors import NotFound
from app.gate.feeds import Ask
from app.live.feed import Teller, Watch, watch_of
from app.live.subscriptions import subscribe
from app.live.tales import Replay, Tale
from app.queries.events import Head, get_head, list_events
from app.queries.members import get_actor
from app.records.edge import Edge

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


class Returning:
    """Somebody of a group, and what they are found to have missed."""

    def __init__(self, coming: Coming, actor: Actor, topics: dict[str, bool]) -> None:
        self.since = coming.ask.since or 0
        self.actor = actor
        self.topics = topics
        self.missed: list[tuple[Tale, tuple[int, ...]]] = []
        self.touched = False

    @property
    def is_far(self) -> bool:
        """Whether it is more than is told event by event."""
        return len(self.missed) > REPLAY

    def take(self, tale: Tale) -> None:
        """Another event since they went."""
        self.touched = self.touched or tale.touched(self.actor.member_id)
        if chosen := tale.choose(self.actor, self.topics):
            self.missed.append((tale, chosen))

    def joined(self, head: Head) -> Joined:
        """How they join."""
        if self.is_far:
            return Joined(self.actor, self.topics, head, head.seq, "far", Replay(), ())
        stale = tuple(one for one in self.topics if self.touched and one.startswith("task:"))
        missed = Replay(tuple(self.missed), self.actor.language)
        return Joined(self.actor, self.topics, head, self.since, None, missed, stale)


def _replay(
    db: Session,
    project_id: int,
    head: Head,
    present: dict[Coming, tuple[Actor, dict[str, bool]]],
    renders: Renders,
) -> dict[Coming, Joined | BaseException]:
    """What each of these missed; events are read and told once for all of them, and nothing is
    drawn for those who are too far behind, or had not gone yet: it may be a thousand messages."""
    group = {each: Returning(each, actor, topics) for each, (actor, topics) in present.items()}
    events = list_events(db, project_id, min(one.since for one in group.values()), SCAN)
    teller = Teller(db, Watch(), events, renders.at(head.seq))
    behind: list[Returning] = []
    for event in events:
        still = [one for one in group.values() if one.since < event.seq and not one.is_far]
        if still != behind:
            behind = still
            teller.watch = watch_of((one.actor, one.topics) for one in behind)
        if behind:
            tale = teller.tell(event)
            for one in behind:
                one.take(tale)
    return {each: one.joined(head) for each, one in group.items()}


def _why_anew(head: Head, epoch: str | None, since: int) -> str | None:
    """Why what somebody holds cannot be brought up to date event by event, if it cannot."""
    if epoch is not None and epoch != head.epoch:
        return "epoch"
    if since > head.seq:
        return "ahead"
    return "far" if head.seq - since > SCAN else None
