"""Attempts at exams: begun, answered one question at a time, and ended by hand or by the clock.

The clock is the server's. Every answer is kept when it comes; one that comes after the end is
refused, and what came before it counts.
"""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session

from app.actions.acquaintances import note_acquaintance
from app.actions.qualifications import give_qualification, settle_renewals
from app.clock import now
from app.domain.answers import parse_answer
from app.domain.exams import MOST_QUESTIONS, Draw, draw, draw_practice
from app.domain.roles import Actor, is_staff
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.languages import say
from app.queries.attempts import (
    find_open_attempt,
    get_attempt,
    list_answers,
    list_attempts,
)
from app.queries.exams import get_exam, is_examinee, list_items, map_keys
from app.queries.notices import map_actors
from app.queries.qualifications import find_qualification, find_retry, list_renewals
from app.queries.terms import find_published_id, get_schema
from app.records.columns import forget
from app.records.events import record
from app.records.exams import Attempt, AttemptQuestion, Exam
from app.records.members import Member

MODES = ("exam", "practice", "renewal")


def start_attempt(db: Session, actor: Actor, number: int, *, mode: str = "exam") -> Attempt:
    """Begin, or come back to what was begun: from another device, or pressed twice. A practice ends
    where another attempt begins. Raises Conflict where another exam is at hand, no attempt is left,
    or the pause is not over."""
    exam = get_exam(db, actor, number)
    if not is_examinee(actor):
        raise Forbidden(say("Exams are for labelers and viewers: the staff knows the answers."))
    if mode not in MODES:
        raise Invalid(say("A mode is one of %(all)s.", all=", ".join(MODES)), "mode")
    at = now()
    going = _find_going(db, actor, exam, mode, at)
    if going is not None:
        return going
    if exam.closed_at is not None and mode != "renewal":
        raise Conflict(say("This exam is closed: nobody begins it any more."))
    before = list_attempts(db, exam.id or 0, actor.member_id)
    if mode == "exam":
        _need_attempt_left(db, exam, actor, before, at)
    seed = secrets.randbits(31)
    drawn = _draw(db, exam, actor, mode, seed)
    attempt = Attempt(
        project_id=actor.project_id,
        exam_id=exam.id or 0,
        member_id=actor.member_id,
        number=before[0].number + 1 if before else 1,
        mode=mode,
        revision_id=find_published_id(db, actor.project_id),
        seed=seed,
        questions=len(drawn.ids),
        again=drawn.again,
        started_at=at,
        ends_at=_end_of(exam, mode, len(drawn.ids), at),
    )
    db.add(attempt)
    db.flush()
    _put_questions(db, attempt, drawn)
    _tell(db, actor, "attempt.begun", exam, attempt)
    return attempt


def answer_question(
    db: Session,
    actor: Actor,
    key: UUID,
    place: int,
    *,
    raw: object,
    seconds: float | None = None,
) -> AttemptQuestion:
    """Answer a question of one's own attempt. As long as it goes on the newest answer counts; in
    practice the first, for its explanation follows at once. Raises Conflict once the time is over,
    and where the person has joined the staff meanwhile."""
    attempt = get_attempt(db, actor, key)
    asked = db.get(AttemptQuestion, (attempt.id, place))
    if asked is None:
        raise NotFound
    need_going(attempt)
    if is_staff(actor):
        raise Conflict(
            say(
                "You are on the staff now, which sees what is right: this attempt takes no more "
                "answers and is not passed. Hand it in."
            )
        )
    if attempt.mode == "practice" and asked.answered_at is not None:
        raise Conflict(
            say("You have answered this one, and read what is right. Go on with the next.")
        )
    answer = parse_answer(get_schema(db, actor.project_id), raw)
    asked.value, asked.answer = answer.value, answer.data
    asked.is_right = answer.value == asked.expected
    asked.seconds, asked.answered_at = seconds, now()
    db.add(asked)
    db.flush()
    exam = db.get_one(Exam, attempt.exam_id)
    _tell(db, actor, "attempt.answered", exam, attempt)
    if attempt.mode == "practice" and not _is_open(db, attempt):
        _end(db, actor, attempt, "handed_in")
    return asked


def end_attempt(db: Session, actor: Actor, key: UUID) -> Attempt:
    """Hand in: what is not answered counts as wrong. Twice is as good as once."""
    attempt = get_attempt(db, actor, key)
    if attempt.ended_at is None:
        is_over = attempt.ends_at is not None and attempt.ends_at <= now()
        _end(db, actor, attempt, "time" if is_over else "handed_in")
    return attempt


def end_overdue(db: Session, actor: Actor, attempt_id: int) -> None:
    """The time of an attempt is over, and whoever was at it has gone: it is judged by what they
    answered. Whoever comes second finds nothing to do. `actor`: the product itself."""
    forget(db, Attempt, attempt_id)
    attempt = db.get(Attempt, attempt_id)
    if attempt is None or attempt.ended_at is not None:
        return
    if attempt.ends_at is None or attempt.ends_at > now():
        return
    whose = map_actors(db, attempt.project_id).get(attempt.member_id, actor)
    _end(db, whose, attempt, "time")


def need_going(attempt: Attempt) -> None:
    """Raise Conflict where an attempt takes no more answers."""
    if attempt.ended_at is not None and attempt.ending != "time":
        raise Conflict(
            say("You have handed this in. This answer was not kept; those before it count.")
        )
    if attempt.ended_at is not None or (attempt.ends_at is not None and attempt.ends_at <= now()):
        raise Conflict(
            say(
                "The time is over: this answer came after the end and does not count. What you "
                "answered before it counts."
            )
        )


