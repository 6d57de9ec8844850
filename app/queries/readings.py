"""How far people have read."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from app.queries.places import Place
from app.records.threads import Reading


def find_mark(db: Session, member_id: int, place: Place) -> int | None:
    """The position up to which a member has read a thread; None where they never looked."""
    if place.thread_id is None:
        return None
    return db.execute(
        select(Reading.position).where(
            Reading.member_id == member_id, Reading.thread_id == place.thread_id
        )
    ).scalar()


def list_readers(db: Session, thread_id: int, position: int, member_ids: Iterable[int]) -> set[int]:
    """Those of these members who have read a thread up to a position."""
    read = select(Reading.member_id).where(
        Reading.thread_id == thread_id,
        Reading.position >= position,
        col(Reading.member_id).in_(list(member_ids)),
    )
    return set(db.exec(read))
