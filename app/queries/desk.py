"""Small facts about a labeler's own day."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select as pick
from sqlmodel import Session, col, func, select

from app.clock import now
from app.domain.roles import Actor
from app.records.labels import CurrentLabel, Label

UNDO_SHOWN = timedelta(seconds=10)


def find_undoable(db: Session, actor: Actor) -> UUID | None:
    """The client's id of the actor's label of the last ten seconds, if it still counts. What was
    made again, or corrected, is not undone but corrected."""
    newest = db.execute(
        pick(
            col(Label.id),
            col(Label.cid),
            col(Label.recorded_at),
            col(Label.task_id),
            col(Label.source),
        )
        .where(
            col(Label.project_id) == actor.project_id,
            col(Label.member_id) == actor.member_id,
        )
        .order_by(col(Label.id).desc())
        .limit(1)
    ).first()
    if newest is None or newest.source != "work" or now() - newest.recorded_at > UNDO_SHOWN:
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
