"""Flagged tasks as staff see them on a question's page: side by side, the words meant marked.

Tentative answers are for the ML team alone, so they are a fragment of their own, on a topic that
nobody else may listen to.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlmodel import Session

from app.domain.answers import AnswerSchema, describe
from app.domain.flags import CATEGORIES
from app.domain.orders import order_of
from app.languages import say
from app.pages.contents import ContentView, view_content
from app.pages.pieces import Piece
from app.pages.rulings import root_of
from app.queries.flags import list_flags_of, list_tentative
from app.queries.impacts import map_values
from app.queries.members import map_names
from app.queries.questions import find_asking, find_question
from app.queries.tasks import map_tasks
from app.queries.terms import get_schema
from app.records.events import Event
from app.records.questions import Flag
from app.records.tasks import Task


@dataclass(frozen=True, slots=True)
class MarkView:
    """One flag on a task: who doubts, and why."""

    key: UUID
    member: str
    category: str
    category_name: str
    note: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FlaggedView:
    """A task with the flags that ask one question, and how it is answered so far."""

    id: str
    into: str
    order: int
    root: str
    question: int
    task: UUID
    external_id: str
    state: str
    content: ContentView
    marks: tuple[MarkView, ...]
    votes: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class GridView:
    """The flagged tasks of a question, all of them."""

    root: str
    number: int
    flagged: tuple[FlaggedView, ...]


@dataclass(frozen=True, slots=True)
class TentativeView:
    """What somebody who flagged would answer."""

    key: UUID
    into: str
    order: int
    member: str
    external_id: str
    answer: str


def show_flagged(
    db: Session, project_id: int, question_id: int, number: int
) -> tuple[FlaggedView, ...]:
    """The tasks whose flags ask a question, the longest waiting first."""
    flags = list_flags_of(db, [question_id])
    return _view_tasks(db, project_id, number, flags)


def show_tentative(
    db: Session, project_id: int, question_id: int, number: int
) -> tuple[TentativeView, ...]:
    """The tentative answers of a question's flags: for the ML team."""
    return tuple(_tentative(db, project_id, number, list_tentative(db, question_id)))


def _view_tasks(
    db: Session, project_id: int, number: int, flags: list[Flag]
) -> tuple[FlaggedView, ...]:
    tasks = map_tasks(db, [flag.task_id for flag in flags])
    votes = map_values(db, tasks)
    names = map_names(db, project_id, [flag.member_id for flag in flags])
    root, schema = root_of(db, project_id), get_schema(db, project_id)
    by_task = sorted(flags, key=lambda flag: flag.task_id)
    views = [
        _view(number, root, tasks[task_id], list(mine), (names, schema, votes.get(task_id)))
        for task_id, mine in groupby(by_task, key=lambda flag: flag.task_id)
    ]
    return tuple(sorted(views, key=lambda view: view.order))


def _view(
    number: int,
    root: str,
    task: Task,
    flags: list[Flag],
    known: tuple[dict[int, str], AnswerSchema, Counter[str] | None],
) -> FlaggedView:
    names, schema, votes = known
    return FlaggedView(
        id=f"flagged-{number}-{task.key}",
        into=f"flagged-{number}",
        order=order_of(flags[0].created_at),
        root=root,
        question=number,
        task=task.key,
        external_id=task.external_id,
        state=task.state,
        content=view_content(task, flags, ()),
        marks=tuple(_mark(flag, names) for flag in flags),
        votes=tuple(
            (describe(schema, value), n) for value, n in (votes or Counter()).most_common()
        ),
    )


def _mark(flag: Flag, names: dict[int, str]) -> MarkView:
    return MarkView(
        flag.key,
        names.get(flag.member_id, ""),
        flag.category,
        say(CATEGORIES[flag.category]),
        flag.note,
        flag.created_at,
    )


def _tentative(db: Session, project_id: int, number: int, flags: list[Flag]) -> list[TentativeView]:
    names = map_names(db, project_id, [flag.member_id for flag in flags])
    tasks = map_tasks(db, [flag.task_id for flag in flags])
    schema = get_schema(db, project_id)
    return [
        TentativeView(
            key=flag.key,
            into=f"tentative-{number}",
            order=order_of(flag.created_at),
            member=names.get(flag.member_id, ""),
            external_id=tasks[flag.task_id].external_id,
            answer=describe(schema, flag.tentative or ""),
        )
        for flag in flags
    ]


def _of_flag(db: Session, event: Event) -> FlaggedView | None:
    """The task of a flag just raised, with all flags that ask the same."""
    flag, number = db.get(Flag, event.subject), event.data.get("question")
    if flag is None or not isinstance(number, int):
        return None
    return _of_task(db, event.project_id, number, flag.question_id, flag.task_id)


def _of_label(db: Session, event: Event) -> FlaggedView | None:
    """The task of a label, if somebody asks about it."""
    task_id = event.data["task"]
    question = find_asking(db, task_id) if isinstance(task_id, int) else None
    if question is None or not isinstance(task_id, int):
        return None
    return _of_task(db, event.project_id, question.number, question.id or 0, task_id)


def _of_task(
    db: Session, project_id: int, number: int, question_id: int, task_id: int
) -> FlaggedView | None:
    flags = [flag for flag in list_flags_of(db, [question_id]) if flag.task_id == task_id]
    return _view_tasks(db, project_id, number, flags)[0] if flags else None


def _of_tentative(db: Session, event: Event) -> TentativeView | None:
    flag, number = db.get(Flag, event.subject), event.data.get("question")
    if flag is None or flag.tentative is None or not isinstance(number, int):
        return None
    return _tentative(db, event.project_id, number, [flag])[0]


def _grid(db: Session, event: Event, number: object) -> GridView | None:
    """Merging moves flags from one question to another, and back: both grids are drawn anew."""
    question = find_question(db, event.project_id, number) if isinstance(number, int) else None
    if question is None:
        return None
    flagged = show_flagged(db, event.project_id, question.id or 0, question.number)
    return GridView(root_of(db, event.project_id), question.number, flagged)


def _grid_of(db: Session, event: Event) -> GridView | None:
    return _grid(db, event, event.data.get("question"))


def _standing_grid_of(db: Session, event: Event) -> GridView | None:
    return _grid(db, event, event.data.get("into"))


_FLAGGED = Piece("question:{question}", "flags/_flagged.html", "flagged", _of_flag, staff=True)
_LABELED = Piece("inbox", "flags/_flagged.html", "flagged", _of_label, staff=True)
_GRIDS = (
    Piece("question:{question}", "flags/_grid.html", "grid", _grid_of, staff=True),
    Piece("question:{into}", "flags/_grid.html", "grid", _standing_grid_of, staff=True),
)
PIECES = {
    "flag.raised": (
        _FLAGGED,
        Piece("team:{question}", "flags/_tentative.html", "tentative", _of_tentative, staff=True),
    ),
    "flag.redacted": (_FLAGGED,),
    "question.merged": _GRIDS,
    "question.separated": _GRIDS,
    "label.submitted": (_LABELED,),
    "label.corrected": (_LABELED,),
    "label.undone": (_LABELED,),
}
