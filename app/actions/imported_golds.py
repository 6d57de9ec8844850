"""Rows of a file as trusted answers to tasks that are there."""

from sqlmodel import Session

from app.actions.golds import put_golds
from app.domain.answers import Answer
from app.domain.batches import Outcome, Run
from app.domain.roles import Actor
from app.domain.rows import Fault
from app.domain.task_rows import GoldRow
from app.domain.texts import excerpt
from app.queries.tasks import map_task_ids


def keep_golds(db: Session, actor: Actor, run: Run, rows: list[GoldRow]) -> Outcome:
    """Set the trusted answers of a batch; one that a task had before is replaced."""
    ids = map_task_ids(db, actor.project_id, [row.external_id for row in rows])
    outcome = Outcome()
    good: dict[int, Answer] = {}
    for row in rows:
        named = f"“{excerpt(row.external_id, 60)}”"
        if row.external_id not in ids:
            outcome.faults.append(Fault(row.line, f"the task {named} is not in the project"))
        elif not run.seen.add(row.external_id):
            outcome.faults.append(Fault(row.line, f"the task {named} stands on an earlier line"))
        else:
            good[ids[row.external_id]] = row.answer
    outcome.kept = len(good)
    if good and not run.options.dry_run:
        put_golds(db, actor, good, source="import")
    return outcome
