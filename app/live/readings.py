"""What is read from the log for everybody in a room: the next batch."""

from dataclasses import dataclass

from sqlmodel import Session

from app.domain.roles import Actor
from app.live.feed import Teller, Watch
from app.live.subscriptions import subscribe
from app.live.tales import Tale
from app.queries.events import Head, get_head, list_events
from app.queries.standings import map_actors

MOST = 500  # events in one batch


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


def read_batch(db: Session, project_id: int, after: int, watch: Watch) -> Batch:
    """The events after a position as tales, and the rights they may have changed."""
    head = get_head(db, project_id)
    events = list_events(db, project_id, after, MOST)
    teller = Teller(db, watch, events)
    tales = tuple(teller.tell(event) for event in events)
    rechecked = _touched(tales, watch)
    actors = map_actors(db, project_id, rechecked)
    standings = {
        each.member_id: subscribe(db, each, watch.focus[each.member_id]) for each in actors.values()
    }
    seq = events[-1].seq if len(events) == MOST else head.seq
    return Batch(head, seq, tales, rechecked, actors, standings)


def _touched(tales: tuple[Tale, ...], watch: Watch) -> frozenset[int]:
    if any(tale.touches is None for tale in tales):
        return frozenset(watch.actors)
    named = {one for tale in tales for one in tale.touches or ()}
    return frozenset(named & watch.actors.keys())
