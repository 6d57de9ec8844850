"""Cases: what a clause or a ruling is held against, as each reader may know them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.domain.roles import Actor, is_staff
from app.errors import NotFound
from app.queries.blindness import answered_tasks
from app.queries.kept_cases import list_kept_back
from app.records.questions import Case, Ruling, RulingClause
from app.records.revisions import Clause
from app.records.tasks import Task

PAGE = 50
CHUNK = 200  # read at a time, of which somebody may know a part


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case with what it is made of: a task, or an invented example. `expected`: the answer as of
    another version than the one in force."""

    case: Case
    code: str | None
    ruling: Ruling | None
    task: Task | None
    expected: str | None = None

    @property
    def value(self) -> str:
        """The answer that is expected."""
        return self.case.value if self.expected is None else self.expected


def list_cases(
    db: Session,
    actor: Actor,
    *,
    clause_ids: Iterable[int] | None = None,
    ruling_ids: Iterable[int] = (),
    after: int = 0,
    most: int = PAGE,
) -> list[CaseRow]:
    """Cases in force of these clauses or rulings (None: of all), oldest first, from behind an id.

    A case tells its task's answer: labelers see those of tasks that they have answered, and of
    rulings that are in force; invented examples tell nothing of anybody's work.
    """
    query = case_rows(actor.project_id).where(Case.state == "in_force")
    if clause_ids is not None:
        ids = list(clause_ids)
        touching = select(RulingClause.ruling_id).where(col(RulingClause.clause_id).in_(ids))
        query = query.where(
            or_(
                col(Case.clause_id).in_(ids),
                col(Case.ruling_id).in_(touching),
                col(Case.ruling_id).in_(list(ruling_ids)),
            )
        )
    query, seen = query.order_by(col(Case.id)), list[CaseRow]()
    # what is kept back leaves no gap: a page is full as long as there are more
    while len(seen) < most:
        found = db.execute(query.where(col(Case.id) > after).limit(CHUNK))
        rows = [CaseRow(*row) for row in found]
        seen += seen_by(db, actor, rows)
        if len(rows) < CHUNK:
            break
        after = rows[-1].case.id or 0
    return seen[:most]


def list_rows(db: Session, project_id: int, case_id: int) -> list[CaseRow]:
    """One case in force as a row, for what the house itself tells staff; none if it is gone."""
    return [
        CaseRow(*row)
        for row in db.execute(
            case_rows(project_id).where(Case.id == case_id, Case.state == "in_force")
        )
    ]


def get_case(db: Session, actor: Actor, case_id: int) -> Case:
    """A case in force, for staff."""
    case = db.get(Case, case_id) if is_staff(actor) else None
    if case is None or case.project_id != actor.project_id or case.state != "in_force":
        raise NotFound
    return case


def case_rows(project_id: int) -> Any:
    """All cases of a project, whatever their state, as the columns of a CaseRow."""
    return (
        select(Case, Clause.code, Ruling, Task)
        .join(Clause, col(Clause.id) == col(Case.clause_id), isouter=True)
        .join(Ruling, col(Ruling.id) == col(Case.ruling_id), isouter=True)
        .join(Task, col(Task.id) == col(Case.task_id), isouter=True)
        .where(Case.project_id == project_id)
    )


def seen_by(db: Session, actor: Actor, rows: list[CaseRow]) -> list[CaseRow]:
    """Those of the cases that somebody may know; what an exam can still ask them is kept back."""
    if is_staff(actor):
        return rows
    kept = list_kept_back(db, actor.member_id, [row.case.id or 0 for row in rows])
    ids = [row.task.id for row in rows if row.task and row.task.id is not None]
    answered = answered_tasks(db, actor.member_id, ids)
    return [
        row
        for row in rows
        if row.case.id not in kept
        and (row.task is None or row.task.id in answered)
        and (row.ruling is None or row.ruling.state == "in_force")
    ]
