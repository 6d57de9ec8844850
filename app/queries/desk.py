"""Small facts about a labeler's own day."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, col, func, select

from app.clock import now
from app.domain.roles import Actor
from app.records.labels import CurrentLabel, Label

UNDO_SHOWN = timedelta(seconds=10)


def find_undoable(db: Session, actor: Actor) -> UUID | None:
    """The client's id of the actor's label of the last ten seconds, if it still counts."""
    newest = db.execute(
        select(Label.id, Label.cid, Label.recorded_at, Label.task_id)
        .where(
            Label.project_id == actor.project_id,
            Label.member_id == actor.member_id,
        )
        .order_by(col(Label.id).desc())
        .limit(1)
    ).first()
    if newest is None or now() - newest.recorded_at > UNDO_SHOWN:
        return None
    current = db.get(CurrentLabel, (newest.task_id, actor.member_id))
    cid: UUID = newest.cid
    return cid if current and current.label_id == newest.id else None


def count_today(db: Session, actor: Actor) -> int:
    """The actor's labels of the last twelve hours: a working day, whatever the time zone."""
    query = select(func.count()).select_from(Label)
    return db.exec(
        query.where(
            Label.project_id == actor.project_id,
            Label.member_id == actor.member_id,
            Label.recorded_at > now() - timedelta(hours=12),
            Label.source != "import",
        )
    ).one()
