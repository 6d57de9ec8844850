"""How far people have read."""

from sqlmodel import Session, select

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
