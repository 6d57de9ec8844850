"""Labels that wait to be made again by somebody: how many, for which version, and whether one."""

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.domain.roles import Actor
from app.queries.blindness import is_labeled
from app.records.columns import is_in
from app.records.relabels import Relabel, RelabelItem
from app.records.revisions import Revision

MOST_OPEN = 1000  # labels to be made again that are counted one by one


def is_own_item(member_id: int) -> ColumnElement[bool]:
    """The condition that an item given to somebody asks for a label of their own: a second look at
    another's flip does not, and who has it must not be told."""
    first = col(RelabelItem.first_id)
    return or_(first.is_(None), is_labeled(member_id, col(RelabelItem.task_id)))


def count_items_open(db: Session, actor: Actor, held: int | None = None) -> tuple[int, int]:
    """How many of the actor's labels wait to be made again, and how many more will once their
    relabel goes on; each is counted up to MOST_OPEN, as every look at the desk asks. `held`: the
    task in hand, which may be somebody else's label."""
    task_id = col(RelabelItem.task_id)
    paused = col(Relabel.paused_at)

    def count(condition: ColumnElement[bool]) -> int:
        some = (
            pick(col(RelabelItem.id))
            .join(Relabel, col(Relabel.id) == col(RelabelItem.relabel_id))
            .where(
                col(RelabelItem.project_id) == actor.project_id,
                col(RelabelItem.member_id) == actor.member_id,
                is_in(RelabelItem.state, "open"),
                condition,
                is_own_item(actor.member_id),
                or_(task_id != (held or 0), is_labeled(actor.member_id, task_id)),
            )
            .limit(MOST_OPEN)
        )
        return int(db.execute(pick(func.count()).select_from(some.subquery())).scalar_one())

    return count(paused.is_(None)), count(paused.is_not(None))


def find_asking_revision(db: Session, item_id: int) -> Revision:
    """The revision whose relabel an item belongs to."""
    of = select(Revision).join(Relabel, col(Relabel.revision_id) == col(Revision.id))
    of = of.join(RelabelItem, col(RelabelItem.relabel_id) == col(Relabel.id))
    return db.exec(of.where(RelabelItem.id == item_id)).one()


def has_open_item(db: Session, member_id: int, task_id: int) -> bool:
    """Whether the person's label on the task waits to be made again."""
    waiting = select(RelabelItem.id).where(
        RelabelItem.task_id == task_id,
        RelabelItem.member_id == member_id,
        RelabelItem.state == "open",
    )
    return db.execute(waiting.limit(1)).first() is not None
