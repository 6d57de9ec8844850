"""Tasks by hand: one added, one taken out of the queue, one put back."""

from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from app.actions.assignments import take_task_away
from app.actions.imported_tasks import add_tasks, task_values
from app.actions.slots import change_slots
from app.domain.contents import Content, parse_content
from app.domain.imports import checked, parse_name
from app.domain.roles import Actor, is_ml_team, is_staff
from app.domain.rows import unstorable
from app.domain.texts import CELL_BYTES
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.languages import say
from app.queries.pictures import map_pictures
from app.queries.tasks import get_task, map_task_ids
from app.records.events import record
from app.records.numbers import next_number
from app.records.tasks import Task


def add_task(
    db: Session,
    actor: Actor,
    *,
    external_id: str,
    kind: str,
    content: object,
    details: dict[str, Any] | None = None,
) -> Task:
    """Add one task. Raises Conflict where its external id is taken."""
    _need_team(actor)
    name = checked(parse_name, "external_id", external_id)
    parsed = _parse(db, actor, kind, content)
    wrong = unstorable(details, CELL_BYTES)
    if wrong:
        raise Invalid(say("The metadata %(wrong)s.", wrong=say(wrong)), "details")
    if map_task_ids(db, actor.project_id, [name]):
        raise Conflict(
            say("A task “%(name)s” is in the project already.", name=name), field="external_id"
        )
    ids = add_tasks(db, actor, [task_values(actor.project_id, name, parsed, details or {})])
    return db.get_one(Task, ids[name])


def spoil_task(db: Session, actor: Actor, key: UUID) -> Task:
    """Take a task that nobody can judge out of the queue; whoever has it in hand loses it.
    Its labels stay. Twice is as good as once."""
    task = _need(db, actor, key)
    if task.state == "bad":
        return task
    take_task_away(db, actor, task.id or 0)
    _set_state(db, task, "bad", taken=0)
    _tell(db, actor, "task.spoiled", task)
    return task


def reopen_task(db: Session, actor: Actor, key: UUID) -> Task:
    """Put a bad task back, as open or full as it was."""
    task = _need(db, actor, key)
    if task.state != "bad":
        return task
    _set_state(db, task, "open", taken=task.taken)
    change_slots(db, actor.project_id, task.id or 0, taken=0, labeled=0)
    db.refresh(task)
    next_number(db, actor.project_id, "openings")
    _tell(db, actor, "task.reopened", task)
    return task


def _set_state(db: Session, task: Task, state: str, *, taken: int) -> None:
    changed = update(Task).where(col(Task.id) == task.id).values(state=state, taken=taken)
    db.execute(changed, execution_options={"synchronize_session": "fetch"})


def _parse(db: Session, actor: Actor, kind: str, content: object) -> Content:
    """The content; an image may be named as it was when it was uploaded."""
    if kind == "image" and isinstance(content, dict):
        named = content.get("file")
        pictures = map_pictures(db, actor.project_id, [named] if isinstance(named, str) else [])
        if named not in pictures:
            raise Invalid(say("An image names a picture that was uploaded to the project."), "file")
        content = {**content, "file": pictures[named]}
    return parse_content(kind, content)


def _need(db: Session, actor: Actor, key: UUID) -> Task:
    task = get_task(db, actor, key)
    _need_team(actor)
    return task


def _need_team(actor: Actor) -> None:
    if not is_staff(actor):
        raise NotFound
    if not is_ml_team(actor):
        raise Forbidden(say("Tasks are in the hands of the ML team: owners and leads."))


def _tell(db: Session, actor: Actor, kind: str, task: Task) -> None:
    record(db, actor, kind, subject=task.id or 0, audience="staff", task=str(task.key))