def _find_going(db: Session, actor: Actor, exam: Exam, mode: str, at: datetime) -> Attempt | None:
    """What was begun of this kind; None once nothing stands in the way of a new one."""
    going = find_open_attempt(db, actor.member_id)
    if going is None:
        return None
    if going.ends_at is not None and going.ends_at <= at:
        _end(db, actor, going, "time")
        return None
    if going.exam_id == exam.id and going.mode == mode:
        return going
    if going.mode == "practice":
        _end(db, actor, going, "handed_in")
        return None
    raise Conflict(
        say("You are at another attempt. Hand that in first; nothing of it is lost."),
        attempt=str(going.key),
    )


def _need_attempt_left(
    db: Session, exam: Exam, actor: Actor, before: list[Attempt], at: datetime
) -> None:
    if find_qualification(db, exam.id or 0, actor.member_id):
        raise Conflict(say("You have passed this exam."))
    tried = [each for each in before if each.mode == "exam"]
    if len(tried) >= exam.attempts:
        raise Conflict(
            say("You have had all %(count)s attempts. Ask the ML team.", count=exam.attempts)
        )
    again = find_retry(exam, tried)
    if again is not None and again > at:
        raise Conflict(
            say(
                "Between two attempts lie %(hours)s hours: read what you got wrong meanwhile.",
                hours=exam.pause_hours,
            ),
            again_at=again.isoformat(),
        )


def _draw(db: Session, exam: Exam, actor: Actor, mode: str, seed: int) -> Draw:
    if mode == "renewal":
        due = [each.question_id for each in list_renewals(db, exam.id or 0, actor.member_id)]
        if not due:
            raise Conflict(say("You have nothing to answer anew."))
        return Draw(tuple(due[:MOST_QUESTIONS]), 0, {})  # the rest stays due
    items = list_items(db, exam, actor.member_id)
    if mode == "practice":
        ids = draw_practice(items, exam.plan, seed)
        if not ids:
            raise Conflict(
                say(
                    "There is nothing to practise on: all questions are kept for the exam. Read "
                    "the guideline and its cases."
                )
            )
        return Draw(tuple(ids), 0, {})
    drawn = draw(items, exam.plan, seed)
    if len(drawn.ids) < exam.questions:
        raise Conflict(
            say(
                "There are not enough questions left that you have not seen answered: %(there)s of "
                "%(all)s. Your attempts are not touched; tell the ML team, who can add some.",
                there=len(drawn.ids),
                all=exam.questions,
            )
        )
    return drawn


def _end_of(exam: Exam, mode: str, questions: int, at: datetime) -> datetime | None:
    """A renewal has as long for each question as the exam; nobody's practice is hurried."""
    if mode == "practice":
        return None
    minutes = exam.minutes if mode == "exam" else exam.minutes * questions / exam.questions
    return at + timedelta(minutes=max(1.0, minutes))


def _put_questions(db: Session, attempt: Attempt, drawn: Draw) -> None:
    keys = map_keys(db, list(drawn.ids))
    rows = [
        {
            "attempt_id": attempt.id,
            "place": place,
            "question_id": id,
            "member_id": attempt.member_id,
            "expected": keys[id][0],
            "task_id": keys[id][1],
        }
        for place, id in enumerate([id for id in drawn.ids if id in keys], 1)
    ]
    attempt.questions = len(rows)
    db.execute(insert(AttemptQuestion), rows)
    note_acquaintance(db, attempt.member_id, [task_id for _, task_id in keys.values()])


def _is_open(db: Session, attempt: Attempt) -> bool:
    return any(each.answered_at is None for each in list_answers(db, attempt.id or 0))


def _end(db: Session, actor: Actor, attempt: Attempt, ending: str) -> None:
    """Judge an attempt; what passing gives is given with it, or not at all. Whoever is on the staff
    by now sees what is right, and passes nothing."""
    exam = db.get_one(Exam, attempt.exam_id)
    answers = list_answers(db, attempt.id or 0)
    knows = is_staff(db.get_one(Member, attempt.member_id).role)
    attempt.correct = sum(bool(each.is_right) for each in answers)
    attempt.ended_at, attempt.ending = now(), "staff" if knows else ending
    if ending == "time" and attempt.ends_at is not None:
        attempt.ended_at = attempt.ends_at
    if attempt.mode == "exam":
        attempt.has_passed = not knows and attempt.correct >= exam.needed
    elif attempt.mode == "renewal":
        attempt.has_passed = not knows and attempt.correct == attempt.questions
        right = [each.question_id for each in answers if each.is_right and not knows]
        settle_renewals(db, attempt, right)
    db.add(attempt)
    db.flush()
    if attempt.mode == "exam" and attempt.has_passed:
        give_qualification(db, actor, exam, attempt)
    _tell(db, actor, "attempt.ended", exam, attempt)


def _tell(db: Session, actor: Actor, kind: str, exam: Exam, attempt: Attempt) -> None:
    """The one whose attempt it is, in all their windows; and the ML team that somebody is at it."""
    about = {"exam": exam.number, "attempt": str(attempt.key), "member": attempt.member_id}
    own = f"member:{attempt.member_id}"
    record(db, actor, kind, subject=attempt.id or 0, audience=own, **about)
    if kind != "attempt.answered" and attempt.mode != "practice":
        record(
            db, actor, "attempt.tallied", subject=exam.id or 0, audience="team", exam=exam.number
        )
