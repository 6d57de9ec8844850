"""The data as it stood: which moment is meant, and which labels counted then.

Labels are append-only and their ids grow with the log, so that a moment is an instant and the
newest label recorded until then. `recorded_at` counts, which is ours; of an import, `labeled_at`
is only claimed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_
from sqlalchemy import select as pick
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.clock import now
from app.domain.hours import check_zone
from app.domain.moments import FIELD, Asked, parse_moment
from app.domain.roles import Actor, is_staff
from app.errors import Invalid
from app.languages import say
from app.queries.addresses import find_wishes
from app.queries.blindness import is_reopened
from app.queries.guidelines import PUBLIC
from app.queries.labels import newest_label
from app.queries.set_asides import is_set_aside
from app.records.labels import Label, Retraction
from app.records.relabels import Relabel
from app.records.revisions import Revision
from app.records.tasks import Task

# a quarter of a million take about a second
MOST_COUNTED = 250_000
_DAY = timedelta(days=1, hours=2)  # the longest there is


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, and the newest label that was recorded until then (0: none). `version` is the
    guideline that was in force, None before the first. `kind` and `said` tell what was named."""

    kind: str
    said: str
    at: datetime
    watermark: int
    version: str | None


def get_moment(db: Session, actor: Actor, said: str, zone: str = "") -> Moment:
    """The moment that is meant. A version means when it was published, before anything was made
    again for it; a relabel, when it had ended. Days and instants without an offset are in `zone`;
    where none is named, in the actor's own."""
    asked = parse_moment(said, check_zone(zone) if zone else zone_of(db, actor))
    if asked.kind == "relabel":
        at, watermark = _end_of(db, actor, asked.number)
    elif asked.kind == "instant":
        at, watermark = _instant(asked), None
    else:
        at, watermark = _publication(db, actor.project_id, asked)
    if watermark is None:
        watermark = find_watermark(db, actor.project_id, at)
    in_force = find_in_force(db, actor.project_id, at)
    version = in_force.version if in_force else None
    return Moment(asked.kind, said.strip(), at.astimezone(UTC), watermark, version)


def get_version_then(db: Session, actor: Actor, said: str) -> str:
    """The version that was in force at a moment."""
    found = get_moment(db, actor, said).version
    if found is None:
        raise Invalid(say("No guideline was in force then."), FIELD)
    return found


def zone_of(db: Session, actor: Actor) -> str:
    """The zone that a person lives in, UTC where they have not said."""
    return find_wishes(db, actor.account_id).zone or "UTC"


def _instant(asked: Asked) -> datetime:
    at, latest = asked.at, now()
    assert at is not None
    if asked.is_day and at > latest and at - latest < _DAY:
        return latest  # today, so far
    if at > latest:
        raise Invalid(say("That is still to come: nothing is known of it yet."), FIELD)
    return at


def _publication(db: Session, project_id: int, asked: Asked) -> tuple[datetime, int | None]:
    named = col(Revision.number) == asked.number
    if asked.kind == "version":
        named = col(Revision.version) == asked.version
    found = db.execute(
        pick(col(Revision.published_at), col(Relabel.watermark))
        .outerjoin(Relabel, col(Relabel.revision_id) == col(Revision.id))
        .where(col(Revision.project_id) == project_id, named, col(Revision.state).in_(PUBLIC))
        .order_by(col(Revision.id).desc())
    ).first()
    if found is None:
        raise Invalid(say("No version of this name or number was ever published."), FIELD)
    return found.published_at, found.watermark


def _end_of(db: Session, actor: Actor, number: int) -> tuple[datetime, int | None]:
    mine = select(Relabel).where(Relabel.project_id == actor.project_id, Relabel.number == number)
    relabel = db.exec(mine).first()
    if relabel is None or not is_staff(actor):  # how far relabels are is for staff
        raise Invalid(say("There is no such relabel."), FIELD)
    if relabel.done_at is None:
        raise Invalid(
            say("Relabel %(number)s has not ended yet. Name an instant instead.", number=number),
            FIELD,
        )
    # of one that was withdrawn, `done_at` is when the last label had been put back
    is_done = relabel.state == "done"
    return relabel.done_at, relabel.ended_at_label if is_done else None


