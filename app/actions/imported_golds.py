"""Rows of a file as trusted answers to tasks that are there."""

from sqlmodel import Session

from app.actions.golds import put_golds
from app.actions.imported_onto import match_tasks
from app.domain.batches import Outcome, Run
from app.domain.roles import Actor
from app.domain.task_rows import GoldRow


def keep_golds(db: Session, actor: Actor, run: Run, rows: list[GoldRow]) -> Outcome:
    """Set the trusted answers of a batch; one that a task had before is replaced."""
    outcome, good = match_tasks(db, actor, run, rows)
    if good and not run.options.dry_run:
        answers = {task_id: row.answer for task_id, row in good.items()}
        put_golds(db, actor, answers, source="import")
    return outcome
