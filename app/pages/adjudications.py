"""Deciding single tasks: the queue of those that votes leave open, and one of them at a time."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.domain.answers import AnswerSchema, as_sent, describe
from app.domain.consensus import consensus
from app.domain.figures import Standing
from app.domain.roles import Actor, may_adjudicate
from app.domain.texts import excerpt
from app.errors import NotFound
from app.pages.contents import ContentView, view_content
from app.pages.figures import StandingView, view_standing
from app.pages.guidelines import root_of
from app.pages.pieces import Piece
from app.pages.verdicts import (
    DecidedView,
    TaskDecision,
    map_verdicts,
    task_of,
    view_decided,
    view_decision,
)
from app.queries.adjudications import (
    Waiting,
    find_standing,
    list_lately,
    list_waiting,
)
from app.queries.grounds import map_cited
from app.queries.impacts import map_values
from app.queries.projects import get_project
from app.queries.task_stories import list_task_flags, list_task_labels
from app.queries.tasks import get_task
from app.queries.terms import get_schema
from app.records.adjudications import Adjudication
from app.records.events import Event
from app.records.tasks import Task

MOST_ROWS = 50
LATELY = 10


@dataclass(frozen=True, slots=True)
class ContestRow:
    """A task on which people differ: how often each answer was given, the most frequent first; and
    what was decided, where it was. `into` and `order`: its place on the page."""

    root: str
    task: UUID
    text: str
    votes: tuple[tuple[str, int], ...]
    is_tied: bool
    is_asked: bool
    into: str
    order: str
    decided: DecidedView | None = None


@dataclass(frozen=True, slots=True)
class AdjudicationsView:
    """The queue. `differing` and `tied` count all such tasks as of `standing`; `rows` are the next
    of those that wait."""

    root: str
    objective: str
    is_descriptive: bool
    standing: StandingView
    differing: int
    tied: int
    waiting: int
    rows: tuple[ContestRow, ...]
    lately: tuple[ContestRow, ...]
    topics: tuple[str, ...] = ("adjudications",)


@dataclass(frozen=True, slots=True)
class VoteView:
    """A label that counts on the task: whose, and what they said of it."""

    name: str
    words: str
    value: str
    certainty: int | None
    comment: str
    clauses: tuple[str, ...]
    version: str
    is_stale: bool


@dataclass(frozen=True, slots=True)
class AdjudicationView:
    """One task to be decided. `place` of `waiting` in the queue, 0 when it is not in it;
    `following`: the task after it. `typed` and `problem` stand after a refusal."""

    root: str
    objective: str
    prompt: str
    task: UUID
    external_id: str
    content: ContentView
    answers: AnswerSchema
    votes: tuple[VoteView, ...]
    leading: str
    is_tied: bool
    questions: tuple[int, ...]
    decision: TaskDecision
    place: int
    waiting: int
    following: UUID | None
    typed: dict[str, Any] = field(default_factory=dict)
    problem: str = ""
    topics: tuple[str, ...] = ()


def need_adjudicator(_: Session, actor: Actor) -> None:
    """Others' answers are for staff."""
    if not may_adjudicate(actor):
        raise NotFound


def show_adjudications(db: Session, actor: Actor, standing: Standing) -> AdjudicationsView:
    """The queue, and what was decided lately."""
    need_adjudicator(db, actor)
    project, root = get_project(db, actor.project_id), root_of(db, actor.project_id)
    waiting = _queue(db, actor, standing)
    data = standing.data or {"differing": 0, "tied": 0}
    shown = waiting[:MOST_ROWS]
    votes = map_values(db, [each.task.id or 0 for each in shown])
    return AdjudicationsView(
        root,
        project.objective,
        project.descriptive,
        view_standing(standing),
        data["differing"],
        data["tied"],
        len(waiting),
        tuple(_row(db, root, each, votes.get(each.task.id or 0, {})) for each in shown),
        _lately(db, actor.project_id, root),
    )


def show_adjudication(
    db: Session,
    actor: Actor,
    standing: Standing,
    key: UUID,
    typed: dict[str, Any] | None = None,
    problem: str = "",
) -> AdjudicationView:
    """One task, with everything that its labels say."""
    need_adjudicator(db, actor)
    task, project = get_task(db, actor, key), get_project(db, actor.project_id)
    schema = get_schema(db, actor.project_id)
    flags = list_task_flags(db, task.id or 0)
    votes = _votes(db, schema, task)
    waiting = [each.task.key for each in _queue(db, actor, standing)]
    place = waiting.index(key) + 1 if key in waiting else 0
    found = consensus(each.value for each in votes)
    decided = find_standing(db, task.id or 0)
    return AdjudicationView(
        root=root_of(db, actor.project_id),
        objective=project.objective,
        prompt=project.prompt,
        task=key,
        external_id=task.external_id,
        content=view_content(task, [flag for flag, _, _ in flags], None),
        answers=replace(schema, certainty=False, comment=False),
        votes=votes,
        leading="" if found.value is None else describe(schema, found.value),
        is_tied=found.tied,
        questions=tuple(dict.fromkeys(number for _, number, _ in flags)),
        decision=view_decision(db, task),
        place=place,
        waiting=len(waiting),
        following=_following(waiting, place),
        typed=typed or ({"answer": as_sent(decided.answer)} if decided else {}),
        problem=problem,
        topics=(f"row:{task.id}",),
    )


