"""Rows of a file as tasks: those that are new, whole and known go in together."""

from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from app.actions.golds import put_golds
from app.actions.slots import weigh_stakes
from app.clock import new_id, now
from app.domain.answers import Answer
from app.domain.batches import Outcome, Run
from app.domain.contents import Content, parse_content
from app.domain.roles import Actor
from app.domain.rows import Fault
from app.domain.task_rows import TaskRow
from app.domain.texts import excerpt
from app.errors import Invalid
from app.queries.pictures import map_pictures
from app.queries.projects import get_project
from app.queries.tasks import map_task_ids
from app.records.events import record
from app.records.numbers import next_number
from app.records.tasks import Task


def keep_tasks(db: Session, actor: Actor, run: Run, rows: list[TaskRow]) -> Outcome:
    """Add a batch of tasks, and their trusted answers where the file has them."""
    there = map_task_ids(db, actor.project_id, [row.external_id for row in rows])
    pictures = map_pictures(db, actor.project_id, [row.picture for row in rows if row.picture])
    outcome = Outcome()
    values: list[dict[str, Any]] = []
    golds: dict[str, Answer] = {}
    for row in rows:
        try:
            content = row.content or _picture(row, pictures)
            _check_new(row, run, there)
        except Invalid as why:
            outcome.faults.append(Fault(row.line, why.message))
            continue
        values.append(task_values(actor.project_id, row.external_id, content, row.details))
        if row.gold:
            golds[row.external_id] = row.gold
    outcome.kept = len(values)
    if golds:
        outcome.report["gold"] = len(golds)
    if values and not run.options.dry_run:
        _write(db, actor, values, golds)
    return outcome


def task_values(
    project_id: int, external_id: str, content: Content, details: dict[str, Any]
) -> dict[str, Any]:
    """The columns of a new task."""
    return {
        "key": new_id(),
        "project_id": project_id,
        "external_id": external_id,
        "kind": content.kind,
        "content": content.data,
        "body": content.text,
        "details": details,
        "state": "open",
        "labeled": 0,
        "taken": 0,
        "created_at": now(),
    }


def add_tasks(db: Session, actor: Actor, values: list[dict[str, Any]]) -> dict[str, int]:
    """Insert tasks and tell of them once; ids by external id."""
    db.connection().execute(insert(Task), values)
    ids = map_task_ids(db, actor.project_id, [each["external_id"] for each in values])
    first, last = min(ids.values()), max(ids.values())
    project = get_project(db, actor.project_id)
    if project.stakes_field:
        weigh_stakes(db, project, first=first)
    # whoever found nothing left may look again
    next_number(db, actor.project_id, "openings")
    about = {"first": first, "last": last, "many": len(values)}
    record(db, actor, "tasks.imported", subject=first, audience="staff", **about)
    return ids


def _write(
    db: Session, actor: Actor, values: list[dict[str, Any]], golds: dict[str, Answer]
) -> None:
    ids = add_tasks(db, actor, values)
    if golds:
        by_task = {ids[external_id]: gold for external_id, gold in golds.items()}
        put_golds(db, actor, by_task, source="import")


def _check_new(row: TaskRow, run: Run, there: dict[str, int]) -> None:
    named = f"the external id “{excerpt(row.external_id, 60)}”"
    if not run.seen.add(row.external_id):
        raise Invalid(f"{named} stands on an earlier line")
    if row.external_id in there:
        raise Invalid(f"{named} is in the project already")


def _picture(row: TaskRow, pictures: dict[str, str]) -> Content:
    key = pictures.get(row.picture)
    if key is None:
        raise Invalid(f"no picture “{excerpt(row.picture, 60)}” was uploaded to the project")
    return parse_content("image", {"file": key, "alt": row.alt})
