"""Qualifications: who has passed, whose work waits, and what is to be answered anew."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, exists, func, or_
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.domain.roles import Actor, is_staff
from app.queries.exams import STANDS, joined
from app.records.columns import table
from app.records.exams import (
    Attempt,
    AttemptQuestion,
    Exam,
    ExamQuestion,
    ExamRenewal,
    Qualification,
)
from app.records.gold_keys import GoldKey
from app.records.members import Member
from app.records.questions import Case, RulingClause
from app.records.quick import Quick
from app.records.revisions import CaseChange, Change, Revision

_EXAMS, _PASSED, _MEMBERS = table(Exam).c, table(Qualification).c, table(Member).c
_HOLDING = (
    _EXAMS.project_id == bindparam("project"),
    _EXAMS.closed_at.is_(None),
    _EXAMS.holds != "nobody",
)
# asked with the terms of a project, by every claim: whether any exam holds work back at all
HOLDS = exists().where(_EXAMS.project_id == bindparam("project"), *_HOLDING[1:])
_JOINED = pick(_MEMBERS.created_at).where(_MEMBERS.id == bindparam("member")).scalar_subquery()
_UNPASSED = Quick(
    pick(_EXAMS.number)
    .where(
        *_HOLDING,
        or_(_EXAMS.holds == "all", _EXAMS.made_at <= _JOINED),
        ~exists().where(
            _PASSED.exam_id == _EXAMS.id,
            _PASSED.member_id == bindparam("member"),
            _PASSED.taken_at.is_(None),
        ),
    )
    .order_by(_EXAMS.number)
    .limit(1)
)
# what is to be answered anew, as long as there is a key: without one it cannot be asked
DUE = and_(
    col(ExamRenewal.settled_at).is_(None),
    joined(pick(col(ExamQuestion.id)))
    .where(col(ExamQuestion.id) == col(ExamRenewal.question_id), STANDS)
    .correlate(ExamRenewal)
    .exists(),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody has of an exam: passed since when, and how many questions they are to answer
    anew."""

    number: int
    title: str
    passed_at: datetime
    due: int


def find_unpassed(db: Session, actor: Actor) -> int | None:
    """The number of the first exam that the actor's work waits for; the staff's never does."""
    if is_staff(actor):
        return None
    who = {"project": actor.project_id, "member": actor.member_id}
    found: int | None = _UNPASSED.scalar(db, who)
    return found


def find_qualification(db: Session, exam_id: int, member_id: int) -> Qualification | None:
    """What passing gave somebody, as long as it holds."""
    found = db.get(Qualification, (exam_id, member_id))
    return found if found and found.taken_at is None else None


def find_giving(db: Session, member_id: int, *, besides: int) -> Qualification | None:
    """What holds of somebody's qualifications and makes a labeler, besides that of one exam."""
    query = (
        select(Qualification)
        .join(Exam, col(Exam.id) == col(Qualification.exam_id))
        .where(
            Qualification.member_id == member_id,
            Qualification.exam_id != besides,
            col(Qualification.taken_at).is_(None),
            col(Exam.gives_role),
        )
    )
    return db.exec(query.order_by(col(Exam.number))).first()


def find_retry(exam: Exam, tried: list[Attempt]) -> datetime | None:
    """When the next attempt may begin, after these at the exam, newest first; None: at once."""
    ended = tried[0].ended_at if tried else None
    return ended + timedelta(hours=exam.pause_hours) if ended else None


def has_priority(db: Session, actor: Actor) -> bool:
    """Whether the actor goes first where a label can be made by anybody: so do all where no exam
    gives that, and then those who passed one that does."""
    giving = select(Exam.id).where(
        Exam.project_id == actor.project_id,
        col(Exam.closed_at).is_(None),
        col(Exam.gives_priority),
    )
    ids = list(db.exec(giving))
    passed = select(Qualification.exam_id).where(
        Qualification.member_id == actor.member_id,
        col(Qualification.exam_id).in_(ids),
        col(Qualification.taken_at).is_(None),
    )
    return not ids or db.exec(passed.limit(1)).first() is not None


def list_renewals(db: Session, exam_id: int, member_id: int) -> list[ExamRenewal]:
    """What somebody is to answer anew."""
    query = select(ExamRenewal).where(
        ExamRenewal.exam_id == exam_id,
        ExamRenewal.member_id == member_id,
        DUE,
    )
    return list(db.exec(query.order_by(col(ExamRenewal.question_id))))


def map_due(db: Session, exam_id: int) -> dict[int, int]:
    """By member, how many questions of an exam they are to answer anew."""
    query = (
        pick(col(ExamRenewal.member_id), func.count())
        .where(col(ExamRenewal.exam_id) == exam_id, DUE)
        .group_by(col(ExamRenewal.member_id))
    )
    return {row[0]: row[1] for row in db.execute(query)}


