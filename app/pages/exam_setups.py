"""The form that makes an exam: what there is to ask, and how much it takes to pass."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.domain.exams import (
    HIGHEST_MARK,
    LOWEST_MARK,
    MOST_ATTEMPTS,
    MOST_MINUTES,
    MOST_PAUSE_HOURS,
    MOST_QUESTIONS,
    fewest_questions,
    highest_mark,
    needed,
    suggest_plan,
)
from app.domain.readings import CHECKED_KINDS
from app.domain.roles import Actor, is_ml_team
from app.errors import NotFound
from app.pages.clauses import head_of, trails
from app.pages.guidelines import root_of
from app.queries.exams import list_sources
from app.queries.guidelines import document_of, find_published
from app.queries.members import count_by_role
from app.queries.terms import get_schema

USUAL_QUESTIONS, USUAL_MARK = 20, 70


@dataclass(frozen=True, slots=True)
class PoolView:
    """What can be asked of a clause, "" for trusted answers: edge cases that rulings decided, other
    cases, trusted answers; `asked`: as typed, or suggested."""

    code: str
    words: str
    rulings: int
    cases: int
    golds: int
    asked: str

    @property
    def all(self) -> int:
        """Questions of this clause."""
        return self.rulings + self.cases + self.golds


@dataclass(frozen=True, slots=True)
class PassView:
    """What a mark takes. `right` None: no score reaches it; all right prove `most` per cent, and
    `fewest` questions would do."""

    questions: int
    mark: int
    right: int | None
    most: int
    fewest: int
    is_asked: bool


@dataclass(frozen=True, slots=True)
class SetupView:
    """The form; after a refusal with what was `typed`, and why. `is_judgeable` False: the project's
    answers cannot be right or wrong."""

    root: str
    pools: tuple[PoolView, ...]
    passing: PassView
    typed: Mapping[str, Any]
    labelers: int
    viewers: int
    is_judgeable: bool
    problem: str
    field: str
    bounds: Mapping[str, int]
    topics: tuple[str, ...] = ()


def show_setup(db: Session, actor: Actor, typed: Mapping[str, Any] | None = None) -> SetupView:
    """The form that makes an exam."""
    if not is_ml_team(actor):
        raise NotFound
    typed = typed or {}
    pools = _pools(db, actor.project_id, typed.get("counts"))
    questions = sum(int(each.asked) for each in pools if each.asked.isdecimal())
    roles = count_by_role(db, actor.project_id)
    return SetupView(
        root=root_of(db, actor.project_id),
        pools=pools,
        passing=view_passing(questions, _whole(typed.get("mark", USUAL_MARK))),
        typed=typed,
        labelers=roles.get("labeler", 0),
        viewers=roles.get("viewer", 0),
        is_judgeable=get_schema(db, actor.project_id).kind in CHECKED_KINDS,
        problem=str(typed.get("problem", "")),
        field=str(typed.get("field") or ""),
        bounds={
            "minutes": MOST_MINUTES,
            "attempts": MOST_ATTEMPTS,
            "pause": MOST_PAUSE_HOURS,
            "questions": MOST_QUESTIONS,
        },
    )


def view_passing(questions: int, mark: int) -> PassView:
    """What it takes to pass, before the exam is made."""
    asked = 1 <= questions <= MOST_QUESTIONS
    share = min(max(mark / 100, LOWEST_MARK), HIGHEST_MARK)
    return PassView(
        questions=questions,
        mark=mark,
        right=needed(questions, share) if asked else None,
        most=int(100 * highest_mark(questions)) if asked else 0,
        fewest=fewest_questions(share),
        is_asked=asked and LOWEST_MARK <= mark / 100 <= HIGHEST_MARK,
    )


def show_passing(db: Session, actor: Actor, counts: list[str], mark: str) -> PassView:
    """The same for what stands in the form just now."""
    if not is_ml_team(actor):
        raise NotFound
    return view_passing(sum(_whole(each) for each in counts), _whole(mark))


def _whole(typed: object) -> int:
    plain = str(typed).strip()
    return int(plain) if plain.isdecimal() and len(plain) < 6 else 0


def _pools(db: Session, project_id: int, typed: Mapping[str, str] | None) -> tuple[PoolView, ...]:
    by_code: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each in list_sources(db, project_id):
        by_code[each.code][each.origin] += 1
    document = document_of(find_published(db, project_id))
    under, words = (
        trails(document),
        {c.code: " ".join(filter(None, head_of(c))) for c in document.clauses},
    )
    plan = suggest_plan({code: found.total() for code, found in by_code.items()}, USUAL_QUESTIONS)
    asked = {code: str(many) for code, many in plan.items()} if typed is None else typed
    places = {clause.code: place for place, clause in enumerate(document.clauses)}
    codes = sorted(by_code, key=lambda code: (not code, places.get(code, len(places)), code))
    return tuple(
        PoolView(
            code,
            " · ".join(filter(None, (under.get(code, ""), words.get(code, "")))),
            by_code[code]["ruling"],
            by_code[code]["case"],
            by_code[code]["gold"],
            asked.get(code, "0"),
        )
        for code in codes
    )
