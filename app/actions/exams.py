"""Exams: made by the ML team from cases and trusted answers, filled up, and closed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from app.clock import now
from app.domain.exams import (
    HIGHEST_MARK,
    HOLDS,
    LOWEST_MARK,
    MOST_ATTEMPTS,
    MOST_MINUTES,
    MOST_PAUSE_HOURS,
    MOST_QUESTIONS,
    fewest_questions,
    highest_mark,
    needed,
)
from app.domain.readings import CHECKED_KINDS
from app.domain.roles import Actor, is_ml_team, is_staff
from app.domain.texts import SHORT_CHARACTERS, check_text
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.languages import say
from app.queries.exams import Source, get_led_exam, list_sources
from app.queries.terms import get_schema
from app.records.events import record
from app.records.exams import Exam, ExamQuestion
from app.records.numbers import next_number


@dataclass(frozen=True, slots=True)
class Plan:
    """What an exam asks and gives. `counts`: how many questions of each clause; `mark`: the share
    that a score must prove; `practice`: whether its questions can be practised on."""

    title: str
    counts: Mapping[str, int] = field(default_factory=dict)
    mark: float = 0.7
    minutes: int = 30
    attempts: int = 3
    pause_hours: int = 24
    holds: str = "nobody"
    gives_role: bool = False
    gives_priority: bool = False
    practice: bool = True


def make_exam(db: Session, actor: Actor, plan: Plan) -> Exam:
    """Make an exam that can be taken at once. Raises Invalid for a mark that no score reaches, and
    for more questions of a clause than there are."""
    need_examiner(db, actor)
    counts = check_plan(plan)
    sources = list_sources(db, actor.project_id)
    _need_enough(sources, counts)
    total = sum(counts.values())
    exam = Exam(
        project_id=actor.project_id,
        number=next_number(db, actor.project_id, "exams"),
        title=" ".join(check_text(plan.title, most=SHORT_CHARACTERS * 4, field="title").split()),
        plan=counts,
        questions=total,
        mark=plan.mark,
        needed=need_reachable(total, plan.mark),
        minutes=plan.minutes,
        attempts=plan.attempts,
        pause_hours=plan.pause_hours,
        holds=plan.holds,
        gives_role=plan.gives_role,
        gives_priority=plan.gives_priority,
        made_by=actor.member_id,
    )
    db.add(exam)
    db.flush()
    _add_questions(db, exam, sources, may_practise=plan.practice)
    _tell(db, actor, "exam.made", exam)
    return exam


def fill_exam(db: Session, actor: Actor, number: int) -> int:
    """Take up into an exam the cases and trusted answers that have come since; returns how
    many."""
    exam = _get_open(db, actor, number)
    known = select(ExamQuestion.case_id, ExamQuestion.task_id).where(
        ExamQuestion.exam_id == exam.id
    )
    rows = db.exec(known).all()
    cases, tasks = {row[0] for row in rows}, {row[1] for row in rows} - {None}
    fresh = [
        each
        for each in list_sources(db, actor.project_id)
        if each.task_id not in tasks and (each.case_id is None or each.case_id not in cases)
    ]
    if fresh:
        practised = select(ExamQuestion.id).where(
            ExamQuestion.exam_id == exam.id, col(ExamQuestion.may_practise)
        )
        can = db.exec(practised.limit(1)).first() is not None
        _add_questions(db, exam, fresh, may_practise=can)
        _tell(db, actor, "exam.changed", exam)
    return len(fresh)


def allow_practice(
    db: Session, actor: Actor, number: int, *, questions: Iterable[int], allowed: bool
) -> Exam:
    """Say which questions of an exam may be practised on. What somebody practised on already is
    never asked of them in an exam."""
    exam = _get_open(db, actor, number)
    wanted = set(questions)
    changed = db.execute(
        update(ExamQuestion)
        .where(col(ExamQuestion.exam_id) == exam.id, col(ExamQuestion.id).in_(wanted))
        .values(may_practise=allowed)
        .returning(col(ExamQuestion.id))
    ).scalars()
    if set(changed) != wanted:
        raise NotFound
    _tell(db, actor, "exam.changed", exam)
    return exam


def close_exam(db: Session, actor: Actor, number: int) -> Exam:
    """Nobody begins an exam any more, and nobody's work waits for it. Whoever is at it may finish;
    what passing gave stays."""
    exam = _get_open(db, actor, number)
    exam.closed_at = now()
    db.add(exam)
    db.flush()
    next_number(db, actor.project_id, "openings")
    _tell(db, actor, "exam.closed", exam)
    return exam


def check_plan(plan: Plan) -> dict[str, int]:
    """The counts of a plan whose parts are each in their bounds. Raises Invalid."""
    counts = {code: many for code, many in plan.counts.items() if many}
    if not plan.title.strip():
        raise Invalid(say("Give the exam a name: people see it."), "title")
    total = sum(counts.values())
    if any(many < 0 for many in counts.values()) or not 1 <= total <= MOST_QUESTIONS:
        raise Invalid(say("An exam asks 1 to %(most)s questions.", most=MOST_QUESTIONS), "counts")
    if not LOWEST_MARK <= plan.mark <= HIGHEST_MARK:
        raise Invalid(say("The pass mark is 50 to 99 %%."), "mark")
    bounds = (
        ("minutes", plan.minutes, 1, MOST_MINUTES),
        ("attempts", plan.attempts, 1, MOST_ATTEMPTS),
        ("pause_hours", plan.pause_hours, 0, MOST_PAUSE_HOURS),
    )
    for name, value, least, most in bounds:
        if not least <= value <= most:
            raise Invalid(
                say("This is a whole number from %(least)s to %(most)s.", least=least, most=most),
                name,
            )
    if plan.holds not in HOLDS:
        raise Invalid(say("Work waits for %(all)s.", all=", ".join(HOLDS)), "holds")
    return counts


def need_reachable(questions: int, mark: float) -> int:
    """How many right answers the mark takes. Raises Invalid where no score reaches it."""
    right = needed(questions, mark)
    if right is None:
        raise Invalid(
            say(
                "No score reaches this mark: all %(questions)s right prove only %(most)s %%. Ask "
                "%(fewest)s questions or more, or lower the mark.",
                questions=questions,
                most=int(100 * highest_mark(questions)),
                fewest=fewest_questions(mark),
            ),
            "mark",
        )
    return right


def need_examiner(db: Session, actor: Actor) -> None:
    """Refuse whoever makes no exams, and projects whose answers cannot be judged right or wrong."""
    if not is_staff(actor):
        raise NotFound
    if not is_ml_team(actor):
        raise Forbidden(say("Exams are the ML team's."))
    if get_schema(db, actor.project_id).kind not in CHECKED_KINDS:
        raise Conflict(
            say(
                "This project asks for free text or marked words: they can be right in many ways, "
                "so that no exam can judge them."
            )
        )


def _need_enough(sources: list[Source], counts: Mapping[str, int]) -> None:
    for code, many in counts.items():
        there = sum(each.code == code for each in sources)
        if many > there:
            name = code or say("trusted answers")
            raise Invalid(
                say(
                    "There are %(there)s questions of %(clause)s, and %(many)s are asked for.",
                    there=there,
                    clause=name,
                    many=many,
                ),
                "counts",
            )


def _add_questions(db: Session, exam: Exam, sources: list[Source], *, may_practise: bool) -> None:
    at = now()
    rows = [
        {
            "exam_id": exam.id,
            "case_id": each.case_id,
            "task_id": each.task_id,
            "clause_id": each.clause_id,
            "origin": each.origin,
            "may_practise": may_practise,
            "added_at": at,
        }
        for each in sources
    ]
    db.execute(insert(ExamQuestion), rows)


def _get_open(db: Session, actor: Actor, number: int) -> Exam:
    exam = get_led_exam(db, actor, number)
    if exam.closed_at is not None:
        raise Conflict(say("This exam is closed. Make another one."))
    return exam


def _tell(db: Session, actor: Actor, kind: str, exam: Exam) -> None:
    record(db, actor, kind, subject=exam.id or 0, audience="project", exam=exam.number)
