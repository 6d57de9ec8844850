"""A revision's check: the cases that somebody may be asked, and what was answered."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Integer, and_, exists, func, or_
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.domain.readings import CHECKED_KINDS, Asking, pick_cases, stand
from app.domain.roles import Actor
from app.queries.terms import get_schema
from app.records.labels import CurrentLabel
from app.records.members import Member
from app.records.questions import Case, Ruling
from app.records.readings import CheckAnswer
from app.records.revisions import Acknowledgement, CaseChange, Clause, Revision
from app.records.tasks import Gold, Task


@dataclass(frozen=True, slots=True)
class Asked:
    """A case of a check, with its task where it is no invented example, and its ruling, or the code
    of the clause that it was added to."""

    case: Case
    task: Task | None
    ruling: Ruling | None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """How far somebody is: `tries` are the rounds of the check that they have begun."""

    member: Member
    receipt: Acknowledgement | None
    tries: int


def list_asked(db: Session, actor: Actor, revision: Revision) -> dict[int, Asked]:
    """The cases that the actor is asked, by id; none where the revision has no check.

    Never a trusted answer's task, nor one that may still come onto the actor's desk for the first
    time: the check would give its answer away. Where a label waits to be made again, the ruling
    stands beside it on the desk anyway.
    """
    if revision.reading != "check":
        return {}
    if get_schema(db, actor.project_id).kind not in CHECKED_KINDS:
        return {}
    mine = exists().where(
        col(CurrentLabel.task_id) == col(Task.id), col(CurrentLabel.member_id) == actor.member_id
    )
    gold = exists().where(col(Gold.task_id) == col(Case.task_id))
    rows = db.exec(
        select(Case, Task, Ruling)
        .join(Ruling, col(Ruling.id) == col(Case.ruling_id))
        .join(Task, col(Task.id) == col(Case.task_id), isouter=True)
        .where(
            Ruling.revision_id == revision.id,
            Ruling.state == "in_force",
            or_(
                col(Case.task_id).is_(None),
                and_(~gold, or_(mine, col(Task.state) != "open")),
            ),
        )
    ).all()
    found = {case.id or 0: Asked(case, task, ruling) for case, task, ruling in rows}
    found |= {each.case.id or 0: each for each in _list_examples(db, revision)}
    chosen = pick_cases({id: each.case.value for id, each in found.items()})
    return {id: found[id] for id in chosen}


def _list_examples(db: Session, revision: Revision) -> list[Asked]:
    """The invented examples that a revision added to its clauses, or of which it expects another
    answer: they can come to nobody as work, so everybody may be asked."""
    rows = db.exec(
        select(Case, Clause.code)
        .join(CaseChange, col(CaseChange.case_id) == col(Case.id))
        .join(Clause, col(Clause.id) == col(Case.clause_id))
        .where(
            CaseChange.revision_id == revision.id,
            col(CaseChange.after).is_not(None),
            col(Case.ruling_id).is_(None),
            col(Case.task_id).is_(None),
            Case.state == "in_force",
        )
    )
    return [Asked(case, None, None, code) for case, code in rows]


def needs_check(db: Session, actor: Actor, revision: Revision) -> bool:
    """Whether the actor has read a revision, but not passed its check."""
    receipt = db.get(Acknowledgement, (revision.id, actor.member_id))
    return receipt is not None and receipt.passed_at is None


def list_answers(db: Session, revision_id: int, member_id: int) -> list[CheckAnswer]:
    """What somebody answered in a check, in order."""
    mine = select(CheckAnswer).where(
        CheckAnswer.revision_id == revision_id, CheckAnswer.member_id == member_id
    )
    return list(db.exec(mine.order_by(col(CheckAnswer.id))))


def find_asking(db: Session, actor: Actor, revision: Revision, asked: Iterable[int]) -> Asking:
    """Which case comes next for the actor."""
    answers = list_answers(db, revision.id or 0, actor.member_id)
    given = [(each.round, each.case_id, each.is_right) for each in answers]
    return stand(list(asked), given, actor.member_id)


def list_people(db: Session, revision: Revision) -> list[Reader]:
    """Everybody who could read a revision, by name, with how far they are."""
    tries = (
        pick(func.max(CheckAnswer.round))
        .where(
            col(CheckAnswer.revision_id) == revision.id,
            col(CheckAnswer.member_id) == col(Member.id),
        )
        .scalar_subquery()
    )
    rows = db.execute(
        pick(Member, Acknowledgement, func.coalesce(tries, 0))
        .outerjoin(
            Acknowledgement,
            and_(
                col(Acknowledgement.member_id) == col(Member.id),
                col(Acknowledgement.revision_id) == revision.id,
            ),
        )
        .where(
            col(Member.project_id) == revision.project_id,
            col(Member.removed_at).is_(None),
            col(Member.account_id).is_not(None),
        )
        .order_by(col(Member.name), col(Member.id))
    )
    return [Reader(*row) for row in rows]


def count_wrong(db: Session, revision_id: int) -> list[tuple[Case, Task | None, int, int]]:
    """The cases that people were asked, each with how many answered it, and how many of them wrong
    at their first try."""
    wrong = func.sum(func.cast(~col(CheckAnswer.is_right), Integer))
    rows = db.execute(
        pick(Case, Task, func.count(), wrong)
        .join(CheckAnswer, col(CheckAnswer.case_id) == col(Case.id))
        .outerjoin(Task, col(Task.id) == col(Case.task_id))
        .where(col(CheckAnswer.revision_id) == revision_id, col(CheckAnswer.round) == 1)
        .group_by(col(Case.id), col(Task.id))
        .order_by(col(Case.id))
    )
    return [(case, task, people, int(missed or 0)) for case, task, people, missed in rows]
