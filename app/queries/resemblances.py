"""Open questions and rulings in force that may be offered, with the texts they are known by.

Beside them the pairs that somebody said are not alike.

To labelers each comes with the ML team's words and with tasks that they have answered themselves;
never with what their peers wrote. Staff read all of it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, true
from sqlalchemy import select as pick
from sqlmodel import Session, col, func, select

from app.domain.likeness import LONGEST
from app.domain.roles import Actor, is_staff
from app.queries.blindness import is_answered
from app.queries.questions import list_joinable
from app.queries.rulings import list_in_force
from app.records.questions import Asker, Case, Flag
from app.records.resemblances import Dissimilarity
from app.records.tasks import Task

# of tasks and examples, the newest; titles and conditions come beside them
MOST_TEXTS = 500
_BODY = func.substr(col(Task.body), 1, LONGEST)
Pair = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question or a ruling (`kind`). The first of its texts is its title; `may_open`:
    the reader may read its page."""

    kind: str
    id: int
    number: int
    title: str
    outcome: str
    is_own: bool
    may_open: bool
    texts: tuple[str, ...]


def list_candidates(db: Session, actor: Actor, task_id: int = 0) -> list[Candidate]:
    """What may be offered to the actor, the newest first. The task that it is offered beside
    stands for none of them."""
    return [*_list_questions(db, actor, task_id), *_list_rulings(db, actor, task_id)]


def list_dissimilar(db: Session, actor: Actor, place: str, place_id: int) -> set[Pair]:
    """What the actor said does not resemble a task or a question: kind and id."""
    said = pick(col(Dissimilarity.kind), col(Dissimilarity.subject_id)).where(
        col(Dissimilarity.member_id) == actor.member_id,
        col(Dissimilarity.place) == place,
        col(Dissimilarity.place_id) == place_id,
    )
    return {(row[0], row[1]) for row in db.execute(said)}


def _list_questions(db: Session, actor: Actor, task_id: int) -> list[Candidate]:
    questions, staff = list_joinable(db, actor), is_staff(actor)
    ids = [question.id or 0 for question in questions]
    texts = _map_flagged(db, actor, ids, task_id)
    asked = set() if staff else _list_asked(db, actor, ids)
    return [
        Candidate(
            kind="question",
            id=question.id or 0,
            number=question.number,
            title=question.title,
            outcome="",
            is_own=question.id in asked and not question.titled_by_team,
            may_open=staff or question.id in asked,
            texts=(question.title, *texts[question.id or 0]),
        )
        for question in questions
    ]


def _list_rulings(db: Session, actor: Actor, task_id: int) -> list[Candidate]:
    """Rulings in force, by the ML team's title or else by their condition."""
    rows = list_in_force(db, actor.project_id)
    texts = _map_cases(db, actor, [ruling.id or 0 for ruling, _ in rows], task_id)
    named = is_staff(actor)
    found = []
    for ruling, question in rows:
        title = question.title if question.titled_by_team or named else ruling.condition
        if title:
            rule = f"{ruling.condition} {ruling.exceptions}".strip()
            found.append(
                Candidate(
                    kind="ruling",
                    id=ruling.id or 0,
                    number=ruling.number,
                    title=title,
                    outcome=ruling.outcome,
                    is_own=False,
                    may_open=True,
                    texts=(title, rule, *texts[ruling.id or 0]),
                )
            )
    return found


def _list_asked(db: Session, actor: Actor, question_ids: Iterable[int]) -> set[int]:
    mine = col(Asker.member_id) == actor.member_id
    wanted = col(Asker.question_id).in_(list(question_ids))
    return set(db.exec(select(Asker.question_id).where(mine, wanted)))


def _map_flagged(
    db: Session, actor: Actor, question_ids: list[int], task_id: int
) -> dict[int, list[str]]:
    """The beginnings of the tasks that ask questions, and the notes on them that one may read."""
    query = (
        pick(col(Flag.question_id), col(Flag.member_id), col(Flag.note), _BODY)
        .join(Task, col(Task.id) == col(Flag.task_id))
        .where(
            col(Flag.question_id).in_(question_ids),
            col(Flag.task_id) != task_id,
            _is_known(actor, col(Flag.task_id)),
        )
        .order_by(col(Flag.id).desc())
        .limit(MOST_TEXTS)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for question_id, member_id, note, body in db.execute(query):
        may_read = is_staff(actor) or member_id == actor.member_id
        found[question_id] += [note, body] if may_read else [body]
    return found


def _map_cases(
    db: Session, actor: Actor, ruling_ids: list[int], task_id: int
) -> dict[int, list[str]]:
    """The invented examples of rulings, and the beginnings of their tasks; never the answers."""
    query = (
        pick(col(Case.ruling_id), col(Case.example), _BODY)
        .join(Task, col(Task.id) == col(Case.task_id), isouter=True)
        .where(
            col(Case.ruling_id).in_(ruling_ids),
            col(Case.task_id).is_(None)
            | ((col(Case.task_id) != task_id) & _is_known(actor, col(Case.task_id))),
        )
        .order_by(col(Case.id).desc())
        .limit(MOST_TEXTS)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for ruling_id, example, body in db.execute(query):
        found[ruling_id or 0].append(body or example)
    return found


def _is_known(actor: Actor, task_id: object) -> ColumnElement[bool]:
    """The condition that a task's text may speak for something: staff know all tasks, others
    those that they have answered, with nothing about them open again."""
    return true() if is_staff(actor) else is_answered(actor.member_id, task_id)
