"""The ML team's inbox: questions by what hangs on them, not by time."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from app.clock import now
from app.domain.answers import AnswerSchema, describe
from app.domain.flags import CATEGORIES
from app.domain.impact import impact
from app.domain.orders import order_of
from app.domain.roles import Actor, is_ml_team, is_staff
from app.domain.texts import excerpt
from app.errors import NotFound
from app.languages import say
from app.pages.pieces import Piece
from app.pages.rulings import root_of
from app.pages.steps import StepView, show_steps
from app.queries.flags import list_flags_of
from app.queries.impacts import Reach, map_reach
from app.queries.questions import (
    count_askers,
    find_asking,
    find_question,
    list_closed_lately,
    list_open,
    map_numbers,
)
from app.queries.terms import get_schema
from app.queries.waiting import count_open_questions
from app.records.events import Event
from app.records.questions import Flag, Question

INTO = {"open": "inbox-open", "later": "inbox-later", "closed": "inbox-closed"}
DAY_HOURS = 24


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question in the inbox. `labels` are made already on its tasks or cite what those cite;
    `to_come` is how many tasks still to come are expected to raise it; `split` is 0 to 100."""

    number: int
    root: str
    into: str
    order: int
    state: str
    title: str
    titled_by_team: bool
    quote: str
    categories: tuple[str, ...]
    tasks: int
    labels: int
    to_come: int
    split: int
    answers: tuple[tuple[str, int], ...]
    askers: int
    flags: int
    created_at: datetime
    closed_at: datetime | None
    snoozed_until: datetime | None
    duplicate_of: int | None


@dataclass(frozen=True, slots=True)
class InboxPage:
    """Open questions by impact, those laid aside, and those closed lately."""

    root: str
    may_decide: bool
    open: tuple[QuestionRow, ...]
    later: tuple[QuestionRow, ...]
    closed: tuple[QuestionRow, ...]
    steps: tuple[StepView, ...]
    topics: tuple[str, ...] = ("inbox",)


def show_inbox(db: Session, actor: Actor) -> InboxPage:
    """The inbox; to those who are not staff it does not exist."""
    if not is_staff(actor):
        raise NotFound
    project_id = actor.project_id
    root = root_of(db, project_id)
    return InboxPage(
        root=root,
        may_decide=is_ml_team(actor),
        open=_by_impact(db, project_id),
        later=tuple(
            sorted(
                view_rows(db, project_id, list_open(db, project_id, snoozed=True)),
                key=lambda row: row.order,
            )
        ),
        closed=tuple(view_rows(db, project_id, list_closed_lately(db, project_id))),
        steps=show_steps(db, actor, root),
    )


def _by_impact(db: Session, project_id: int) -> tuple[QuestionRow, ...]:
    """The open questions that are not laid aside, in the inbox's order."""
    rows = view_rows(db, project_id, list_open(db, project_id))
    return tuple(sorted(rows, key=lambda row: (-row.order, -row.number)))


def find_next(db: Session, actor: Actor, number: int) -> int | None:
    """The open question that stands after this one in the inbox; after the last, and after one that
    is not there any more, the first. None: no other is open."""
    if not is_staff(actor):
        raise NotFound
    numbers = [row.number for row in _by_impact(db, actor.project_id)]
    at = numbers.index(number) + 1 if number in numbers else 0
    others = [each for each in numbers[at:] + numbers[:at] if each != number]
    return others[0] if others else None


@dataclass(frozen=True, slots=True)
class _Known:
    """What the rows of several questions need, looked up at once."""

    root: str
    schema: AnswerSchema
    reach: dict[int, Reach]
    askers: dict[int, int]
    flags: dict[int, list[Flag]]
    numbers: dict[int, int]


def view_rows(db: Session, project_id: int, questions: list[Question]) -> list[QuestionRow]:
    """Questions as rows of the inbox."""
    ids = [question.id or 0 for question in questions]
    flags: dict[int, list[Flag]] = defaultdict(list)
    for flag in list_flags_of(db, ids):
        flags[flag.question_id].append(flag)
    known = _Known(
        root=root_of(db, project_id),
        schema=get_schema(db, project_id),
        reach=map_reach(db, project_id, ids),
        askers=count_askers(db, ids),
        flags=flags,
        numbers=map_numbers(db, [question.duplicate_of for question in questions]),
    )
    return [_row(question, known) for question in questions]


