"""The queue of labels that anybody may make again who has not answered their task."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, exists, func
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.domain.roles import Actor
from app.queries.dispatch import ENDED_FOR_GOOD, WORKING
from app.records.acquaintances import Acquaintance
from app.records.columns import is_in, table
from app.records.labels import Assignment, Label
from app.records.members import Member
from app.records.quick import Quick
from app.records.relabels import Relabel, RelabelItem

MANY = 1_000  # of those that wait, so many are asked whether anybody is left to take them


@dataclass(frozen=True, slots=True)
class Queued:
    """How many labels wait for anybody, and how many of the first thousand nobody can take."""

    items: int
    stuck: int


_ITEMS, _RELABELS = table(RelabelItem).c, table(Relabel).c


def _is_stranger(task_id: Any, member_id: Any) -> ColumnElement[bool]:
    """The condition that a person never answered a task, nor met it outside of their work, and was
    never given it for good."""
    labels, held, asked = table(Label).c, table(Assignment).c, table(Acquaintance).c
    answered = exists().where(labels.task_id == task_id, labels.member_id == member_id)
    given = exists().where(
        held.task_id == task_id,
        held.member_id == member_id,
        is_in(held.state, *ENDED_FOR_GOOD),
    )
    met = exists().where(asked.task_id == task_id, asked.member_id == member_id)
    return ~answered & ~given & ~met


_MEMBER: BindParameter[int] = bindparam("member")
_FIND = Quick(
    pick(_ITEMS.id, _ITEMS.task_id)
    .join(table(Relabel), _RELABELS.id == _ITEMS.relabel_id)
    .where(
        _ITEMS.project_id == bindparam("project"),
        _ITEMS.member_id.is_(None),
        is_in(_ITEMS.state, "open"),
        _ITEMS.id > bindparam("after"),
        is_in(_RELABELS.state, *WORKING),
        _RELABELS.paused_at.is_(None),
        _is_stranger(_ITEMS.task_id, _MEMBER),
    )
    .order_by(_ITEMS.id)
    .limit(1)
)


def find_queued(db: Session, actor: Actor, after: int) -> tuple[int, int] | None:
    """(item, task) of the first label after an item that the actor may make in another's place."""
    who = {"member": actor.member_id, "project": actor.project_id, "after": after}
    row = _FIND.first(db, who)
    return (row[0], row[1]) if row else None


def has_taker(db: Session, item: RelabelItem) -> bool:
    """Whether anybody is left who may take an item."""
    free = _takers(item.project_id).where(_is_stranger(item.task_id, col(Member.id)))
    return db.execute(free.limit(1)).first() is not None


def count_queued(db: Session, relabel: Relabel) -> Queued:
    """What of a relabel waits for anybody."""
    waiting = (
        col(RelabelItem.project_id) == relabel.project_id,
        col(RelabelItem.member_id).is_(None),
        is_in(RelabelItem.state, "open"),
        col(RelabelItem.relabel_id) == relabel.id,
    )
    items = db.execute(pick(func.count()).where(*waiting)).scalar_one()
    if not items:
        return Queued(0, 0)
    first = pick(col(RelabelItem.task_id)).where(*waiting).limit(MANY).subquery()
    free = _takers(relabel.project_id).where(_is_stranger(first.c.task_id, col(Member.id)))
    stuck = pick(func.count()).select_from(first).where(~free.correlate(first).exists())
    return Queued(items, db.execute(stuck).scalar_one())


def _takers(project_id: int) -> Select[Any]:
    """The labelers who sign in."""
    return select(Member.id).where(
        Member.project_id == project_id,
        Member.role == "labeler",
        col(Member.account_id).is_not(None),
        col(Member.removed_at).is_(None),
    )
