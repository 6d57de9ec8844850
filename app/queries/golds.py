"""The gold of a project, for the ML team: which there is, and what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.domain.roles import Actor, is_ml_team
from app.errors import Invalid, NotFound
from app.languages import say
from app.records.honeypots import Honeypot, Retirement
from app.records.revisions import Clause, Revision
from app.records.tasks import Gold, Task

PAGE = 50


@dataclass(frozen=True, slots=True)
class GoldFacts:
    """A gold task, the version in force when its answer was set, the clause that says so, and why
    it is mixed in no more, if it is not."""

    gold: Gold
    task: Task
    revision: Revision | None
    clause: Clause | None
    retirement: Retirement | None


def list_golds(
    db: Session, actor: Actor, *, show: str = "", after: int = 0, most: int = PAGE
) -> list[GoldFacts]:
    """Gold in the order of its tasks, after one of them: all of it, or what is `used` or `retired`.
    For all but the ML team there is none."""
    if not is_ml_team(actor):
        raise NotFound
    query: Any = (
        pick(Gold, Task, Revision, Clause, Retirement)
        .join(Task, col(Task.id) == col(Gold.task_id))
        .outerjoin(Revision, col(Revision.id) == col(Gold.revision_id))
        .outerjoin(Clause, col(Clause.id) == col(Gold.clause_id))
        .outerjoin(
            Retirement,
            (col(Retirement.task_id) == col(Gold.task_id)) & col(Retirement.ended_at).is_(None),
        )
        .where(col(Gold.project_id) == actor.project_id, col(Gold.task_id) > after)
    )
    if show in ("used", "retired"):
        query = query.where(col(Gold.in_use).is_(show == "used"))
    return [GoldFacts(*row) for row in db.execute(query.order_by(col(Gold.task_id)).limit(most))]


def count_golds(db: Session, project_id: int) -> tuple[int, int]:
    """How much gold there is, and how much of it is mixed in."""
    used = pick(func.count()).select_from(Gold).where(col(Gold.project_id) == project_id)
    everything = db.execute(used).scalar_one()
    return int(everything), int(db.execute(used.where(col(Gold.in_use))).scalar_one())


def count_asked(db: Session, project_id: int) -> tuple[int, int]:
    """How often gold was mixed in and is settled by now, and for how many people."""
    pots = pick(func.count(), func.count(func.distinct(col(Honeypot.member_id)))).where(
        col(Honeypot.project_id) == project_id, col(Honeypot.settled_at).is_not(None)
    )
    row = db.execute(pots).one()
    return int(row[0]), int(row[1])


def map_asked(db: Session, task_ids: list[int]) -> dict[int, int]:
    """How many people each task was mixed in for, those whose answer is not final left out."""
    pots = (
        pick(col(Honeypot.task_id), func.count())
        .where(col(Honeypot.task_id).in_(task_ids), col(Honeypot.settled_at).is_not(None))
        .group_by(col(Honeypot.task_id))
    )
    return {row[0]: row[1] for row in db.execute(pots)}


def map_retirements(db: Session, task_ids: Iterable[int]) -> dict[int, Retirement]:
    """Why tasks are mixed in no more, by task; it stands also while one of them is no gold."""
    standing = select(Retirement).where(
        col(Retirement.task_id).in_(list(task_ids)), col(Retirement.ended_at).is_(None)
    )
    return {each.task_id: each for each in db.exec(standing)}


def get_named(db: Session, actor: Actor, external_id: str) -> Task:
    """The task of an external id, for the ML team that is to make it gold."""
    if not is_ml_team(actor):
        raise NotFound
    task = db.exec(
        select(Task).where(Task.project_id == actor.project_id, Task.external_id == external_id)
    ).first()
    if task is None:
        raise Invalid(say("No task of the project has this external id."), "external_id")
    return task
