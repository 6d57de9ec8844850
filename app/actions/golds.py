"""Trusted answers: set and taken away by the ML team, in a table of their own."""

from uuid import UUID

from sqlalchemy import delete, insert
from sqlmodel import Session, col

from app.actions.gold_keys import correct_keys
from app.clock import now
from app.domain.answers import Answer, parse_answer
from app.domain.roles import Actor, is_ml_team
from app.errors import NotFound
from app.queries.tasks import get_task
from app.queries.terms import find_published_id, get_schema
from app.records.events import record
from app.records.gold_keys import GoldKey
from app.records.tasks import Gold


def put_golds(db: Session, actor: Actor, answers: dict[int, Answer], *, source: str) -> None:
    """Set the trusted answers of tasks, by task id. The log tells that it was done, neither how
    many nor which: what is gold is nobody's to learn from it."""
    revision_id = find_published_id(db, actor.project_id)
    at = now()
    rows = [
        {
            "task_id": task_id,
            "project_id": actor.project_id,
            "value": answer.value,
            "answer": answer.data,
            "source": source,
            "revision_id": revision_id,
            "created_at": at,
        }
        for task_id, answer in answers.items()
    ]
    connection = db.connection()
    connection.execute(delete(Gold).where(col(Gold.task_id).in_(answers)))
    connection.execute(insert(Gold), rows)
    given = {task_id: (answer.value, answer.data) for task_id, answer in answers.items()}
    correct_keys(db, actor.project_id, given)
    record(db, actor, "gold.set", subject=0, audience="team")


def set_gold(db: Session, actor: Actor, key: UUID, *, answer: object) -> None:
    """Set the trusted answer of one task; None takes it away."""
    if not is_ml_team(actor):
        raise NotFound
    task = get_task(db, actor, key)
    if answer is not None:
        parsed = parse_answer(get_schema(db, actor.project_id), answer, text=task.body)
        put_golds(db, actor, {task.id or 0: parsed}, source="hand")
        return
    for table in (Gold, GoldKey):  # it is gold no more, and never was
        db.connection().execute(delete(table).where(col(table.task_id) == task.id))
    record(db, actor, "gold.set", subject=0, audience="team")
