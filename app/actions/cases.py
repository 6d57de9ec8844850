"""Cases attached to clauses: evidence with an expected answer. A ruling brings its own ones."""

from uuid import UUID

from sqlmodel import Session, col, select

from app.clock import now
from app.domain.answers import parse_answer
from app.domain.roles import Actor, is_staff, may_edit_draft
from app.domain.texts import CELL_BYTES, check_text
from app.errors import Forbidden, Invalid, NotFound
from app.languages import say
from app.queries.cases import get_case
from app.queries.guidelines import get_clause_id
from app.queries.terms import get_schema
from app.records.events import record
from app.records.questions import Case
from app.records.tasks import Task


def add_case(
    db: Session,
    actor: Actor,
    *,
    code: str,
    value: object,
    example: str = "",
    task_key: str | None = None,
) -> Case:
    """Hold a clause against a task, or an invented example, with the answer expected of it."""
    _need_keeper(actor)
    case = make_case(db, actor, code=code, value=value, example=example, task_key=task_key)
    _tell(db, actor, "case.added", case)
    return case


def make_case(
    db: Session,
    actor: Actor,
    *,
    code: str,
    value: object,
    example: str = "",
    task_key: str | None = None,
    state: str = "in_force",
) -> Case:
    """A new case, of which nobody is told yet."""
    clause_id = get_clause_id(db, actor.project_id, code)
    if (task_key is None) == (not example.strip()):
        raise Invalid(say("A case is a task or an invented example, one of the two."), "example")
    check_text(example, most=CELL_BYTES, field="example")
    task = _find_task(db, actor, task_key) if task_key is not None else None
    text = task.body if task else None
    case = Case(
        project_id=actor.project_id,
        clause_id=clause_id,
        task_id=task.id if task else None,
        example=example,
        value=parse_answer(get_schema(db, actor.project_id), value, text=text).value,
        state=state,
        made_by=actor.member_id,
    )
    db.add(case)
    db.flush()
    return case


def remove_case(db: Session, actor: Actor, case_id: int) -> None:
    """Take a case away, for what was and is in force. What a ruling brought stays with the ruling;
    what a change of the guideline makes wrong is retired in its draft."""
    _need_keeper(actor)
    case = get_case(db, actor, case_id)
    if case.ruling_id is not None:
        raise Invalid(say("This case belongs to a ruling; withdraw the ruling instead."), "case")
    case.state, case.ended_at = "removed", now()
    db.add(case)
    db.flush()
    _tell(db, actor, "case.removed", case)


def _need_keeper(actor: Actor) -> None:
    if not is_staff(actor):
        raise NotFound
    if not may_edit_draft(actor):
        raise Forbidden(say("The ML team keeps the cases."))


def _find_task(db: Session, actor: Actor, key: str) -> Task:
    """A task by its key, or by the external id that the ML team knows it by."""
    tasks = select(Task).where(Task.project_id == actor.project_id)
    found = db.exec(tasks.where(Task.external_id == key)).first()
    if found is None and len(key) == 36:
        rows = db.exec(tasks.where(col(Task.key) == _uuid(key)))
        found = rows.first()
    if found is None:
        raise Invalid(say("There is no such task in this project."), "task")
    return found


def _uuid(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError:
        raise Invalid(say("There is no such task in this project."), "task") from None


def _tell(db: Session, actor: Actor, kind: str, case: Case) -> None:
    record(db, actor, kind, subject=case.id or 0, audience="staff")
