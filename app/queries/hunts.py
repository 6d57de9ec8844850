"""A draft's hunt for the tasks that it affects: its rounds, what is known, and what is left."""

from collections.abc import Sequence

from sqlalchemy import Integer, cast, exists, func
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.domain.hunts import SAMPLE, Round
from app.queries.scope_lists import case_tasks
from app.queries.scopes import led_tasks
from app.records.hunts import HuntItem, HuntRound
from app.records.labels import CurrentLabel
from app.records.relabels import ScopeTask
from app.records.tasks import Task


def list_rounds(db: Session, revision_id: int) -> list[Round]:
    """The rounds that were judged, in order."""
    hits = func.coalesce(func.sum(cast(col(HuntItem.is_affected), Integer)), 0)
    rows = db.execute(
        pick(col(HuntRound.kind), col(HuntRound.before), func.count(), hits)
        .join(
            HuntItem,
            (col(HuntItem.revision_id) == col(HuntRound.revision_id))
            & (col(HuntItem.round) == col(HuntRound.number)),
        )
        .where(col(HuntRound.revision_id) == revision_id, col(HuntRound.judged_at).is_not(None))
        .group_by(col(HuntRound.number), col(HuntRound.kind), col(HuntRound.before))
        .order_by(col(HuntRound.number))
    )
    return [Round(kind, size, int(hit), before) for kind, before, size, hit in rows]


def count_sampled(db: Session, revision_id: int, scope: str) -> tuple[int, int]:
    """(judged, affected) of the samples that were drawn from a scope, by its digest."""
    hits = func.coalesce(func.sum(cast(col(HuntItem.is_affected), Integer)), 0)
    row = db.execute(
        pick(func.count(col(HuntItem.is_affected)), hits)
        .join(HuntRound, col(HuntRound.number) == col(HuntItem.round))
        .where(
            col(HuntRound.revision_id) == revision_id,
            col(HuntItem.revision_id) == revision_id,
            col(HuntRound.kind) == SAMPLE,
            col(HuntRound.scope) == scope,
        )
    ).one()
    return int(row[0]), int(row[1])


def count_rounds(db: Session, revision_id: int) -> int:
    """How many rounds were drawn, the one that waits included."""
    query = select(func.count()).select_from(HuntRound)
    return db.exec(query.where(HuntRound.revision_id == revision_id)).one()


def find_open_round(db: Session, revision_id: int) -> HuntRound | None:
    """The batch that waits to be judged."""
    query = select(HuntRound).where(HuntRound.revision_id == revision_id)
    return db.exec(query.where(col(HuntRound.judged_at).is_(None))).first()


def list_own_rounds(db: Session, revision_id: int, member_id: int) -> list[int]:
    """The numbers of the rounds that a person has judged."""
    mine = (HuntRound.revision_id == revision_id, HuntRound.judged_by == member_id)
    return list(db.execute(select(HuntRound.number).where(*mine)).scalars())


def list_items(db: Session, revision_id: int, number: int) -> list[tuple[HuntItem, Task]]:
    """The tasks of a round, in their order."""
    rows = db.execute(
        select(HuntItem, Task)
        .join(Task, col(Task.id) == col(HuntItem.task_id))
        .where(HuntItem.revision_id == revision_id, HuntItem.round == number)
        .order_by(col(HuntItem.place))
    )
    return [(item, task) for item, task in rows]


def map_judged(db: Session, revision_id: int) -> dict[int, bool]:
    """What was judged so far, by task."""
    query = select(HuntItem.task_id, HuntItem.is_affected).where(
        HuntItem.revision_id == revision_id, col(HuntItem.is_affected).is_not(None)
    )
    return {row.task_id: row.is_affected for row in db.execute(query)}


def list_candidates(db: Session, project_id: int) -> list[int]:
    """The tasks that have a label in force, by id: what a change can affect."""
    labeled = exists().where(col(CurrentLabel.task_id) == col(Task.id))
    query = select(Task.id).where(Task.project_id == project_id, labeled)
    return list(db.execute(query.order_by(col(Task.id))).scalars())


def list_bodies(db: Session, task_ids: Sequence[int]) -> list[str]:
    """The texts of these tasks, in this order."""
    found: dict[int, str] = {}
    for start in range(0, len(task_ids), 5000):
        part = task_ids[start : start + 5000]
        rows = db.execute(select(Task.id, Task.body).where(col(Task.id).in_(part)))
        found.update((row.id, row.body) for row in rows)
    return [found[each] for each in task_ids]


def name_tasks(db: Session, task_ids: Sequence[int]) -> list[str]:
    """The external ids of a few tasks."""
    query = select(Task.external_id).where(col(Task.id).in_(task_ids))
    return list(db.execute(query).scalars())


def list_known(db: Session, revision_id: int) -> set[int]:
    """The tasks that a hunt begins with: that led to the draft's rulings, that are cases of theirs,
    or that were selected by hand."""
    by_hand = pick(col(ScopeTask.task_id)).where(
        col(ScopeTask.revision_id) == revision_id, col(ScopeTask.stratum) == "e"
    )
    queries = led_tasks(revision_id), case_tasks(revision_id), by_hand
    return {row[0] for query in queries for row in db.execute(query)}
