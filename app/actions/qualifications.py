"""What passing gives, and how it is taken back; and what a revision asks to be answered anew."""

from collections.abc import Sequence

from sqlalchemy import delete, update
from sqlmodel import Session, col

from app.actions.assignments import leave_work
from app.actions.members import tell_of
from app.clock import now
from app.domain.roles import Actor, Role, may_label
from app.errors import Conflict, Invalid
from app.languages import say
from app.queries.exams import get_led_exam, map_keys
from app.queries.members import find_actor, get_member
from app.queries.qualifications import (
    find_giving,
    find_qualification,
    find_unpassed,
    list_answerers,
    list_touched,
    map_overtaken,
)
from app.records.events import record
from app.records.exams import Attempt, Exam, ExamQuestion, ExamRenewal, Qualification
from app.records.members import Member
from app.records.numbers import next_number
from app.records.revisions import Revision


def give_qualification(db: Session, actor: Actor, exam: Exam, attempt: Attempt) -> Qualification:
    """Somebody has passed: what that gives they have from this transaction on. The ML team said so
    when it made the exam, so that nobody has to grant it now."""
    member = db.get_one(Member, attempt.member_id)
    gave_role = exam.gives_role and member.role == Role.VIEWER and member.removed_at is None
    known = db.get(Qualification, (exam.id, member.id))
    given = known or Qualification(
        exam_id=exam.id or 0, member_id=member.id or 0, attempt_id=attempt.id or 0
    )
    given.attempt_id, given.passed_at, given.gave_role = attempt.id or 0, now(), gave_role
    given.taken_at, given.taken_by, given.why = None, None, ""
    db.add(given)
    if gave_role:
        member.role = Role.LABELER
        db.add(member)
        tell_of(db, actor, "member.changed", member)
    db.flush()
    for question_id, revision_id in map_overtaken(db, attempt).items():
        _renew(db, (exam.id or 0, member.id or 0, question_id), revision_id)
    next_number(db, exam.project_id, "openings")  # whoever found nothing may find something now
    _tell(db, actor, "qualification.given", exam, member.id or 0)
    return given


def take_qualification(
    db: Session, actor: Actor, number: int, member_id: int, *, why: str
) -> Qualification:
    """Take back what passing gave: the role too, where the exam gave it and no other that they have
    passed gives it. What they hold goes to others where they may not label, or their work waits,
    from now on. Their labels stay. They may take the exam again if an attempt is left."""
    exam = get_led_exam(db, actor, number)
    member = get_member(db, actor, member_id)
    given = find_qualification(db, exam.id or 0, member_id)
    if given is None:
        raise Conflict(say("%(name)s has not passed this exam.", name=member.name))
    if not why.strip():
        raise Invalid(say("Say why: it is kept with it."), "why")
    given.taken_at, given.taken_by, given.why = now(), actor.member_id, why
    db.add(given)
    mine = (col(ExamRenewal.exam_id) == exam.id, col(ExamRenewal.member_id) == member_id)
    db.execute(delete(ExamRenewal).where(*mine))
    if given.gave_role and member.role == Role.LABELER:
        _take_role(db, actor, given, member)
    db.flush()
    whose = find_actor(db, member_id)
    if whose and not (may_label(whose) and find_unpassed(db, whose) is None):
        leave_work(db, actor, member_id)
    _tell(db, actor, "qualification.taken", exam, member_id)
    return given


def _take_role(db: Session, actor: Actor, given: Qualification, member: Member) -> None:
    """The role goes, or comes from now on from another exam that gives it."""
    other = find_giving(db, given.member_id, besides=given.exam_id)
    if other is not None:
        other.gave_role = True
        db.add(other)
        return
    member.role = Role.VIEWER
    db.add(member)
    tell_of(db, actor, "member.changed", member)


def renew_questions(db: Session, actor: Actor, revision: Revision) -> None:
    """A revision came into force: of whoever has passed, the questions whose clause or key it
    changed in substance are to be answered anew, and no others. Called by the publication, in its
    transaction."""
    touched = list_touched(db, revision.project_id, revision.id or 0)
    if not touched:
        return
    for question in touched:
        question.revised_id = revision.id
        db.add(question)
    db.flush()
    _ask_anew(db, actor, touched, revision)


def restore_questions(db: Session, actor: Actor, revision: Revision) -> None:
    """A revision was withdrawn: nobody answers anew for it, but those who did, or who passed under
    it: the questions that it changed are what they were before. What is due for an earlier one is
    not settled by an attempt that began under this one."""
    waiting = (col(ExamRenewal.revision_id) == revision.id, col(ExamRenewal.settled_at).is_(None))
    db.execute(delete(ExamRenewal).where(*waiting))
    touched = list_touched(db, revision.project_id, revision.id or 0)
    if touched:
        still = (
            col(ExamRenewal.question_id).in_([each.id for each in touched]),
            col(ExamRenewal.settled_at).is_(None),
        )
        db.execute(update(ExamRenewal).where(*still).values(since=now()))
        _ask_anew(db, actor, touched, revision, under=revision.id)


def settle_renewals(db: Session, attempt: Attempt, question_ids: Sequence[int]) -> None:
    """These were answered right: they are not asked anew any more, unless they changed once more
    since the attempt began."""
    answered = (
        col(ExamRenewal.exam_id) == attempt.exam_id,
        col(ExamRenewal.member_id) == attempt.member_id,
        col(ExamRenewal.question_id).in_(question_ids),
        col(ExamRenewal.since) <= attempt.started_at,
    )
    db.execute(update(ExamRenewal).where(*answered).values(settled_at=now()))


def _ask_anew(
    db: Session,
    actor: Actor,
    touched: list[ExamQuestion],
    revision: Revision,
    under: int | None = None,
) -> None:
    """What has no key any more cannot be asked, and needs not be."""
    ids = [each.id or 0 for each in touched]
    keyed = map_keys(db, ids)
    told: dict[tuple[int, int], None] = {}
    for exam_id, member_id, question_id in list_answerers(db, ids, under):
        if question_id in keyed:
            _renew(db, (exam_id, member_id, question_id), revision.id or 0)
            told[exam_id, member_id] = None
    for exam_id, member_id in told:
        exam = db.get_one(Exam, exam_id)
        _tell(db, actor, "qualification.due", exam, member_id)


def _renew(db: Session, key: tuple[int, int, int], revision_id: int) -> None:
    """One question of (exam, member, question) is to be answered anew. What is due already stays
    due for the first revision that asked for it: a later one may be withdrawn."""
    exam_id, member_id, question_id = key
    row = db.get(ExamRenewal, key) or ExamRenewal(
        exam_id=exam_id,
        member_id=member_id,
        question_id=question_id,
        revision_id=revision_id,
    )
    if row.settled_at is not None:
        row.revision_id = revision_id
    row.since, row.settled_at = now(), None
    db.add(row)
    db.flush()


def _tell(db: Session, actor: Actor, kind: str, exam: Exam, member_id: int) -> None:
    """The staff, and whom it is about."""
    about = {"exam": exam.number, "member": member_id}
    for audience in ("staff", f"member:{member_id}"):
        record(db, actor, kind, subject=exam.id or 0, audience=audience, **about)
