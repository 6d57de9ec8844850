"""Noting who has met a task outside of their work."""

from collections.abc import Iterable

from sqlalchemy import insert, select
from sqlmodel import Session, col

from app.records.acquaintances import Acquaintance


def note_acquaintance(db: Session, member_id: int, task_ids: Iterable[int | None]) -> None:
    """From now on these tasks are not given to somebody as work."""
    wanted = {each for each in task_ids if each is not None}
    known = select(col(Acquaintance.task_id)).where(
        col(Acquaintance.member_id) == member_id, col(Acquaintance.task_id).in_(wanted)
    )
    fresh = wanted - set(db.execute(known).scalars())
    if fresh:
        rows = [{"task_id": each, "member_id": member_id} for each in sorted(fresh)]
        db.execute(insert(Acquaintance), rows)
