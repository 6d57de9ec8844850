"""The slots of a task: how many people have it or have labeled it, and whether it is full."""

from sqlalchemy import Integer, bindparam, case, literal, update
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.records.columns import table
from app.records.numbers import next_number
from app.records.projects import Project
from app.records.quick import Quick
from app.records.tasks import Task

_TASKS = table(Task).c
_OVERLAP = (
    pick(table(Project).c.overlap).where(table(Project).c.id == bindparam("project"))
).scalar_subquery()
_LABELED = _TASKS.labeled + bindparam("more_labeled", type_=Integer)
_TAKEN = _TASKS.taken + bindparam("more_taken", type_=Integer)
_CHANGE = Quick(
    update(table(Task))
    .where(_TASKS.id == bindparam("task"))
    .values(
        labeled=_LABELED,
        taken=_TAKEN,
        state=case(
            (_TASKS.state == literal("bad"), literal("bad")),
            (_LABELED + _TAKEN >= _OVERLAP, literal("full")),
            else_=literal("open"),
        ),
    )
)


def change_slots(db: Session, project_id: int, task_id: int, *, taken: int, labeled: int) -> None:
    """Add to a task's counts and say whether it is still open. A bad task stays bad."""
    change = {"task": task_id, "project": project_id, "more_taken": taken, "more_labeled": labeled}
    _CHANGE.rows(db, change)
    if taken + labeled < 0:  # somebody who found nothing left may look again
        next_number(db, project_id, "openings")


def resize_overlap(db: Session, project_id: int) -> None:
    """After the project's overlap changed: open and close its tasks accordingly."""
    overlap = select(Project.overlap).where(col(Project.id) == project_id).scalar_subquery()
    used = col(Task.labeled) + col(Task.taken)
    tasks = update(Task).where(col(Task.project_id) == project_id)
    untracked = {"synchronize_session": False}
    full = tasks.where(col(Task.state) == "open", used >= overlap).values(state="full")
    freed = tasks.where(col(Task.state) == "full", used < overlap).values(state="open")
    db.execute(full, execution_options=untracked)
    db.execute(freed, execution_options=untracked)
    next_number(db, project_id, "openings")