def find_in_force(db: Session, project_id: int, at: datetime) -> Revision | None:
    """The guideline that was in force: the newest one published by then and not yet withdrawn."""
    published = col(Revision.published_at)
    withdrawn = col(Revision.withdrawn_at)
    return db.exec(
        select(Revision)
        .where(
            Revision.project_id == project_id,
            col(Revision.state).in_(PUBLIC),
            published <= at,
            or_(withdrawn.is_(None), withdrawn > at),
        )
        .order_by(published.desc(), col(Revision.id).desc())
        .limit(1)
    ).first()


def find_watermark(db: Session, project_id: int, at: datetime) -> int:
    """The newest label recorded until an instant, 0 where there is none. Halving: ids and the
    times at which they were recorded grow together, for a project's writers are one at a time."""
    low, high = 0, newest_label(db, project_id)
    while low < high:
        middle = (low + high + 1) // 2
        row = db.execute(
            pick(col(Label.id), col(Label.recorded_at))
            .where(
                col(Label.project_id) == project_id,
                col(Label.id) >= middle,
                col(Label.id) <= high,
            )
            .order_by(col(Label.id))
            .limit(1)
        ).first()
        if row is None or row.recorded_at > at:
            high = middle - 1
        else:
            low = int(row.id)
    return low


def counted(moment: Moment) -> ColumnElement[bool]:
    """The condition that a label counted then for its task: what was asked beyond the overlap is
    its person's alone, and so is what was set aside."""
    aside = is_set_aside(col(Label.id), moment.at)
    return and_(stood(moment), col(Label.beyond).is_(False), ~aside)


def stood(moment: Moment) -> ColumnElement[bool]:
    """The condition that a label was its person's then: recorded, not taken back, and no later one
    of the same person on the same task. Asked label by label along ix_labels_task."""
    later: Any = aliased(Label)
    superseded = exists().where(
        later.task_id == col(Label.task_id),
        later.member_id == col(Label.member_id),
        later.id > col(Label.id),
        later.id <= moment.watermark,
        ~_taken_back(later.id, moment.at),
    )
    return and_(
        col(Label.id) <= moment.watermark, ~_taken_back(col(Label.id), moment.at), ~superseded
    )


def _taken_back(label_id: Any, at: datetime) -> ColumnElement[bool]:
    return exists().where(col(Retraction.label_id) == label_id, col(Retraction.retracted_at) <= at)


def count_standing(
    db: Session, project_id: int, moment: Moment, member_id: int | None = None
) -> list[tuple[str, int]] | None:
    """(answer, labels) as of a moment, most first: everybody's, or one person's without those that
    wait to be made again. None where more labels than can be counted while somebody waits were
    recorded until then."""
    mine = [col(Label.project_id) == project_id]
    if member_id is not None:
        mine += [col(Label.member_id) == member_id, ~is_reopened(member_id, col(Label.task_id))]
    until = pick(col(Label.id)).where(*mine, col(Label.id) <= moment.watermark)
    bounded = until.limit(MOST_COUNTED + 1).subquery()
    if db.execute(pick(func.count()).select_from(bounded)).scalar_one() > MOST_COUNTED:
        return None
    many = func.count()
    standing = stood(moment) if member_id is not None else counted(moment)
    query = pick(col(Label.value), many).where(*mine, standing)
    rows = db.execute(query.group_by(col(Label.value)).order_by(many.desc(), col(Label.value)))
    return [(value, count) for value, count in rows]


def count_tasks_then(db: Session, project_id: int, moment: Moment) -> int:
    """How many tasks there were."""
    query = pick(func.count()).select_from(Task)
    there = query.where(col(Task.project_id) == project_id, col(Task.created_at) <= moment.at)
    return int(db.execute(there).scalar_one())


def list_own_then(
    db: Session, actor: Actor, moment: Moment, *, after: int, most: int
) -> list[tuple[Label, Task]]:
    """One's own labels that counted then, oldest first, after one of them. What waits to be made
    again is left out, as everywhere."""
    rows = db.exec(
        select(Label, Task)
        .join(Task, col(Task.id) == col(Label.task_id))
        .where(
            Label.project_id == actor.project_id,
            Label.member_id == actor.member_id,
            col(Label.id) > after,
            stood(moment),
            ~is_reopened(actor.member_id, col(Label.task_id)),
        )
        .order_by(col(Label.id))
        .limit(most)
    )
    return [(label, task) for label, task in rows]
