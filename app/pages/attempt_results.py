"""What came of an attempt: the score, what it proves, and which clause says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.domain.answers import describe
from app.domain.exams import LEVEL
from app.domain.intervals import lower_bound, upper_bound
from app.domain.texts import excerpt
from app.pages.clauses import ClauseView, trails, view_clause
from app.pages.guidelines import root_of
from app.queries.attempts import list_answers
from app.queries.exams import Asked, map_asked
from app.queries.guidelines import document_of, find_published
from app.queries.rulings import map_codes
from app.queries.terms import get_schema
from app.records.exams import Attempt, AttemptQuestion, Exam


@dataclass(frozen=True, slots=True)
class ExplainedView:
    """A question that was answered, or not (`given` ""), with what is right and why: the clauses as
    they stand, and the ruling that decided it."""

    place: int
    text: str
    given: str
    expected: str
    is_right: bool
    clauses: tuple[ClauseView, ...]
    ruling: int | None
    rationale: str


@dataclass(frozen=True, slots=True)
class ClauseScore:
    """How one did on the questions of a clause, "" for those without one."""

    code: str
    trail: str
    right: int
    asked: int


@dataclass(frozen=True, slots=True)
class ResultView:
    """An attempt that is over. `low` and `high`: the one-sided 95 % bounds of what one knows;
    `needed`: right answers it takes; `is_judged` False: the time has just run out. `next_to_do`:
    work, again, renewal or read."""

    root: str
    key: str
    exam: int
    title: str
    mode: str
    is_judged: bool
    has_passed: bool | None
    ending: str
    correct: int
    questions: int
    needed: int
    mark: float
    low: float
    high: float
    ended_at: datetime | None
    clauses: tuple[ClauseScore, ...]
    explained: tuple[ExplainedView, ...]

    @property
    def share(self) -> float:
        """The share answered right."""
        return self.correct / self.questions if self.questions else 0.0


def view_result(db: Session, attempt: Attempt) -> ResultView:
    """The result of an attempt; before it was judged nothing of it but that it is over."""
    exam = db.get_one(Exam, attempt.exam_id)
    is_judged = attempt.ended_at is not None
    asked = list_answers(db, attempt.id or 0) if is_judged else []
    found = map_asked(db, [each.question_id for each in asked])
    pairs = [(each, found[each.question_id]) for each in asked]
    correct, n = attempt.correct or 0, attempt.questions
    return ResultView(
        root=root_of(db, attempt.project_id),
        key=str(attempt.key),
        exam=exam.number,
        title=exam.title,
        mode=attempt.mode,
        is_judged=is_judged,
        has_passed=attempt.has_passed,
        ending=attempt.ending,
        correct=correct,
        questions=n,
        needed=exam.needed if attempt.mode == "exam" else n,
        mark=exam.mark,
        low=lower_bound(correct, n, LEVEL),
        high=upper_bound(correct, n, LEVEL),
        ended_at=attempt.ended_at,
        clauses=_by_clause(db, attempt.project_id, pairs),
        explained=explain(db, attempt.project_id, pairs),
    )


def explain(
    db: Session, project_id: int, pairs: Iterable[tuple[AttemptQuestion, Asked]]
) -> tuple[ExplainedView, ...]:
    """Each question with what was given and what is right, the wrong ones first."""
    pairs = list(pairs)
    schema = get_schema(db, project_id)
    document = document_of(find_published(db, project_id))
    under = trails(document)
    rulings = {found.ruling.id or 0 for _, found in pairs if found.ruling}
    codes = map_codes(db, rulings)
    views = []
    for asked, found in pairs:
        cited = set(codes.get(found.ruling.id or 0, ())) if found.ruling else set()
        cited.add(found.code)
        text = found.task.body if found.task else found.case.example if found.case else ""
        clauses = [
            view_clause(each, under[each.code]) for each in document.clauses if each.code in cited
        ]
        views.append(
            ExplainedView(
                place=asked.place,
                text=excerpt(text, 400),
                given=describe(schema, asked.value) if asked.value is not None else "",
                expected=describe(schema, asked.expected),
                is_right=bool(asked.is_right),
                clauses=tuple(clauses[:3]),
                ruling=found.ruling.number if found.ruling else None,
                rationale=found.ruling.rationale if found.ruling else "",
            )
        )
    return tuple(sorted(views, key=lambda each: (each.is_right, each.place)))


def _by_clause(
    db: Session, project_id: int, pairs: list[tuple[AttemptQuestion, Asked]]
) -> tuple[ClauseScore, ...]:
    under = trails(document_of(find_published(db, project_id)))
    counts: dict[str, list[int]] = {}
    for asked, found in pairs:
        right, all = counts.setdefault(found.code, [0, 0])
        counts[found.code] = [right + bool(asked.is_right), all + 1]
    scores = [
        ClauseScore(code, under.get(code, ""), right, all) for code, (right, all) in counts.items()
    ]
    return tuple(sorted(scores, key=lambda each: (each.right / each.asked, each.code)))
