"""Gold that is not mixed in any more: because it was discussed, or because the ML team says so."""

from uuid import UUID

from sqlalchemy import bindparam, exists, false, update
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.clock import now
from app.domain.roles import Actor, is_ml_team
from app.domain.texts import check_length
from app.errors import Conflict, Invalid, NotFound
from app.languages import say
from app.queries.golds import map_retirements
from app.queries.scores import DISCUSSED
from app.queries.tasks import get_task
from app.records.columns import table
from app.records.events import record
from app.records.honeypots import Retirement
from app.records.quick import Quick
from app.records.tasks import Gold
from app.records.threads import Thread

LONGEST = 2_000
BY_HAND = "hand"
_GOLDS, _RETIREMENTS = table(Gold).c, table(Retirement).c
_BY_HAND = exists().where(
    _RETIREMENTS.task_id == _GOLDS.task_id,
    _RETIREMENTS.ended_at.is_(None),
    _RETIREMENTS.why == BY_HAND,
)
_RETIRE = Quick(
    update(table(Gold))
    .where(_GOLDS.task_id == bindparam("task"), _GOLDS.in_use | _BY_HAND)
    .values(in_use=false())
    .returning(_GOLDS.task_id)
)


def retire_discussed(db: Session, actor: Actor, task_id: int) -> None:
    """Somebody writes about a task, or flags it: if it is gold, others could learn from that what
    it says. One statement for every task; its answers so far go on being judged. What was retired
    by hand is put back no more, either."""
    if _RETIRE.scalar(db, {"task": task_id}) is None:
        return
    gold = db.get_one(Gold, task_id, populate_existing=True)
    _retire(db, gold, DISCUSSED, made_by=actor.member_id or None)
    record(db, actor, "gold.retired", subject=0, audience="team")


def retire_gold(db: Session, actor: Actor, key: UUID, *, reason: str) -> None:
    """Mix a gold task in no more, for a reason. Twice is as good as once."""
    gold = _need_gold(db, actor, key)
    if not reason.strip():
        raise Invalid(say("Say in a word why it is mixed in no more."), "reason")
    check_length(reason, most=LONGEST, field="reason")
    if not gold.in_use:
        return
    gold.in_use = False
    db.add(gold)
    _retire(db, gold, BY_HAND, reason=reason, made_by=actor.member_id)
    record(db, actor, "gold.retired", subject=0, audience="team")


def restore_gold(db: Session, actor: Actor, key: UUID) -> None:
    """Mix a gold task in again. Raises Conflict where it was discussed: what was said stays."""
    gold = _need_gold(db, actor, key)
    if gold.in_use:
        return
    standing = map_retirements(db, [gold.task_id]).get(gold.task_id)
    if standing and standing.why == DISCUSSED:
        raise Conflict(
            say("It was discussed: whoever is asked it now may have read what others say.")
        )
    if standing:
        standing.ended_by, standing.ended_at = actor.member_id, now()
        db.add(standing)
    gold.in_use = True
    db.add(gold)
    db.flush()
    record(db, actor, "gold.restored", subject=0, audience="team")


def retire_all_discussed(db: Session, project_id: int, task_ids: list[int]) -> None:
    """Of tasks that have become gold just now, those whose thread has begun are not mixed in."""
    begun = pick(col(Thread.subject_id)).where(
        col(Thread.project_id) == project_id,
        col(Thread.kind) == "task",
        col(Thread.subject_id).in_(task_ids),
    )
    golds = select(Gold).where(col(Gold.task_id).in_(begun))
    for gold in db.exec(golds.execution_options(populate_existing=True)).all():
        gold.in_use = False
        db.add(gold)
        _retire(db, gold, DISCUSSED)
    db.flush()


def _need_gold(db: Session, actor: Actor, key: UUID) -> Gold:
    """The gold of a task; to all but the ML team there is none."""
    if not is_ml_team(actor):
        raise NotFound
    task = get_task(db, actor, key)
    gold = db.get(Gold, task.id, populate_existing=True)
    if gold is None:
        raise NotFound
    return gold


def _retire(
    db: Session, gold: Gold, why: str, *, reason: str = "", made_by: int | None = None
) -> None:
    """Write why. There may be a reason already: it outlives the gold, whose task may have become
    gold anew. Since when it is discussed says which answers count: that stays."""
    row = map_retirements(db, [gold.task_id]).get(gold.task_id)
    if row and row.why == DISCUSSED:
        return
    row = row or Retirement(project_id=gold.project_id, task_id=gold.task_id, why=why)
    row.why, row.reason, row.made_by, row.made_at = why, reason or row.reason, made_by, now()
    db.add(row)
    db.flush()
