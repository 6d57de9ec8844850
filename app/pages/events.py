"""The event feed as programs read it: what happened, in order, as far as the reader may know."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.roles import Actor, is_staff
from app.queries.events import get_head, list_visible
from app.records.events import Event

MOST = 500
# what a labeler may learn beyond the kind: never counts, never internal numbers
OPEN = frozenset({"topic", "key", "question", "draft", "version", "revision"})


@dataclass(frozen=True, slots=True)
class EventView:
    """One event. `actor`, `subject` and `data` are ids; `subject` and most of `data` for staff."""

    seq: int
    at: datetime
    kind: str
    actor: int | None
    subject: int | None
    data: dict[str, object]


@dataclass(frozen=True, slots=True)
class EventsView:
    """A stretch of the log. Ask on `after` `seq`; another `epoch` means: begin again."""

    epoch: str
    seq: int
    has_more: bool
    events: tuple[EventView, ...]


def show_events(db: Session, actor: Actor, after: int) -> EventsView:
    """The next stretch after a position, without what the actor may not know."""
    head = get_head(db, actor.project_id)
    seq = min(after + MOST, head.seq)
    events = list_visible(db, actor, after, MOST)
    views = tuple(_view(event, actor) for event in events)
    return EventsView(head.epoch, max(seq, 0), seq < head.seq, views)


def _view(event: Event, actor: Actor) -> EventView:
    staff = is_staff(actor)
    data = {key: value for key, value in event.data.items() if staff or key in OPEN}
    return EventView(
        seq=event.seq,
        at=event.at,
        kind=event.kind,
        actor=event.actor_id,
        subject=event.subject if staff else None,
        data=data,
    )
