"""How a follower goes on through a project's log: its next events, and its mark moved past them."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session

from app.queries.notices import find_cursor, list_news
from app.records.events import Event, Stream
from app.records.notices import FollowerCursor


@dataclass(frozen=True, slots=True)
class Stretch:
    """The next events for a follower, at most `most` of them."""

    cursor: FollowerCursor
    events: list[Event]
    most: int


def read_on(
    db: Session, name: str, project_id: int, kinds: Collection[str], most: int, *, after: int = 0
) -> Stretch:
    """The next events of these kinds. `after`: what stands before is nobody's news. The mark is
    read in the transaction that moves it, so that each event is worked off once."""
    cursor = find_cursor(db, name, project_id)
    if cursor is None:
        cursor = FollowerCursor(name=name, project_id=project_id)
    begin = max(cursor.seq, after)
    events = list_news(db, project_id, begin, kinds, most) if kinds else []
    return Stretch(cursor, events, most)


def move_on(db: Session, stretch: Stretch) -> bool:
    """Move the mark past the events, or to the head where there are no more; whether there are."""
    cursor, more = stretch.cursor, len(stretch.events) == stretch.most
    stream = db.get(Stream, cursor.project_id)
    head = stream.seq if stream else 0
    cursor.seq = stretch.events[-1].seq if more else max(cursor.seq, head)
    db.add(cursor)
    return more
