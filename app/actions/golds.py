"""Trusted answers: set, promoted and taken away by the ML team, in a table of their own."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, update
from sqlmodel import Session, col, select

from app.actions.doubt_ends import end_doubts
from app.actions.gold_keys import correct_keys
from app.actions.retirements import retire_all_discussed
from app.clock import now
from app.domain.answers import Answer, parse_answer
from app.domain.roles import Actor, is_ml_team
from app.errors import Invalid, NotFound
from app.languages import say
from app.queries.golds import map_retirements
from app.queries.promotions import SOURCES, list_promotable
from app.queries.rulings import find_clause
from app.queries.tasks import get_task
from app.queries.terms import find_published_id, get_schema
from app.records.events import record
from app.records.gold_keys import GoldKey
from app.records.honeypots import Retirement
from app.records.tasks import Gold, new_draw

MOST = 1_000
Behind = tuple[int | None, int | None]  # the clause and the ruling that an answer follows from


def put_golds(
    db: Session,
    actor: Actor,
    answers: dict[int, Answer],
    *,
    source: str,
    behind: dict[int, Behind] | None = None,
) -> None:
    """Set the trusted answers of tasks, by task id; one that was there keeps its place among the
    others, and what was retired stays so, were it no gold meanwhile. The log tells that it was
    done, neither how many nor which: what is gold is nobody's to learn from it."""
    standing = select(Gold.task_id, Gold.value).where(col(Gold.task_id).in_(answers))
    known = dict(db.exec(standing).all())
    old = [
        _row(db, actor, each, answers[each], source, behind) for each in answers if each in known
    ]
    retired = map_retirements(db, answers)
    new = [
        _row(db, actor, each, answers[each], source, behind)
        | {"project_id": actor.project_id, "draw": new_draw(), "in_use": each not in retired}
        for each in answers
        if each not in known
    ]
    connection = db.connection()
    for row in old:
        connection.execute(update(Gold).where(col(Gold.task_id) == row["task_id"]).values(row))
    if new:
        connection.execute(insert(Gold), new)
        retire_all_discussed(db, actor.project_id, [row["task_id"] for row in new])
    db.expire_all()
    changed = [each for each in known if known[each] != answers[each].value]
    end_doubts(db, actor, changed, "rekeyed")
    given = {task_id: (answer.value, answer.data) for task_id, answer in answers.items()}
    correct_keys(db, actor.project_id, given)
    record(db, actor, "gold.set", subject=0, audience="team")


def set_gold(db: Session, actor: Actor, key: UUID, *, answer: object, clause: str = "") -> None:
    """Set the trusted answer of one task, and the clause that says so; None takes it away."""
    if not is_ml_team(actor):
        raise NotFound
    task = get_task(db, actor, key)
    if answer is not None:
        parsed = parse_answer(get_schema(db, actor.project_id), answer, text=task.body)
        task_id = task.id or 0
        behind: dict[int, Behind] | None = None
        if clause:
            behind = {task_id: (_clause_id(db, actor, clause), None)}
        put_golds(db, actor, {task_id: parsed}, source="hand", behind=behind)
        return
    for table in (Gold, GoldKey, Retirement):  # it is gold no more, and never was
        db.connection().execute(delete(table).where(col(table.task_id) == task.id))
    end_doubts(db, actor, [task.id or 0], "gone")
    record(db, actor, "gold.set", subject=0, audience="team")


def promote_golds(
    db: Session, actor: Actor, *, source: str, after: int = 0, most: int = MOST
) -> int:
    """Make gold of what is settled already: the cases of rulings and clauses in force, or tasks on
    which everybody agrees, from one of them on; returns how many. What is gold stays as it is."""
    if not is_ml_team(actor):
        raise NotFound
    if source not in SOURCES:
        raise Invalid(say("Choose one of: %(all)s.", all=", ".join(SOURCES)), "source")
    if not 1 <= most <= MOST:
        raise Invalid(say("From 1 to %(most)s at once.", most=MOST), "most")
    found = list_promotable(db, actor.project_id, source, after=after, most=most).tasks
    schema = get_schema(db, actor.project_id)
    answers = {each.task_id: parse_answer(schema, each.answer) for each in found}
    if answers:
        behind = {each.task_id: (each.clause_id, each.ruling_id) for each in found}
        put_golds(db, actor, answers, source=source, behind=behind)
    return len(answers)


def _row(
    db: Session,
    actor: Actor,
    task_id: int,
    answer: Answer,
    source: str,
    behind: dict[int, Behind] | None,
) -> dict[str, Any]:
    row = {
        "task_id": task_id,
        "value": answer.value,
        "answer": answer.data,
        "source": source,
        "revision_id": find_published_id(db, actor.project_id),
        "created_at": now(),
    }
    if behind is None:
        return row
    clause_id, ruling_id = behind.get(task_id, (None, None))
    return row | {"clause_id": clause_id, "ruling_id": ruling_id}


def _clause_id(db: Session, actor: Actor, code: str) -> int:
    found = find_clause(db, actor.project_id, code.strip())
    if found is None or found.id is None:
        raise Invalid(say("Cite a clause of the guideline, such as c4."), "clause")
    return found.id
