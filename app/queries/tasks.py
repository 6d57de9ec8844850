"""Tasks for staff: one, or a page of those that a filter finds."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, String, bindparam, case, cast, func, literal
from sqlalchemy import select as pick
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.domain.roles import Actor, is_staff
from app.errors import NotFound
from app.records.columns import table
from app.records.quick import Quick
from app.records.tasks import Gold, Task

PAGE = 50
# A filter that finds little looks through so many tasks at once, and says how far it came.
SCAN = 20_000
MANY = 10_000
SAMPLE = 200
STATES = ("open", "full", "bad")


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What is looked for; what is empty does not narrow. `text` is literal, within the task's
    text; `field` a metadata field that is `value`, read as text."""

    state: str = ""
    external_id: str = ""
    text: str = ""
    field: str = ""
    value: str = ""


class Shown(NamedTuple):
    """What is shown of a task to those who label it."""

    key: UUID
    kind: str
    content: dict[str, object]
    body: str
    details: dict[str, object]


_TASKS = table(Task).c
_SHOWN = Quick(
    pick(_TASKS.key, _TASKS.kind, _TASKS.content, _TASKS.body, _TASKS.details).where(
        _TASKS.id == bindparam("task")
    )
)


def get_shown(db: Session, task_id: int) -> Shown:
    """A task that somebody was given."""
    row = _SHOWN.first(db, {"task": task_id})
    if row is None:
        raise NotFound
    return Shown(*row)


def get_task(db: Session, actor: Actor, key: UUID) -> Task:
    """A task of the project, for staff; labelers meet theirs on the desk."""
    task = db.exec(
        select(Task).where(col(Task.key) == key, Task.project_id == actor.project_id)
    ).first()
    if task is None or not is_staff(actor):
        raise NotFound
    return task


def find_task(db: Session, project_id: int, task_id: int) -> Task | None:
    """A task by its number, for those whom its event reaches."""
    task = db.get(Task, task_id)
    return task if task and task.project_id == project_id else None


def list_tasks(
    db: Session, actor: Actor, wanted: TaskFilter, after: int = 0, most: int = PAGE
) -> tuple[list[Task], int | None]:
    """Tasks in the order of their making, after one of them; and where to go on, if anywhere.

    However rare what is looked for, one call reads at most SCAN tasks: the page may then be short
    and there may still be more.
    """
    if not is_staff(actor):
        raise NotFound
    window = select(Task).where(Task.project_id == actor.project_id, col(Task.id) > after)
    if wanted.external_id:
        window = window.where(Task.external_id == wanted.external_id)
    if wanted.state:
        window = window.where(Task.state == wanted.state)
    bounded = window.order_by(col(Task.id)).limit(SCAN).subquery()
    found = aliased(Task, bounded)
    query = select(found).where(*_conditions(db, found, wanted)).order_by(col(found.id))
    tasks = list(db.exec(query.limit(most + 1)))
    if len(tasks) > most:
        return tasks[:most], tasks[most - 1].id
    reached = db.execute(pick(func.count(), func.max(bounded.c.id)).select_from(bounded)).one()
    return tasks, reached[1] if reached[0] == SCAN else None


def _conditions(db: Session, task: type[Task], wanted: TaskFilter) -> list[ColumnElement[bool]]:
    held: list[ColumnElement[bool]] = []
    is_sqlite = db.get_bind().dialect.name == "sqlite"
    if wanted.text:
        find = func.instr if is_sqlite else func.strpos
        held.append(find(task.body, wanted.text) > 0)
    if wanted.field:
        held.append(has_detail(db, task, wanted.field, wanted.value))
    return held


def has_detail(db: Session, task: type[Task], field: str, value: str) -> ColumnElement[bool]:
    """The condition that a task's metadata say this: strings, numbers, true and false as they read
    in JSON."""
    if db.get_bind().dialect.name != "sqlite":
        read: ColumnElement[bool] = col(task.details)[field].as_string() == value
        return read
    each = func.json_each(col(task.details)).table_valued("key", "value", "type")
    as_text = case(
        (each.c.type.in_(("true", "false")), each.c.type), else_=cast(each.c.value, String)
    )
    found = pick(literal(1)).select_from(each)
    return found.where(each.c.key == field, as_text == value).exists()


def count_tasks(db: Session, project_id: int) -> dict[str, int]:
    """How many tasks are in each state, counted up to MANY."""
    counts = {}
    for state in STATES:
        some = (
            pick(literal(1))
            .select_from(Task)
            .where(col(Task.project_id) == project_id, col(Task.state) == state)
            .limit(MANY)
            .subquery()
        )
        counts[state] = int(db.execute(pick(func.count()).select_from(some)).scalar_one())
    return counts


def map_task_ids(db: Session, project_id: int, names: Iterable[str]) -> dict[str, int]:
    """Task ids by external id."""
    rows = db.execute(
        pick(col(Task.external_id), col(Task.id)).where(
            col(Task.project_id) == project_id, col(Task.external_id).in_(set(names))
        )
    )
    return {row.external_id: row.id for row in rows}


def map_task_kinds(
    db: Session, project_id: int, names: Iterable[str]
) -> dict[str, tuple[int, str]]:
    """Task ids and kinds by external id."""
    rows = db.execute(
        pick(col(Task.external_id), col(Task.id), col(Task.kind)).where(
            col(Task.project_id) == project_id, col(Task.external_id).in_(set(names))
        )
    )
    return {row.external_id: (row.id, row.kind) for row in rows}


def list_fields(db: Session, project_id: int) -> list[str]:
    """The fields of the metadata that the project's first tasks have."""
    first = pick(col(Task.details)).where(col(Task.project_id) == project_id).order_by(col(Task.id))
    found = db.execute(first.limit(SAMPLE)).scalars()
    return sorted({field for details in found for field in details})


def read_details(
    db: Session, project_id: int, since: int, until: int
) -> dict[int, dict[str, object]]:
    """The metadata of a project's tasks in a range of ids, both ends included."""
    mine = pick(col(Task.id), col(Task.details)).where(
        col(Task.project_id) == project_id, col(Task.id) >= since, col(Task.id) <= until
    )
    return {row[0]: row[1] for row in db.execute(mine)}


def find_gold(db: Session, task_id: int) -> Gold | None:
    """The trusted answer of a task; for the ML team's eyes only."""
    return db.get(Gold, task_id)


def map_tasks(db: Session, task_ids: Iterable[int]) -> dict[int, Task]:
    """Tasks by id."""
    tasks = db.exec(select(Task).where(col(Task.id).in_(list(set(task_ids)))))
    return {task.id or 0: task for task in tasks}
