"""Exams as people meet them who take them: what is asked, how they stand, and where to begin."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.clock import now
from app.domain.exams import draw, draw_practice
from app.domain.roles import Actor, is_ml_team, is_staff
from app.languages import mark, say
from app.pages.guidelines import root_of
from app.pages.led_exams import LedExamView, view_led
from app.pages.pieces import Piece
from app.queries.attempts import find_open_attempt, list_attempts
from app.queries.exams import get_exam, is_examinee, list_exams, list_items
from app.queries.members import find_actor
from app.queries.qualifications import find_qualification, find_retry, list_renewals
from app.records.events import Event
from app.records.exams import Attempt, Exam

HOLDS = {
    "nobody": "",
    "new": mark("The work of people who joined after it was made waits until they have passed."),
    "all": mark("Everybody’s work waits until they have passed."),
}


@dataclass(frozen=True, slots=True)
class ExamView:
    """What an exam asks, for everybody to know. `holds`: whose work waits, in words."""

    root: str
    number: int
    title: str
    questions: int
    needed: int
    mark: float
    minutes: int
    attempts: int
    pause_hours: int
    holds: str
    gives_role: bool
    gives_priority: bool
    is_open: bool
    made_at: datetime


@dataclass(frozen=True, slots=True)
class TryView:
    """One of somebody's attempts; `correct` None while it goes on."""

    key: UUID
    mode: str
    started_at: datetime
    correct: int | None
    questions: int
    has_passed: bool | None


@dataclass(frozen=True, slots=True)
class OwnExamView:
    """How the reader stands. `state`: passed, going, ready, pausing (until `again_at`), spent,
    short (too few questions that they have not seen answered) or closed; `left`: attempts; `due`:
    questions to be answered anew; `fresh`: questions that the reader has not had; `may_practise`:
    there is something to practise on; `waits`: work waits for this exam."""

    root: str
    number: int
    state: str
    mode: str
    key: UUID | None
    questions: int
    left: int
    again_at: datetime | None
    due: int
    due_key: UUID | None
    fresh: int
    may_practise: bool
    passed_at: datetime | None
    tries: tuple[TryView, ...]


@dataclass(frozen=True, slots=True)
class ExamPage:
    """An exam; `own` for those who can take it, `led` for the ML team."""

    exam: ExamView
    own: OwnExamView | None
    led: LedExamView | None
    is_staff: bool
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExamsPage:
    """The exams of a project."""

    root: str
    exams: tuple[ExamView, ...]
    may_make: bool
    topics: tuple[str, ...] = ("exams",)


def show_exams(db: Session, actor: Actor) -> ExamsPage:
    """The exams that there are."""
    exams = tuple(view_exam(db, each) for each in list_exams(db, actor))
    return ExamsPage(root_of(db, actor.project_id), exams, is_ml_team(actor))


def show_exam(db: Session, actor: Actor, number: int) -> ExamPage:
    """One exam."""
    exam = get_exam(db, actor, number)
    led = view_led(db, exam) if is_ml_team(actor) else None
    topics = ("exams", f"desk:{actor.member_id}", *((f"exam:{number}",) if led else ()))
    return ExamPage(
        exam=view_exam(db, exam),
        own=view_own(db, actor, exam) if is_examinee(actor) else None,
        led=led,
        is_staff=is_staff(actor),
        topics=topics,
    )


def view_exam(db: Session, exam: Exam) -> ExamView:
    """What everybody may know of an exam."""
    return ExamView(
        root=root_of(db, exam.project_id),
        number=exam.number,
        title=exam.title,
        questions=exam.questions,
        needed=exam.needed,
        mark=exam.mark,
        minutes=exam.minutes,
        attempts=exam.attempts,
        pause_hours=exam.pause_hours,
        holds=say(HOLDS[exam.holds]) if HOLDS[exam.holds] else "",
        gives_role=exam.gives_role,
        gives_priority=exam.gives_priority,
        is_open=exam.closed_at is None,
        made_at=exam.made_at,
    )


def view_own(db: Session, actor: Actor, exam: Exam) -> OwnExamView:
    """How somebody stands with an exam."""
    tries = list_attempts(db, exam.id or 0, actor.member_id)
    tried = [each for each in tries if each.mode == "exam"]
    passed = find_qualification(db, exam.id or 0, actor.member_id)
    going = find_open_attempt(db, actor.member_id)
    going = going if going and going.exam_id == exam.id else None
    again_at = find_retry(exam, tried)
    items = list_items(db, exam, actor.member_id)
    state = _state(exam, going, passed is not None, len(tried), again_at)
    if state == "ready" and len(draw(items, exam.plan, 0).ids) < exam.questions:
        state = "short"
    return OwnExamView(
        root=root_of(db, exam.project_id),
        number=exam.number,
        state=state,
        mode=going.mode if going else "",
        key=going.key if going else None,
        questions=exam.questions,
        left=max(0, exam.attempts - len(tried)),
        again_at=again_at if state == "pausing" else None,
        due=len(list_renewals(db, exam.id or 0, actor.member_id)),
        due_key=going.key if going and going.mode == "renewal" else None,
        fresh=sum(not each.times and not each.is_practised for each in items),
        may_practise=exam.closed_at is None and bool(draw_practice(items, exam.plan, 0)),
        passed_at=passed.passed_at if passed else None,
        tries=tuple(_try(each) for each in tries[:50]),
    )


def _state(
    exam: Exam, going: Attempt | None, passed: bool, tried: int, again_at: datetime | None
) -> str:
    if going is not None:
        return "going"
    if passed:
        return "passed"
    if exam.closed_at is not None:
        return "closed"
    if tried >= exam.attempts:
        return "spent"
    return "pausing" if again_at and again_at > now() else "ready"


def _try(attempt: Attempt) -> TryView:
    return TryView(
        attempt.key,
        attempt.mode,
        attempt.started_at,
        attempt.correct,
        attempt.questions,
        attempt.has_passed,
    )


def _exam_of(db: Session, event: Event) -> ExamView | None:
    exam = db.get(Exam, event.subject)
    return view_exam(db, exam) if exam else None


def _own_of(db: Session, event: Event) -> OwnExamView | None:
    """For whom the event is about, and heard by them alone."""
    member = event.data.get("member")
    actor = find_actor(db, member) if isinstance(member, int) else None
    number = event.data.get("exam")
    if actor is None or not isinstance(number, int) or not is_examinee(actor):
        return None
    return view_own(db, actor, get_exam(db, actor, number))


def _led_of(db: Session, event: Event) -> LedExamView | None:
    exam = db.get(Exam, event.subject)
    return view_led(db, exam) if exam else None


_ROW = Piece("exams", "exams/_exam.html", "exam", _exam_of)
_OWN = Piece("desk:{member}", "exams/_own.html", "own", _own_of)
_LED = Piece("exam:{exam}", "exams/_led.html", "led", _led_of, counter="led")
_STAFF = Piece("exam:{exam}", "exams/_led.html", "led", _led_of, staff=True, counter="led")
PIECES = {
    "exam.made": (_ROW,),
    "exam.changed": (_STAFF,),
    "exam.closed": (_ROW, _STAFF),
    "attempt.begun": (_OWN,),
    "attempt.ended": (_OWN,),
    "attempt.tallied": (_LED,),
    **dict.fromkeys(
        ("qualification.given", "qualification.taken", "qualification.due"), (_STAFF, _OWN)
    ),
}
