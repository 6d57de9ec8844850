"""Small facts about a labeler's own day."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, exists, func, literal_column
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.clock import now
from app.domain.roles import Actor
from app.queries.reopenings import find_reopenable
from app.queries.tasks import get_shown
from app.records.columns import table
from app.records.labels import Assignment, CurrentLabel, Label, Retraction
from app.records.quick import Quick
from app.records.relabels import Relabel, RelabelItem

PACED = 100  # labels, the newest
UNDO_SHOWN = timedelta(seconds=10)
DAY = timedelta(hours=12)
RECOUNT = timedelta(minutes=10)


class Saved(NamedTuple):
    """A label of the last ten seconds that counts: the client's id of it, its task, and whether it
    can still be taken back."""

    cid: UUID
    task: UUID
    is_undoable: bool


def find_saved(db: Session, actor: Actor) -> Saved | None:
    """What the actor answered at the desk just now. A correction is not undone but corrected."""
    newest = db.exec(
        select(Label)
        .where(Label.project_id == actor.project_id, Label.member_id == actor.member_id)
        .order_by(col(Label.id).desc())
        .limit(1)
    ).first()
    if newest is None or newest.source not in ("work", "relabel"):
        return None
    current = db.get(CurrentLabel, (newest.task_id, actor.member_id))
    if now() - newest.recorded_at > UNDO_SHOWN or current is None or current.label_id != newest.id:
        return None
    is_undoable = newest.source == "work" or find_reopenable(db, newest) is not None
    return Saved(newest.cid, get_shown(db, newest.task_id).key, is_undoable)


def find_pace(db: Session, actor: Actor) -> float | None:
    """The mean seconds of the actor's newest labels, an hour at most each; None where none was
    timed."""
    newest = (
        pick(col(Label.seconds))
        .where(
            col(Label.project_id) == actor.project_id,
            col(Label.member_id) == actor.member_id,
        )
        .order_by(col(Label.id).desc())
        .limit(PACED)
        .subquery()
    )
    mean = db.execute(pick(func.avg(newest.c.seconds)).where(newest.c.seconds < 3600)).scalar()
    return float(mean) if mean is not None else None


def count_made_again(db: Session, actor: Actor) -> int:
    """How many of the actor's own labels were made again since the relabel of their newest label
    opened; 0 where that was other work."""
    mine = (
        col(Label.project_id) == actor.project_id,
        col(Label.member_id) == actor.member_id,
    )
    again = col(Label.source) == "relabel", col(Label.supersedes_id).is_not(None)
    newest = pick(func.max(col(Label.id))).where(*mine).scalar_subquery()
    since = db.execute(
        pick(col(Relabel.watermark))
        .join(RelabelItem, col(RelabelItem.relabel_id) == col(Relabel.id))
        .join(Assignment, col(Assignment.item_id) == col(RelabelItem.id))
        .join(Label, col(Label.assignment_id) == col(Assignment.id))
        .where(col(Label.id) == newest, *again)
    ).scalar()
    if since is None:
        return 0
    made = pick(func.count()).select_from(Label).where(*mine, *again, col(Label.id) > since)
    return db.execute(made).scalar() or 0


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
        table(Label).c.source.not_in((literal_column("'import'"), literal_column("'restore'"))),
        ~exists().where(table(Retraction).c.label_id == table(Label).c.id),
    )
)


def recount_today(db: Session, member_id: int) -> None:
    """What is known of somebody's day is so no longer: one of their labels was taken back."""
    db.info["memory"].get("today", {}).pop(member_id, None)


def count_today(db: Session, actor: Actor) -> int:
    """The labels that the actor made here in the last twelve hours: a working day, whatever the
    time zone. Counted anew now and then; between, only what has come since is counted."""
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
