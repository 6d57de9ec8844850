"""The slots of a task: how many people have it or have labeled it, and whether it is full."""

from sqlalchemy import case, update
from sqlmodel import Session, col, select

from app.records.numbers import next_number
from app.records.projects import Project
from app.records.tasks import Task


def change_slots(db: Session, project_id: int, task_id: int, *, taken: int, labeled: int) -> None:
    """Add to a task's counts and say whether it is still open. A bad task stays bad."""
    overlap = select(Project.overlap).where(col(Project.id) == project_id).scalar_subquery()
    used = col(Task.labeled) + labeled + col(Task.taken) + taken
    db.execute(
        update(Task)
        .where(col(Task.id) == task_id)
        .values(
            labeled=col(Task.labeled) + labeled,
            taken=col(Task.taken) + taken,
            state=case((col(Task.state) == "bad", "bad"), (used >= overlap, "full"), else_="open"),
        ),
        execution_options={"synchronize_session": False},
    )
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
