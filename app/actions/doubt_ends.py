"""Doubts about trusted answers that are overtaken: the answer is another one by now, or gone."""

from collections.abc import Iterable

from sqlalchemy import update
from sqlmodel import Session, col

from app.clock import now
from app.domain.roles import Actor
from app.records.doubts import Doubt


def end_doubts(db: Session, actor: Actor, task_ids: Iterable[int], how: str) -> None:
    """End those that are open about the trusted answers of tasks: nothing is left to decide, and
    what was answered counts again."""
    theirs = col(Doubt.task_id).in_(list(task_ids)), col(Doubt.ended_at).is_(None)
    ended = {"how": how, "ended_by": actor.member_id or None, "ended_at": now()}
    db.execute(update(Doubt).where(*theirs).values(ended))