def place_of(question: Question, reach: Reach, askers: int) -> tuple[str, int]:
    """The container of a question's row, and its order there."""
    if question.state != "open":
        return INTO["closed"], order_of(question.closed_at or question.created_at)
    if question.snoozed_until and question.snoozed_until > now():
        return INTO["later"], order_of(question.snoozed_until)
    # whole days: an order that moved by the minute would differ between two looks at one page
    days = (now() - question.created_at).days
    touched = reach.labels + reach.alike
    weight = impact(touched, reach.to_come, reach.split, days * DAY_HOURS, askers)
    return INTO["open"], round(weight * 100)


def _row(question: Question, known: _Known) -> QuestionRow:
    key = question.id or 0
    reach, flags = known.reach[key], known.flags[key]
    into, order = place_of(question, reach, known.askers.get(key, 1))
    return QuestionRow(
        number=question.number,
        root=known.root,
        into=into,
        order=order,
        state=question.state,
        title=question.title,
        titled_by_team=question.titled_by_team,
        quote=excerpt(flags[0].note, 240) if flags else "",
        categories=tuple(dict.fromkeys(say(CATEGORIES[flag.category]) for flag in flags)),
        tasks=reach.tasks,
        labels=reach.labels + reach.alike,
        to_come=reach.to_come,
        split=round(reach.split * 100),
        answers=tuple((describe(known.schema, value), n) for value, n in reach.values),
        askers=known.askers.get(key, 0),
        flags=len(flags),
        created_at=question.created_at,
        closed_at=question.closed_at,
        snoozed_until=question.snoozed_until,
        duplicate_of=known.numbers.get(question.duplicate_of or 0),
    )


def of_event(db: Session, event: Event) -> QuestionRow | None:
    """The row of the question that an event names."""
    number = event.data.get("question")
    question = find_question(db, event.project_id, number) if isinstance(number, int) else None
    return view_rows(db, event.project_id, [question])[0] if question else None


Pieces = tuple[Piece, ...]


def _standing_of(db: Session, event: Event) -> QuestionRow | None:
    """The row of the question that another was merged into, or taken out of again."""
    number = event.data.get("into")
    question = find_question(db, event.project_id, number) if isinstance(number, int) else None
    return view_rows(db, event.project_id, [question])[0] if question else None


def _of_label(db: Session, event: Event) -> QuestionRow | None:
    """The row of the question that a label's task asks."""
    task_id = event.data["task"]
    question = find_asking(db, task_id) if isinstance(task_id, int) else None
    return view_rows(db, event.project_id, [question])[0] if question else None


def _count(db: Session, event: Event) -> int:
    return count_open_questions(db, event.project_id)


def pieces_of(kinds: Iterable[str], *pieces: Piece) -> dict[str, tuple[Piece, ...]]:
    """The same pieces for several kinds of events."""
    return dict.fromkeys(kinds, pieces)


def _both(view: Callable[[Session, Event], QuestionRow | None], counter: str = "") -> Pieces:
    """The row in the inbox, and the figures on the question's own page."""
    row = Piece("inbox", "inbox/_question.html", "question", view, True, counter)
    return row, replace(row, template="questions/_impact.html", noun="impact")


CHANGES = tuple(
    f"question.{verb}"
    for verb in ("opened", "answered", "declined", "ruled", "titled", "snoozed", "reopened")
)
# every page of the staff shows how many wait
_WAITING = Piece("me", "inbox/_waiting.html", "waiting", _count, staff=True, counter="inbox")
MOVES = tuple(each for each in CHANGES if each != "question.titled")
LABELS = ("label.submitted", "label.corrected", "label.undone")
PIECES = {
    **pieces_of(
        ("question.titled", "flag.raised", "flag.redacted", "question.joined"), *_both(of_event)
    ),
    **pieces_of(MOVES, *_both(of_event), _WAITING),
    **pieces_of(
        ("question.merged", "question.separated"),
        *_both(of_event),
        *_both(_standing_of),
        _WAITING,
    ),
    **pieces_of(LABELS, *_both(_of_label, "of {task}")),
}
