"""Rulings and what belongs to them: clauses, cases, the question they decide."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, func, select

from app.domain.roles import Actor, is_staff
from app.errors import NotFound
from app.records.questions import Asker, Case, Flag, Question, Ruling, RulingClause
from app.records.revisions import Clause, Revision

Row = tuple[Ruling, Question, Revision | None]


def get_ruling(db: Session, actor: Actor, number: int) -> Ruling:
    """A ruling by its number. What is only proposed is for staff and those who asked."""
    found = find_ruling(db, actor.project_id, number)
    if found is None or not _may_see(db, actor, found):
        raise NotFound
    return found


def find_ruling(db: Session, project_id: int, number: int) -> Ruling | None:
    """A ruling by its number, for what the house itself does."""
    return db.exec(
        select(Ruling).where(Ruling.project_id == project_id, Ruling.number == number)
    ).first()


def is_ruled_bad(db: Session, task_id: int) -> bool:
    """Whether a ruling in force, on a question that the task's flags ask, says that nobody can
    judge it."""
    says = (
        select(Ruling.id)
        .join(Flag, col(Flag.question_id) == col(Ruling.question_id))
        .where(Flag.task_id == task_id, Ruling.outcome == "bad_task", Ruling.state == "in_force")
    )
    return db.exec(says.limit(1)).first() is not None


def takes_away(db: Session, question_id: int) -> bool:
    """Whether a ruling in force says of a question's tasks that nobody can judge them."""
    says = select(Ruling.id).where(
        Ruling.question_id == question_id, Ruling.outcome == "bad_task", Ruling.state == "in_force"
    )
    return db.exec(says.limit(1)).first() is not None


def find_ruling_of(db: Session, question_id: int) -> Ruling | None:
    """The ruling that decides a question now: not one that was withdrawn."""
    live = select(Ruling).where(
        Ruling.question_id == question_id, col(Ruling.state).in_(("proposed", "in_force"))
    )
    return db.exec(live.order_by(col(Ruling.id).desc()).limit(1)).first()


def find_question_of_ruling(db: Session, project_id: int, number: int) -> Question | None:
    """The question that a ruling decides."""
    ruling = find_ruling(db, project_id, number)
    return db.get(Question, ruling.question_id) if ruling else None


def get_ruling_of(db: Session, question_id: int) -> Ruling:
    """The newest ruling that was made on a question."""
    newest = select(Ruling).where(Ruling.question_id == question_id)
    ruling = db.exec(newest.order_by(col(Ruling.id).desc()).limit(1)).first()
    if ruling is None:
        raise NotFound
    return ruling


def list_rulings(
    db: Session, actor: Actor, state: str | None, before: int | None, most: int = 50
) -> list[Ruling]:
    """Rulings below a number, newest first; proposed ones for staff only."""
    query = select(Ruling).where(Ruling.project_id == actor.project_id)
    if not is_staff(actor):
        query = query.where(Ruling.state != "proposed", ~_never_held())
    if state is not None:
        query = query.where(Ruling.state == state)
    if before is not None:
        query = query.where(Ruling.number < before)
    return list(db.exec(query.order_by(col(Ruling.number).desc()).limit(most)))


def list_in_force(db: Session, project_id: int) -> list[tuple[Ruling, Question]]:
    """The rulings in force with the questions they decide, newest first."""
    query = (
        select(Ruling, Question)
        .join(Question, col(Question.id) == col(Ruling.question_id))
        .where(Ruling.project_id == project_id, Ruling.state == "in_force")
    )
    return list(db.exec(query.order_by(col(Ruling.id).desc()).limit(500)))


def map_rulings(db: Session, project_id: int, numbers: Iterable[int]) -> dict[int, Row]:
    """Rulings with their question and revision, by number."""
    rows = db.exec(
        select(Ruling, Question, Revision)
        .join(Question, col(Question.id) == col(Ruling.question_id))
        .join(Revision, col(Revision.id) == col(Ruling.revision_id), isouter=True)
        .where(Ruling.project_id == project_id, col(Ruling.number).in_(list(set(numbers))))
    )
    return {row[0].number: (row[0], row[1], row[2]) for row in rows}


def map_codes(db: Session, ruling_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The codes of the clauses that rulings touch."""
    found: dict[int, list[str]] = defaultdict(list)
    for ruling_id, code in db.execute(
        select(RulingClause.ruling_id, Clause.code)
        .join(Clause, col(Clause.id) == col(RulingClause.clause_id))
        .where(col(RulingClause.ruling_id).in_(list(ruling_ids)))
        .order_by(col(Clause.id))
    ):
        found[ruling_id].append(code)
    return {ruling_id: tuple(codes) for ruling_id, codes in found.items()}


def list_cases_of(db: Session, ruling_id: int) -> list[Case]:
    """The cases of a ruling."""
    return list(db.exec(select(Case).where(Case.ruling_id == ruling_id).order_by(col(Case.id))))


def find_clause(db: Session, project_id: int, code: str) -> Clause | None:
    """A clause by its code."""
    return db.exec(
        select(Clause).where(Clause.project_id == project_id, Clause.code == code)
    ).first()


def map_clause_codes(db: Session, clause_ids: Iterable[int | None]) -> dict[int, str]:
    """Codes by clause id."""
    wanted = [each for each in clause_ids if each is not None]
    rows = db.execute(select(Clause.id, Clause.code).where(col(Clause.id).in_(wanted)))
    return {row.id: row.code for row in rows}


def _never_held() -> ColumnElement[bool]:
    """Withdrawn before any revision said it: still no more than a proposal."""
    published = select(Revision.id).where(col(Revision.published_at).is_not(None))
    said = func.coalesce(col(Ruling.revision_id), 0).in_(published)
    return and_(col(Ruling.state) == "withdrawn", col(Ruling.outcome) == "change", ~said)


def _may_see(db: Session, actor: Actor, ruling: Ruling) -> bool:
    if is_staff(actor):
        return True
    hidden = select(Ruling.id).where(Ruling.id == ruling.id, _never_held())
    if ruling.state != "proposed" and db.execute(hidden).first() is None:
        return True
    return db.get(Asker, (ruling.question_id, actor.member_id)) is not None
