"""A calibration session as each meets it: the task, one's own answer, then everybody's.

What others answered is in no view of those below the staff before the reveal; who has answered is.
"""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.domain.answers import AnswerSchema, as_sent
from app.domain.roles import Actor, is_ml_team, is_staff, may_label
from app.errors import NotFound
from app.pages.calibration_boards import BoardView, GivensView, view_board, view_givens
from app.pages.contents import ContentView, view_content
from app.pages.guidelines import ClausesView, root_of, show_clauses
from app.pages.pieces import Piece
from app.pages.threads import ThreadView, show_thread
from app.queries.calibrations import (
    Size,
    get_calibration,
    list_answers,
    list_calibrations,
    list_judged,
    map_sizes,
    takes_part,
)
from app.queries.projects import get_project
from app.queries.terms import get_schema
from app.records.calibrations import Calibration, CalibrationAnswer, CalibrationTask
from app.records.events import Event
from app.records.tasks import Task


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session in a line."""

    root: str
    number: int
    title: str
    is_open: bool
    people: int
    tasks: int
    revealed: int


@dataclass(frozen=True, slots=True)
class SessionsPage:
    """The sessions that the reader may know."""

    root: str
    sessions: tuple[SessionView, ...]
    may_open: bool
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JudgedView:
    """The task at hand. `task` is its key, once it may be talked of; `name` its external id, for
    the staff; `answer` and `comment` the reader's own newest."""

    place: int
    content: ContentView
    task: UUID | None
    name: str | None
    answer: object | None
    comment: str


@dataclass(frozen=True, slots=True)
class CalibrationPage:
    """A session at one of its tasks. `judges`: the reader takes part, and labels; `thread` is there
    once they may read it; `following`: the next task that the reader has not judged."""

    root: str
    number: int
    title: str
    is_open: bool
    may_lead: bool
    judges: bool
    prompt: str
    answers: AnswerSchema
    board: BoardView
    judged: JudgedView
    givens: GivensView
    thread: ThreadView | None
    clauses: ClausesView
    previous: int | None
    following: int | None
    topics: tuple[str, ...]

    @property
    def chosen(self) -> dict[str, Any]:
        """The reader's own answer as the form shows it."""
        if self.judged.answer is None:
            return {}
        return {"answer": as_sent(self.judged.answer), "comment": self.judged.comment}


def show_sessions(db: Session, actor: Actor) -> SessionsPage:
    """The sessions of a project."""
    root = root_of(db, actor.project_id)
    found = list_calibrations(db, actor)
    sizes = map_sizes(db, [each.id or 0 for each in found])
    sessions = tuple(_session(root, each, sizes[each.id or 0]) for each in found)
    return SessionsPage(root, sessions, is_ml_team(actor))


def show_calibration(
    db: Session, actor: Actor, number: int, place: int | None = None
) -> CalibrationPage:
    """A session at a task, or at the first that the reader has not judged."""
    calibration = get_calibration(db, actor, number)
    judged = list_judged(db, calibration.id or 0)
    answers = list_answers(db, calibration.id or 0)
    mine = {each.place: each for each in answers if each.member_id == actor.member_id}
    judges = may_label(actor) and takes_part(db, calibration, actor.member_id)
    waiting = [row.place for row, _ in judged if judges and row.place not in mine]
    at = place or next(iter(waiting), 1)
    if not 1 <= at <= len(judged):
        raise NotFound
    row, task = judged[at - 1]
    reader = None if is_staff(actor) else actor.member_id
    is_told = row.revealed_at is not None or is_staff(actor)
    topic = f"task:{task.key}"
    topics = (f"calibration:{number}", "guideline", *((topic,) if is_told else ()))
    later = [each for each in waiting if each > at] + waiting
    return CalibrationPage(
        root=root_of(db, actor.project_id),
        number=number,
        title=calibration.title,
        is_open=calibration.ended_at is None,
        may_lead=is_ml_team(actor),
        judges=judges,
        prompt=get_project(db, actor.project_id).prompt,
        answers=replace(get_schema(db, actor.project_id), certainty=False, comment=False),
        board=view_board(db, calibration, actor.member_id, at),
        judged=_judged(db, actor, row, task, mine.get(at)),
        givens=view_givens(db, calibration, row, reader),
        thread=show_thread(db, actor, topic) if is_told else None,
        clauses=show_clauses(db, actor),
        previous=at - 1 if at > 1 else None,
        following=next((each for each in later if each != at), None),
        topics=topics,
    )


def _judged(
    db: Session,
    actor: Actor,
    row: CalibrationTask,
    task: Task,
    mine: CalibrationAnswer | None,
) -> JudgedView:
    is_told = row.revealed_at is not None or is_staff(actor)
    fields = get_project(db, actor.project_id).listed_fields
    return JudgedView(
        place=row.place,
        content=view_content(task, (), fields),
        task=task.key if is_told else None,
        name=task.external_id if is_staff(actor) else None,
        answer=mine.answer if mine else None,
        comment=mine.comment if mine else "",
    )


def _session(root: str, calibration: Calibration, size: Size) -> SessionView:
    return SessionView(
        root=root,
        number=calibration.number,
        title=calibration.title,
        is_open=calibration.ended_at is None,
        people=size.people,
        tasks=size.tasks,
        revealed=size.revealed,
    )


def _reader(event: Event) -> int | None:
    """For whom an event is told: one who takes part, or the staff."""
    member = event.data.get("member")
    return member if isinstance(member, int) else None


def _board_of(db: Session, event: Event) -> BoardView | None:
    calibration = db.get(Calibration, event.subject)
    return view_board(db, calibration, _reader(event)) if calibration else None


def _givens_of(db: Session, event: Event) -> GivensView | None:
    calibration = db.get(Calibration, event.subject)
    row = db.get(CalibrationTask, (event.subject, event.data.get("place")))
    return view_givens(db, calibration, row, _reader(event)) if calibration and row else None


# the same place for the staff and for each who takes part: what it holds is for its reader
_TOPIC = "calibration:{calibration}"
_BOARD = Piece(_TOPIC, "calibrations/_board.html", "board", _board_of)
_GIVENS = Piece(_TOPIC, "calibrations/_givens.html", "givens", _givens_of)
PIECES = {
    "calibration.answered": (_BOARD, _GIVENS),
    "calibration.revealed": (_BOARD, _GIVENS),
    "calibration.noted": (_GIVENS,),
    "calibration.ended": (_BOARD,),
}
