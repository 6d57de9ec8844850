"""Work that a change does not touch: what goes on while a revision waits to be read.

Asked only between a publication and its reading. Tasks are looked through a page at a time, and a
limited number for each step, from where the last step stopped.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, bindparam
from sqlalchemy import select as pick
from sqlmodel import Session

from app.domain.roles import Actor
from app.queries.dispatch import OPEN_ITEM, OPEN_TASK
from app.queries.readings_due import FACTS, Due, list_touching
from app.records.columns import table
from app.records.quick import Quick
from app.records.relabels import Relabel, RelabelItem
from app.records.tasks import Task

PAGES = (20, 200, 200, 200, 200, 200)  # mostly one of the next few is free
_TASKS = table(Task).c
_MOST: BindParameter[int] = bindparam("most")
_NEXT_TASKS = Quick(pick(*FACTS).where(*OPEN_TASK).order_by(_TASKS.id).limit(_MOST))
_NEXT_ITEMS = Quick(
    pick(table(RelabelItem).c.id, table(Relabel).c.revision_id, *FACTS)
    .join(table(Relabel), table(Relabel).c.id == table(RelabelItem).c.relabel_id)
    .join(table(Task), _TASKS.id == table(RelabelItem).c.task_id)
    .where(*OPEN_ITEM, table(RelabelItem).c.id > bindparam("after"))
    .order_by(table(RelabelItem).c.id)
    .limit(_MOST)
)


def find_free_item(db: Session, actor: Actor, due: Sequence[Due]) -> tuple[int, int] | None:
    """(item, task) of the actor's next label to be made again that nothing unread touches."""
    asked, after = {each.id for each in due}, 0
    for most in PAGES:
        rows = _NEXT_ITEMS.rows(db, _who(actor, after, most))
        touching = list_touching(db, due, [row[2:] for row in rows])
        for item_id, revision_id, task_id, *_ in rows:
            if revision_id not in asked and not touching[task_id]:
                return item_id, task_id
        if len(rows) < most:
            return None
        after = rows[-1][0]
    return None


def find_free_task(
    db: Session, actor: Actor, due: Sequence[Due], after: int
) -> tuple[int | None, int]:
    """The first open task after `after` that nothing unread touches, and where to look on from; 0
    once there are no more."""
    for most in PAGES:
        rows = _NEXT_TASKS.rows(db, _who(actor, after, most))
        touching = list_touching(db, due, rows)
        for row in rows:
            if not touching[row[0]]:
                return row[0], row[0]
        if len(rows) < most:
            return None, 0
        after = rows[-1][0]
    return None, after


def _who(actor: Actor, after: int, most: int) -> dict[str, Any]:
    who = {"member": actor.member_id, "project": actor.project_id}
    return who | {"after": after, "most": most}