def find_following(
    db: Session, actor: Actor, standing: Standing, key: UUID | None = None
) -> UUID | None:
    """The task that waits after one of them, which may be decided by now, or the first of all; None
    where none waits."""
    need_adjudicator(db, actor)
    task_id = get_task(db, actor, key).id if key else None
    order = [each[0] for each in (standing.data or {"tasks": []})["tasks"]]
    after = order.index(task_id) + 1 if task_id in order else 0
    waiting = _queue(db, actor, standing, [*order[after:], *order[:after]])
    return next((each.task.key for each in waiting if each.task.id != task_id), None)


def _following(waiting: list[UUID], place: int) -> UUID | None:
    rest = [*waiting[place:], *waiting[: max(0, place - 1)]]
    return rest[0] if rest else None


def _queue(
    db: Session, actor: Actor, standing: Standing, order: list[int] | None = None
) -> list[Waiting]:
    if order is None:
        order = [each[0] for each in (standing.data or {"tasks": []})["tasks"]]
    return list_waiting(db, actor.project_id, order)


def _votes(db: Session, schema: AnswerSchema, task: Task) -> tuple[VoteView, ...]:
    rows = [row for row in list_task_labels(db, task.id or 0) if row.current_id is not None]
    cited = map_cited(db, [row.Label.id for row in rows])
    votes = [
        VoteView(
            row.member,
            describe(schema, row.Label.value),
            row.Label.value,
            row.Label.certainty,
            row.Label.comment,
            tuple(cited.get(row.Label.id, ())),
            row.version or "",
            row.stale_since is not None,
        )
        for row in rows
    ]
    return tuple(sorted(votes, key=lambda vote: (vote.words, vote.name)))


def _row(
    db: Session,
    root: str,
    waiting: Waiting,
    votes: Mapping[str, int],
    decided: Adjudication | None = None,
    verdict: DecidedView | None = None,
) -> ContestRow:
    schema, task = get_schema(db, waiting.task.project_id), waiting.task
    ordered = sorted(votes.items(), key=lambda item: (-item[1], item[0]))
    labels = sum(votes.values())
    is_tied = len(ordered) > 1 and ordered[0][1] == ordered[1][1]
    share = ordered[0][1] / labels if ordered else 0.0
    # as domain/contests.py orders them
    rank = f"{int(not is_tied)} {share:.6f} {10**6 - labels} {task.id:015}"
    return ContestRow(
        root,
        task.key,
        excerpt(task.body, 160) or task.external_id,
        tuple((describe(schema, value), count) for value, count in ordered),
        is_tied,
        waiting.is_asked,
        "contests" if decided is None else "decided-lately",
        rank if decided is None else str(decided.id),
        verdict,
    )


def _lately(db: Session, project_id: int, root: str) -> tuple[ContestRow, ...]:
    rows = list_lately(db, project_id, LATELY)
    votes = map_values(db, [task.id or 0 for _, task in rows])
    verdicts = map_verdicts(db, project_id, [decided for decided, _ in rows])
    return tuple(
        _row(
            db,
            root,
            Waiting(task, False),
            votes.get(task.id or 0, {}),
            each,
            verdicts[each.id or 0],
        )
        for each, task in rows
    )


def _row_of(db: Session, event: Event) -> ContestRow | None:
    """The row of a task that was decided just now, or waits again."""
    task = task_of(db, event)
    if task is None:
        return None
    decided, task_id = find_standing(db, task.id or 0), task.id or 0
    votes: Mapping[str, int] = map_values(db, [task_id]).get(task_id, {})
    root = root_of(db, event.project_id)
    verdict = view_decided(db, decided) if decided else None
    return _row(db, root, Waiting(task, is_asked=False), votes, decided, verdict)


_ROW = Piece("adjudications", "adjudications/_contest.html", "contest", _row_of, staff=True)
PIECES = dict.fromkeys(("adjudication.made", "adjudication.withdrawn"), (_ROW,))
