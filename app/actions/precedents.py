"""What a ruling brings with it: the clauses it touches, its cases, the tasks it takes away."""

from uuid import UUID

from sqlmodel import Session, col, select

from app.actions.tasks import reopen_task, spoil_task
from app.domain.answers import Answer, parse_answer
from app.domain.roles import Actor
from app.domain.texts import CELL_BYTES, check_text
from app.errors import Invalid
from app.languages import say
from app.queries.flags import list_tasks_of
from app.queries.rulings import find_clause, is_ruled_bad
from app.queries.terms import get_schema
from app.records.questions import Case, Ruling, RulingClause
from app.records.tasks import Task

MOST_CASES = 1000


def keep_clauses(db: Session, actor: Actor, ruling: Ruling, codes: list[str]) -> None:
    """The clauses that a ruling touches, by code."""
    for code in dict.fromkeys(codes):
        clause = find_clause(db, actor.project_id, code)
        if clause is None or clause.id is None:
            raise Invalid(say("A ruling touches clauses of the guideline, such as c4."), "clauses")
        db.add(RulingClause(ruling_id=ruling.id or 0, clause_id=clause.id))


def keep_cases(
    db: Session, actor: Actor, ruling: Ruling, given: list[dict[str, object]] | None
) -> None:
    """The cases of a ruling; without any given, the tasks that asked, with the ruling's answer."""
    if given is None:
        tasks = list_tasks_of(db, ruling.question_id) if ruling.value is not None else []
        cases = [Case(task_id=task.id, value=ruling.value or "") for task in tasks]
    elif len(given) > MOST_CASES:
        raise Invalid(say("A ruling has at most %(most)s cases.", most=MOST_CASES), "cases")
    else:
        cases = [_case(db, actor, each) for each in given]
    for case in cases:
        case.project_id, case.ruling_id = actor.project_id, ruling.id
        case.made_by = actor.member_id
        db.add(case)


def spoil_tasks(db: Session, actor: Actor, question_id: int) -> None:
    """The tasks that asked can be judged by nobody: they leave the queue."""
    for task in list_tasks_of(db, question_id):
        spoil_task(db, actor, task.key)


def spare_tasks(db: Session, actor: Actor, question_id: int) -> None:
    """The tasks come back, as open or full as they were; but for those that a ruling on another of
    their questions takes away."""
    for task in list_tasks_of(db, question_id):
        if not is_ruled_bad(db, task.id or 0):
            reopen_task(db, actor, task.key)


def _case(db: Session, actor: Actor, raw: dict[str, object]) -> Case:
    key, example = raw.get("task"), raw.get("example") or ""
    task = None
    if key is not None:
        task = db.exec(
            select(Task).where(Task.project_id == actor.project_id, col(Task.key) == _uuid(key))
        ).first()
        if task is None:
            raise Invalid(say("A case names a task of this project."), "cases")
    if not isinstance(example, str) or (task is None) == (not example.strip()):
        raise Invalid(say("A case is a task or an invented example, one of the two."), "cases")
    check_text(example, most=CELL_BYTES, field="cases")
    value = _answer(db, actor, raw.get("value"), task).value
    return Case(project_id=0, task_id=task.id if task else None, example=example, value=value)


def _answer(db: Session, actor: Actor, raw: object, task: Task | None) -> Answer:
    schema = get_schema(db, actor.project_id)
    return parse_answer(schema, raw, text=task.body if task else None)


def _uuid(raw: object) -> UUID:
    try:
        return UUID(str(raw))
    except ValueError:
        raise Invalid(say("A case names a task by its key."), "cases") from None
