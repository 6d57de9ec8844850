"""What is read from the log for the live door: the next batch for everybody, or a join for one."""

from dataclasses import dataclass, field

from sqlmodel import Session

from app.domain.roles import Actor
from app.gate.feeds import Ask
from app.live.feed import Teller, Watch
from app.live.subscriptions import subscribe
from app.live.tales import Tale
from app.queries.events import Head, get_head, list_events
from app.queries.members import get_actor
from app.queries.standings import map_actors

MOST = 500  # events in one batch
SCAN = 2000  # events looked through for somebody who comes back
REPLAY = 100  # frames sent to somebody who comes back; beyond it the page is fetched again


@dataclass(frozen=True, slots=True)
class Batch:
    """The next events, and the people whose rights they may have changed, as they stand now.

    `seq`: how far the log was looked at. `actors` lacks those of `rechecked` who were removed.
    """

    head: Head
    seq: int
    tales: tuple[Tale, ...]
    rechecked: frozenset[int]
    actors: dict[int, Actor]
    standings: dict[int, dict[str, bool]]


@dataclass(frozen=True, slots=True)
class Joined:
    """Who came, what they may listen to, and what they missed; or `why` they must look anew."""

    actor: Actor
    topics: dict[str, bool]
    head: Head
    since: int
    why: str | None
    missed: tuple[tuple[Tale, tuple[int, ...]], ...]
    stale: tuple[str, ...]


@dataclass(slots=True)
class Renders:
    """What was rendered for those who came back while the log stood still, to be used again."""

    seq: int = -1
    html: dict[tuple[int, int], str] = field(default_factory=dict)

    def at(self, seq: int) -> dict[tuple[int, int], str]:
        """The renderings that are true at this position."""
        if seq != self.seq:
            self.seq, self.html = seq, {}
        return self.html


def read_batch(db: Session, project_id: int, after: int, watch: Watch) -> Batch:
    """The events after a position as tales, and the rights they may have changed."""
    head = get_head(db, project_id)
    events = list_events(db, project_id, after, MOST)
    teller = Teller(db, watch)
    tales = tuple(teller.tell(event) for event in events)
    rechecked = _touched(tales, watch)
    actors = map_actors(db, project_id, rechecked)
    standings = {
        each.member_id: subscribe(db, each, watch.focus[each.member_id]) for each in actors.values()
    }
    seq = events[-1].seq if len(events) == MOST else head.seq
    return Batch(head, seq, tales, rechecked, actors, standings)


def read_join(db: Session, project_id: int, account_id: int, ask: Ask, renders: Renders) -> Joined:
    """Let somebody in, and tell what they missed. Raises NotFound for who is no member."""
    head = get_head(db, project_id)
    actor = get_actor(db, account_id, project_id)
    topics = subscribe(db, actor, ask.focus)
    since = head.seq if ask.since is None else ask.since
    why = _why_anew(head, ask.epoch, since)
    if why:
        return Joined(actor, topics, head, head.seq, why, (), ())
    me = actor.member_id
    watching = dict.fromkeys(topics, frozenset({me}))
    watch = Watch({me: actor}, {me: frozenset(topics)}, watching)
    teller = Teller(db, watch, renders.at(head.seq))
    missed: list[tuple[Tale, tuple[int, ...]]] = []
    touched = False
    for event in list_events(db, project_id, since, SCAN):
        tale = teller.tell(event)
        touched = touched or tale.touched(me)
        if chosen := tale.choose(actor, topics):
            missed.append((tale, chosen))
        if len(missed) > REPLAY:
            return Joined(actor, topics, head, head.seq, "far", (), ())
    stale = tuple(topic for topic in topics if touched and topic.startswith("task:"))
    return Joined(actor, topics, head, since, None, tuple(missed), stale)


def _why_anew(head: Head, epoch: str | None, since: int) -> str | None:
    """Why what somebody holds cannot be brought up to date event by event, if it cannot."""
    if epoch is not None and epoch != head.epoch:
        return "epoch"
    if since > head.seq:
        return "ahead"
    return "far" if head.seq - since > SCAN else None


def _touched(tales: tuple[Tale, ...], watch: Watch) -> frozenset[int]:
    if any(tale.touches is None for tale in tales):
        return frozenset(watch.actors)
    named = {one for tale in tales for one in tale.touches or ()}
    return frozenset(named & watch.actors.keys())