def map_standings(
    db: Session, project_id: int, member_ids: Iterable[int]
) -> dict[int, list[Standing]]:
    """By member, the open exams that they have passed."""
    due = (
        pick(func.count())
        .where(
            col(ExamRenewal.exam_id) == col(Qualification.exam_id),
            col(ExamRenewal.member_id) == col(Qualification.member_id),
            DUE,
        )
        .scalar_subquery()
    )
    rows = db.execute(
        pick(
            col(Qualification.member_id),
            col(Exam.number),
            col(Exam.title),
            col(Qualification.passed_at),
            due,
        )
        .join(Exam, col(Exam.id) == col(Qualification.exam_id))
        .where(
            col(Exam.project_id) == project_id,
            col(Exam.closed_at).is_(None),
            col(Qualification.taken_at).is_(None),
            col(Qualification.member_id).in_(list(member_ids)),
        )
        .order_by(col(Exam.number))
    )
    found: defaultdict[int, list[Standing]] = defaultdict(list)
    for member_id, *standing in rows:
        found[member_id].append(Standing(*standing))
    return found


def list_touched(db: Session, project_id: int, revision_id: int) -> list[ExamQuestion]:
    """The questions that a revision changes in substance: of a clause that it changed so, with a
    case that it expects another answer of, or with a trusted answer that it re-keyed."""
    clauses = pick(col(Change.clause_id)).where(
        col(Change.revision_id) == revision_id, col(Change.type) == "substantive"
    )
    before = func.coalesce(CaseChange.before, "")
    cases = pick(col(CaseChange.case_id)).where(
        col(CaseChange.revision_id) == revision_id,
        before != func.coalesce(CaseChange.after, ""),
    )
    golds = pick(col(GoldKey.task_id)).where(
        col(GoldKey.since_id) == revision_id, col(GoldKey.how) != "keep"
    )
    # a ruling touches more clauses than the one that its case is counted under
    touching = pick(col(Case.id)).join(
        RulingClause, col(RulingClause.ruling_id) == col(Case.ruling_id)
    )
    query = (
        select(ExamQuestion)
        .join(Exam, col(Exam.id) == col(ExamQuestion.exam_id))
        .where(
            Exam.project_id == project_id,
            or_(
                col(ExamQuestion.clause_id).in_(clauses),
                col(ExamQuestion.case_id).in_(cases),
                col(ExamQuestion.case_id).in_(
                    touching.where(col(RulingClause.clause_id).in_(clauses))
                ),
                col(ExamQuestion.case_id).is_(None) & col(ExamQuestion.task_id).in_(golds),
            ),
        )
    )
    return list(db.exec(query.order_by(col(ExamQuestion.id))))


def list_answerers(
    db: Session, question_ids: list[int], under: int | None = None
) -> list[tuple[int, int, int]]:
    """(exam, member, question): who has passed an exam, and was asked the question in it. `under`:
    only those whose newest answer was given under this revision."""
    newest = (
        pick(func.max(col(AttemptQuestion.attempt_id)).label("attempt_id"), *_WHO)
        .join(Attempt, col(Attempt.id) == col(AttemptQuestion.attempt_id))
        .where(
            col(AttemptQuestion.question_id).in_(question_ids),
            col(Attempt.mode) != "practice",
            col(AttemptQuestion.answered_at).is_not(None),
            col(Attempt.ended_at).is_not(None),
        )
        .group_by(*_WHO)
        .subquery()
    )
    query = (
        pick(col(Qualification.exam_id), newest.c.member_id, newest.c.question_id)
        .join(ExamQuestion, col(ExamQuestion.id) == newest.c.question_id)
        .join(
            Qualification,
            (col(Qualification.exam_id) == col(ExamQuestion.exam_id))
            & (col(Qualification.member_id) == newest.c.member_id),
        )
        .where(col(Qualification.taken_at).is_(None))
    )
    if under is not None:
        query = query.join(Attempt, col(Attempt.id) == newest.c.attempt_id)
        query = query.where(col(Attempt.revision_id) == under)
    return [(exam, member, question) for exam, member, question in db.execute(query)]


def map_overtaken(db: Session, attempt: Attempt) -> dict[int, int]:
    """By question of an attempt that is not what it was when that began, the first revision that
    changed it in substance and came since then, or was withdrawn. What did both changed nothing."""
    published, withdrawn = col(Revision.published_at), col(Revision.withdrawn_at)
    query = select(Revision.id).where(
        Revision.project_id == attempt.project_id,
        or_(
            and_(published > attempt.started_at, withdrawn.is_(None)),
            and_(published <= attempt.started_at, withdrawn > attempt.started_at),
        ),
    )
    asked = select(AttemptQuestion.question_id).where(AttemptQuestion.attempt_id == attempt.id)
    ids = set(db.exec(asked))
    found: dict[int, int] = {}
    for revision_id in db.exec(query.order_by(col(Revision.id))).all():
        for each in list_touched(db, attempt.project_id, revision_id or 0):
            if each.id in ids:
                found.setdefault(each.id or 0, revision_id or 0)
    return found


_WHO = (col(AttemptQuestion.member_id), col(AttemptQuestion.question_id))
