"""Gold to mix in for a person: what they were asked, and one that they have never met.

However much gold there is, and however much of it a person has had, a draw looks at so many of the
places that follow the one drawn, and no further.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import BindParameter, bindparam, exists, func
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.domain.removals import UNDO
from app.domain.roles import Actor
from app.queries.dispatch import LIVE
from app.records.acquaintances import Acquaintance
from app.records.columns import is_in, table
from app.records.honeypots import Honeypot
from app.records.labels import Assignment, CurrentLabel
from app.records.quick import Quick
from app.records.tasks import PLACES, USED, Gold, Task

LOOKED_AT = 100
# an answer is final once it cannot be taken back, and the clocks of two processes agree on that
FINAL = UNDO + timedelta(seconds=5)


class Asked(NamedTuple):
    """How much gold a person was asked, so much of it under a revision; the number of the last
    assignment they had; and the project's first and last task, between which tasks are drawn."""

    all: int
    since: int
    turn: int
    first: int
    last: int


_GOLDS, _TASKS, _POTS = table(Gold).c, table(Task).c, table(Honeypot).c
_HELD, _CURRENT = table(Assignment).c, table(CurrentLabel).c
_MET = table(Acquaintance).c
_MEMBER: BindParameter[int] = bindparam("member")
_PROJECT: BindParameter[int] = bindparam("project")
_REVISION: BindParameter[int] = bindparam("revision")
_MINE = pick(func.count()).select_from(table(Honeypot)).where(_POTS.member_id == _MEMBER)
_TURN = pick(func.max(_HELD.id)).where(_HELD.project_id == _PROJECT, _HELD.member_id == _MEMBER)
_ENDS = pick(func.min(_TASKS.id)), pick(func.max(_TASKS.id))
_ASKED = Quick(
    pick(
        _MINE.scalar_subquery(),
        _MINE.where(_POTS.revision_id == _REVISION).scalar_subquery(),
        _TURN.scalar_subquery(),
        *(end.where(_TASKS.project_id == _PROJECT).scalar_subquery() for end in _ENDS),
    )
)
_NEXT = (
    pick(_GOLDS.task_id, _GOLDS.draw)
    .where(_GOLDS.project_id == _PROJECT, USED, _GOLDS.draw >= bindparam("place"))
    .order_by(_GOLDS.draw)
    .limit(LOOKED_AT)
    .subquery("next_golds")
)
_FIND = Quick(
    pick(_NEXT.c.task_id)
    .where(
        ~exists().where(_POTS.member_id == _MEMBER, _POTS.task_id == _NEXT.c.task_id),
        ~exists().where(_CURRENT.task_id == _NEXT.c.task_id, _CURRENT.member_id == _MEMBER),
        ~exists().where(_HELD.task_id == _NEXT.c.task_id, _HELD.member_id == _MEMBER),
        # nor in an exam or a calibration, where they learned what is right
        ~exists().where(_MET.task_id == _NEXT.c.task_id, _MET.member_id == _MEMBER),
        exists().where(_TASKS.id == _NEXT.c.task_id, is_in(_TASKS.state, "open", "full")),
    )
    .order_by(_NEXT.c.draw)
    .limit(1)
)


def get_asked(db: Session, actor: Actor, revision_id: int | None) -> Asked:
    """What the actor was asked; looked up once in a process, and counted on from there."""
    who = {"member": actor.member_id, "project": actor.project_id, "revision": revision_id}
    row = _ASKED.first(db, who)
    assert row is not None
    return Asked(*(each or 0 for each in row))


def find_honeypot(db: Session, actor: Actor, place: float) -> int | None:
    """The first gold from a place (0 to 1) on that the actor never met, among those looked at."""
    where = {"member": actor.member_id, "project": actor.project_id}
    found: int | None = _FIND.scalar(db, {**where, "place": int(place * PLACES)})
    return found


def list_final(db: Session, project_id: int, at: datetime, most: int) -> list[Honeypot]:
    """What was asked, and is over: answered or given back so long ago that it stays so."""
    over = (
        select(Honeypot)
        .join(Assignment, col(Assignment.id) == col(Honeypot.assignment_id))
        .where(
            Honeypot.project_id == project_id,
            col(Honeypot.settled_at).is_(None),
            col(Assignment.ended_at) <= at - FINAL,
            ~is_in(Assignment.state, *LIVE),
        )
        .order_by(col(Honeypot.asked_at))
        .limit(most)
    )
    return list(db.exec(over.execution_options(populate_existing=True)))


def list_projects_due(db: Session, at: datetime) -> list[int]:
    """The projects in which something was asked that is over."""
    due = (
        select(Honeypot.project_id)
        .join(Assignment, col(Assignment.id) == col(Honeypot.assignment_id))
        .where(
            col(Honeypot.settled_at).is_(None),
            col(Assignment.ended_at) <= at - FINAL,
            ~is_in(Assignment.state, *LIVE),
        )
    )
    return list(db.exec(due.distinct()))
