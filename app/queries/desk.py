"""Small facts about a labeler's own day."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, exists, func, literal_column
from sqlalchemy import select as pick
from sqlmodel import Session, col

from app.clock import now
from app.domain.roles import Actor
from app.records.columns import table
from app.records.labels import CurrentLabel, Label, Retraction
from app.records.quick import Quick

UNDO_SHOWN = timedelta(seconds=10)
DAY = timedelta(hours=12)
RECOUNT = timedelta(minutes=10)


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


class Counted(NamedTuple):
    """A count as of a moment, over labels up to an id: the next one goes on from there."""

    at: datetime
    upto: int
    many: int


_MINE = (
    table(Label).c.project_id == bindparam("project"),
    table(Label).c.member_id == bindparam("member"),
)
# walks back from the newest, and stops at the first that is old enough
_BEFORE = Quick(
    pick(table(Label).c.id)
    .where(*_MINE, table(Label).c.recorded_at <= bindparam("since"))
    .order_by(table(Label).c.id.desc())
    .limit(1)
)
_SINCE = Quick(
    pick(func.count(), func.max(table(Label).c.id)).where(
        *_MINE,
        table(Label).c.id > bindparam("upto"),
        table(Label).c.source != literal_column("'import'"),
        ~exists().where(table(Retraction).c.label_id == table(Label).c.id),
    )
)


def recount_today(db: Session, member_id: int) -> None:
    """What is known of somebody's day is so no longer: one of their labels was taken back."""
    db.info["memory"].get("today", {}).pop(member_id, None)


def count_today(db: Session, actor: Actor) -> int:
    """The actor's labels of the last twelve hours: a working day, whatever the time zone. Counted
    anew now and then; between, only what has come since is counted."""
    known: dict[int, Counted] = db.info["memory"].setdefault("today", {})
    who, at = {"project": actor.project_id, "member": actor.member_id}, now()
    last = known.get(actor.member_id)
    if last is None or not timedelta(0) <= at - last.at < RECOUNT:
        before = _BEFORE.scalar(db, {**who, "since": at - DAY}) or 0
        last = Counted(at, before, 0)
    [(more, newest)] = _SINCE.rows(db, {**who, "upto": last.upto})
    counted = Counted(last.at, newest or last.upto, last.many + more)
    known[actor.member_id] = counted
    return counted.many
