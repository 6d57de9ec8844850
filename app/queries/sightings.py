"""What became of tasks that one has answered: the settled ones, and those that one has seen."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, exists
from sqlalchemy import select as pick
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.clock import now
from app.domain.roles import Actor
from app.queries.blindness import is_calibrated
from app.queries.flags import is_asked
from app.queries.labels import has_peer_words
from app.records.columns import is_in
from app.records.labels import CurrentLabel, Label
from app.records.relabels import RelabelItem
from app.records.sightings import Sighting
from app.records.tasks import Task

WINDOW = 100  # outcomes looked at together
LATELY = 1000  # of one's newest labels they are among
# Whether a task is settled the moment one has answered it would tell who was asked beyond the
# order of the queue; after a day hardly any differs.
RIPE = timedelta(days=1)


class Settled(NamedTuple):
    """A settled task with one's own answer to it."""

    label_id: int
    task_id: int
    key: UUID
    body: str
    value: str


class Vote(NamedTuple):
    """An answer that counts, and its label."""

    label_id: int
    value: str


def is_settled() -> ColumnElement[bool]:
    """The condition that nothing about a task can be given away any more: it has all its labels,
    nobody holds it or laid it aside, none of its labels is to be made again, and no question about
    it is open."""
    again = exists().where(
        col(RelabelItem.task_id) == col(Task.id), is_in(RelabelItem.state, "open")
    )
    return (col(Task.state) == "full") & (col(Task.taken) == 0) & ~again & ~is_asked(col(Task.id))


def list_settled(db: Session, actor: Actor, *, seen: bool) -> list[Settled]:
    """The newest of the actor's answers on settled tasks whose outcome they have seen, or have
    not, among their newest labels, given a day ago and earlier."""
    mine, newest = aliased(CurrentLabel), aliased(CurrentLabel)
    current: Any = (
        pick(col(newest.label_id))
        .where(
            col(newest.task_id) == col(Label.task_id), col(newest.member_id) == col(Label.member_id)
        )
        .scalar_subquery()
    )
    lately = (
        pick(col(Label.id))
        .where(col(Label.project_id) == actor.project_id, col(Label.member_id) == actor.member_id)
        .order_by(col(Label.id).desc())
        .limit(LATELY)
        .scalar_subquery()
    )
    was_seen = exists().where(
        col(Sighting.member_id) == actor.member_id, col(Sighting.task_id) == col(Label.task_id)
    )
    rows = db.execute(
        pick(col(Label.id), col(Task.id), col(Task.key), col(Task.body), col(mine.value))
        .join(Task, col(Task.id) == col(Label.task_id))
        .join(
            mine,
            (col(mine.task_id) == col(Label.task_id))
            & (col(mine.member_id) == col(Label.member_id)),
        )
        .where(
            col(Label.id).in_(lately),
            col(Label.id) == current,
            col(Label.recorded_at) <= now() - RIPE,
            was_seen if seen else ~was_seen,
            is_settled(),
        )
        .order_by(col(Label.id).desc())
        .limit(WINDOW)
    )
    return [Settled(*row) for row in rows]


def map_votes(db: Session, task_ids: Iterable[int]) -> dict[int, list[Vote]]:
    """The answers that count, by task; only ever for tasks that are settled."""
    found: defaultdict[int, list[Vote]] = defaultdict(list)
    rows = pick(
        col(CurrentLabel.task_id), col(CurrentLabel.label_id), col(CurrentLabel.value)
    ).where(col(CurrentLabel.task_id).in_(list(task_ids)), col(CurrentLabel.counts))
    for task_id, label_id, value in db.execute(rows):
        found[task_id].append(Vote(label_id, value))
    return found


def has_sighting(db: Session, member_id: int, task_id: int) -> bool:
    """Whether somebody was shown what became of a task."""
    return db.get(Sighting, (member_id, task_id)) is not None


def is_informed(db: Session, actor: Actor, task_id: int) -> bool:
    """Whether the actor can know by now what others made of a task: from their words, from its
    outcome, or from a calibration in which their answers were laid open."""
    if has_sighting(db, actor.member_id, task_id) or has_peer_words(db, actor, task_id):
        return True
    return bool(db.execute(pick(is_calibrated(actor.member_id, task_id, revealed=True))).scalar())
