"""The slots of a task: how many people have it or have labeled it, and whether it is full.

Where a project's overlap adapts, a task is full when its labels agree; what decides is counted in
the statement that keeps the counts, so that a submission costs the same.
"""

from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, case, func, literal, update
from sqlalchemy import select as pick
from sqlmodel import Session, col

from app.queries.tasks import has_detail
from app.records.columns import table
from app.records.labels import CurrentLabel
from app.records.numbers import next_number
from app.records.projects import Project
from app.records.quick import Quick
from app.records.tasks import Task

_TASKS, _PROJECTS, _CURRENT = table(Task).c, table(Project).c, table(CurrentLabel).c


def _of_project(column: Any) -> Any:
    return pick(column).where(_PROJECTS.id == _TASKS.project_id).scalar_subquery()


def _base() -> Any:
    return func.coalesce(_TASKS.wanted, _of_project(_PROJECTS.overlap))


def is_full(labeled: Any, taken: Any) -> ColumnElement[bool]:
    """The condition that a task with so many labels and takers needs nobody else: the SQL of
    domain/overlaps.labels_wanted."""
    most = _of_project(_PROJECTS.overlap_most)
    base = _base()
    many = func.count()
    leading = (
        pick(many)
        .where(_CURRENT.task_id == _TASKS.id, _CURRENT.counts)
        .group_by(_CURRENT.value)
        .order_by(many.desc())
        .limit(1)
        .correlate(table(Task))
        .scalar_subquery()
    )
    wanted = case(
        (most <= base, base),
        (labeled < base, base),
        (2 * leading > labeled, labeled),
        (labeled + 1 < most, labeled + 1),
        else_=most,
    )
    return labeled + taken >= wanted  # type: ignore[no-any-return]


_LABELS_ENOUGH = _TASKS.labeled >= _base()
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
            (is_full(_LABELED, _TAKEN), literal("full")),
            else_=literal("open"),
        ),
    )
    # is it open again, because its labels disagree?
    .returning(_LABELS_ENOUGH & (_TASKS.state == literal("open")))
)


def change_slots(db: Session, project_id: int, task_id: int, *, taken: int, labeled: int) -> None:
    """Add to a task's counts and say whether it is still open. A bad task stays bad."""
    change = {"task": task_id, "more_taken": taken, "more_labeled": labeled}
    is_open_again = _CHANGE.scalar(db, change)
    if taken + labeled < 0 or is_open_again:  # somebody who found nothing left may look again
        next_number(db, project_id, "openings")


def resize_overlap(db: Session, project_id: int) -> None:
    """After the project's overlap changed: open and close its tasks accordingly."""
    full = is_full(col(Task.labeled), col(Task.taken))
    tasks = update(Task).where(col(Task.project_id) == project_id)
    untracked = {"synchronize_session": False}
    closed = tasks.where(col(Task.state) == "open", full).values(state="full")
    freed = tasks.where(col(Task.state) == "full", ~full).values(state="open")
    db.execute(closed, execution_options=untracked)
    db.execute(freed, execution_options=untracked)
    next_number(db, project_id, "openings")


def weigh_stakes(db: Session, project: Project, *, first: int = 0) -> None:
    """Note which tasks, from one of them on, should get all their labels at once: those whose
    metadata say that much hangs on them."""
    tasks = update(Task).where(col(Task.project_id) == project.id, col(Task.id) >= first)
    untracked = {"synchronize_session": False}
    most = project.overlap_most
    high = has_detail(db, Task, project.stakes_field, project.stakes_value)
    is_weighed = bool(project.stakes_field) and most > project.overlap
    if first == 0:
        no_more = tasks.where(col(Task.wanted).is_not(None))
        db.execute(no_more.values(wanted=None), execution_options=untracked)
    if is_weighed:
        db.execute(tasks.where(high).values(wanted=most), execution_options=untracked)
