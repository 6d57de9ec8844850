"""Uploaded pictures: by key, and by the name they had when they were uploaded."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel import Session, col, select

from app.domain.roles import Actor, is_staff
from app.errors import NotFound
from app.queries.attempts import is_examined
from app.queries.blindness import may_read_task
from app.queries.calibrations import is_judging
from app.queries.trials import is_tried
from app.records.tasks import Picture, Task

PAGE = 60


def map_pictures(db: Session, project_id: int, names: Iterable[str]) -> dict[str, str]:
    """File keys by whatever names a picture: its key, or its name (the newest of that name)."""
    wanted = set(names)
    keys = {key for name in wanted if (key := _uuid(name))}
    found: dict[str, str] = {}
    query = select(Picture.name, Picture.key).where(Picture.project_id == project_id)
    for name, key in db.exec(query.where(col(Picture.name).in_(wanted)).order_by(col(Picture.id))):
        found[name] = str(key)
    for _, key in db.exec(query.where(col(Picture.key).in_(keys))):
        found[str(key)] = str(key)
    return found


def get_picture(db: Session, actor: Actor, key: UUID) -> Picture:
    """A picture of the project, for staff."""
    picture = _find(db, actor, key) if is_staff(actor) else None
    if picture is None:
        raise NotFound
    return picture


def get_task_picture(db: Session, actor: Actor, task_key: UUID) -> Picture:
    """The picture of a task, for whoever may read the task, or has it before them in a trial,
    an exam or a calibration."""
    task = db.exec(
        select(Task).where(col(Task.key) == task_key, Task.project_id == actor.project_id)
    ).first()
    if task is None or task.kind != "image":
        raise NotFound
    shown = (may_read_task, is_tried, is_examined, is_judging)
    if not any(may(db, actor, task.id or 0) for may in shown):
        raise NotFound
    key = _uuid(str(task.content.get("file")))
    picture = _find(db, actor, key) if key else None
    if picture is None:
        raise NotFound
    return picture


def list_pictures(db: Session, actor: Actor, before: int | None = None) -> list[Picture]:
    """The project's pictures, newest first, for staff."""
    if not is_staff(actor):
        raise NotFound
    query = select(Picture).where(Picture.project_id == actor.project_id)
    if before is not None:
        query = query.where(col(Picture.id) < before)
    return list(db.exec(query.order_by(col(Picture.id).desc()).limit(PAGE)))


def _find(db: Session, actor: Actor, key: UUID) -> Picture | None:
    return db.exec(
        select(Picture).where(col(Picture.key) == key, Picture.project_id == actor.project_id)
    ).first()


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
