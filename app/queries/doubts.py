"""Doubts about trusted answers, for the ML team; and who speaks for or against one."""

from sqlmodel import Session, col, func, select

from app.domain.doubts import Witness
from app.queries.scores import count_score, list_judged
from app.records.doubts import Doubt
from app.records.tasks import Gold

MOST_WITNESSES = 40
PAGE = 50


def find_doubt(db: Session, task_id: int) -> Doubt | None:
    """The open doubt about a task's trusted answer."""
    return db.exec(
        select(Doubt).where(Doubt.task_id == task_id, col(Doubt.ended_at).is_(None))
    ).first()


def list_doubts(db: Session, project_id: int) -> list[Doubt]:
    """The open doubts of a project, oldest first."""
    query = select(Doubt).where(Doubt.project_id == project_id, col(Doubt.ended_at).is_(None))
    return list(db.exec(query.order_by(col(Doubt.id)).limit(PAGE)))


def count_doubts(db: Session, project_id: int) -> int:
    """How many doubts are open."""
    query = select(func.count()).select_from(Doubt)
    return db.exec(query.where(Doubt.project_id == project_id, col(Doubt.ended_at).is_(None))).one()


def map_last_kept(db: Session, task_ids: list[int]) -> dict[int, Doubt]:
    """The last doubt by task after which its trusted answer stayed as it was."""
    query = select(Doubt).where(col(Doubt.task_id).in_(task_ids), Doubt.how == "kept")
    return {each.task_id: each for each in db.exec(query.order_by(col(Doubt.id)))}


def list_witnesses(db: Session, gold: Gold) -> list[Witness]:
    """Those who were judged by a trusted answer as it is now, the newest so many; since it was last
    kept in spite of them."""
    kept = map_last_kept(db, [gold.task_id]).get(gold.task_id)
    since = kept.ended_at if kept else None
    given = {
        each.member_id: each
        for each in list_judged(db, gold.project_id, task_ids=[gold.task_id])
        if not each.is_spared
        and each.expected == gold.value
        and (since is None or each.made_at > since)
    }
    witnesses = []
    for member_id, each in list(given.items())[-MOST_WITNESSES:]:
        theirs = list_judged(db, gold.project_id, member_id=member_id)
        elsewhere = count_score([one for one in theirs if one.task_id != gold.task_id])
        witnesses.append(Witness(each.is_right, elsewhere.right, elsewhere.judged))
    return witnesses
