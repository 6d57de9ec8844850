"""One's own work: when, how long it took, what one asked and what came of it. Nobody else's."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.domain.roles import Actor
from app.queries.guidelines import PUBLIC
from app.records.labels import Label
from app.records.questions import Asker, Flag, Question, Ruling
from app.records.revisions import Revision

MOST_TIMES = 500
MOST_NEWS = 20


def list_own_times(db: Session, actor: Actor) -> list[tuple[datetime, float | None]]:
    """When the actor's newest labels were recorded and how many seconds each took, newest first;
    imported ones were not made here, nor were those put back."""
    rows = db.execute(
        pick(col(Label.recorded_at), col(Label.seconds))
        .where(
            col(Label.project_id) == actor.project_id,
            col(Label.member_id) == actor.member_id,
            col(Label.source).not_in(("import", "restore")),
        )
        .order_by(col(Label.id).desc())
        .limit(MOST_TIMES)
    )
    return [(at, seconds) for at, seconds in rows]


def list_published_since(db: Session, project_id: int, since: datetime) -> list[Revision]:
    """The versions published since, newest first."""
    found = select(Revision).where(
        Revision.project_id == project_id,
        col(Revision.state).in_(PUBLIC),
        col(Revision.published_at) > since,
    )
    newest = found.order_by(col(Revision.published_at).desc()).limit(MOST_NEWS)
    return list(db.exec(newest))


def list_own_closed_since(db: Session, actor: Actor, since: datetime) -> list[Question]:
    """The questions that the actor asked, or joined, which were decided since, newest first."""
    mine = (
        select(Question)
        .join(Asker, col(Asker.question_id) == col(Question.id))
        .where(
            col(Asker.member_id) == actor.member_id,
            Question.project_id == actor.project_id,
            col(Question.closed_at) > since,
        )
    )
    return list(db.exec(mine.order_by(col(Question.closed_at).desc()).limit(MOST_NEWS)))


def list_own_rulings(db: Session, actor: Actor) -> list[tuple[Ruling, Revision | None]]:
    """The rulings in force that came from questions which the actor asked, by a duplicate too,
    newest first, with the version that says so."""
    asked = pick(func.coalesce(col(Question.duplicate_of), col(Question.id))).join(
        Asker, col(Asker.question_id) == col(Question.id)
    )
    mine = asked.where(
        col(Asker.member_id) == actor.member_id, col(Question.project_id) == actor.project_id
    )
    rows = db.exec(
        select(Ruling, Revision)
        .join(Revision, col(Revision.id) == col(Ruling.revision_id), isouter=True)
        .where(
            Ruling.project_id == actor.project_id,
            Ruling.state == "in_force",
            col(Ruling.question_id).in_(mine),
        )
        .order_by(col(Ruling.id).desc())
        .limit(MOST_NEWS)
    )
    return [(ruling, revision) for ruling, revision in rows]


def map_rulings_on(db: Session, task_ids: Iterable[int]) -> dict[int, list[Ruling]]:
    """The rulings in force that decided a question about each of some tasks."""
    found: defaultdict[int, list[Ruling]] = defaultdict(list)
    rows = db.execute(
        pick(col(Flag.task_id), Ruling)
        .join(Ruling, col(Ruling.question_id) == col(Flag.question_id))
        .where(col(Flag.task_id).in_(list(task_ids)), col(Ruling.state) == "in_force")
        .order_by(col(Ruling.number))
    )
    for task_id, ruling in rows:
        if ruling not in found[task_id]:
            found[task_id].append(ruling)
    return found
