"""What hangs on questions: labels already made, tasks still to come, how divided the answers are.

The cost follows the labels on the questions' own tasks, never the size of the project: what must
count the whole project is remembered for a minute, and citations are counted up to a bound.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import case
from sqlmodel import Session, col, func, select

from app.domain.consensus import split
from app.records.labels import Citation, CurrentLabel
from app.records.questions import Flag
from app.records.tasks import Task

MINUTE = 60.0
MOST_CITING = 10_000


@dataclass(frozen=True, slots=True)
class Reach:
    """What a question touches. `labels` stand on its tasks, `alike` cite the clauses that those
    cite (at most 10,000 a clause); `to_come` are its own tasks that still wait for answers, and an
    estimate of the others; `split` is 0 to 1."""

    tasks: int = 0
    labels: int = 0
    alike: int = 0
    to_come: int = 0
    split: float = 0.0
    values: tuple[tuple[str, int], ...] = ()


def map_reach(db: Session, project_id: int, question_ids: Iterable[int]) -> dict[int, Reach]:
    """The reach of questions by id."""
    wanted = list(question_ids)
    tasks = _count_tasks(db, wanted)
    answers = _count_answers(db, wanted)
    clauses = _cited_clauses(db, wanted)
    citing = {each: _count_citing(db, each) for each in set().union(*clauses.values())}
    return {
        question_id: _reach(
            db,
            project_id,
            tasks.get(question_id, (0, 0)),
            answers[question_id],
            max((citing[each] for each in clauses[question_id]), default=0),
        )
        for question_id in wanted
    }


def map_values(db: Session, task_ids: Iterable[int]) -> dict[int, Counter[str]]:
    """How often each answer stands on tasks, by task: for staff."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for task_id, value, times in db.execute(
        select(CurrentLabel.task_id, CurrentLabel.value, func.count())
        .where(col(CurrentLabel.task_id).in_(list(set(task_ids))), col(CurrentLabel.counts))
        .group_by(col(CurrentLabel.task_id), col(CurrentLabel.value))
    ):
        found[task_id][value] = times
    return found


def _reach(
    db: Session, project_id: int, tasks: tuple[int, int], answers: Counter[str], citing: int
) -> Reach:
    labels, (flagged, waiting) = answers.total(), tasks
    still_open, there = _size(db, project_id)
    seen = max(there - still_open, flagged, 1)
    others = max(0, still_open - waiting)
    return Reach(
        tasks=flagged,
        labels=labels,
        alike=max(0, citing - labels),
        to_come=waiting + (round(others * flagged / seen) if flagged else 0),
        split=split(answers.elements()),
        values=tuple(answers.most_common()),
    )


def _count_tasks(db: Session, question_ids: list[int]) -> dict[int, tuple[int, int]]:
    """(flagged tasks, those of them that still wait for answers) by question."""
    waiting = case((col(Task.state) == "open", col(Flag.task_id)))
    rows = db.execute(
        select(
            Flag.question_id,
            func.count(func.distinct(Flag.task_id)),
            func.count(func.distinct(waiting)),
        )
        .join(Task, col(Task.id) == col(Flag.task_id))
        .where(col(Flag.question_id).in_(question_ids))
        .group_by(col(Flag.question_id))
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def _count_answers(db: Session, question_ids: list[int]) -> dict[int, Counter[str]]:
    flagged = (
        select(Flag.question_id, Flag.task_id)
        .where(col(Flag.question_id).in_(question_ids))
        .distinct()
        .subquery()
    )
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for question_id, value, times in db.execute(
        select(flagged.c.question_id, CurrentLabel.value, func.count())
        .join(CurrentLabel, col(CurrentLabel.task_id) == flagged.c.task_id)
        .where(col(CurrentLabel.counts))
        .group_by(flagged.c.question_id, col(CurrentLabel.value))
    ):
        found[question_id][value] = times
    return found


def _cited_clauses(db: Session, question_ids: list[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for question_id, clause_id in db.execute(
        select(Flag.question_id, Citation.clause_id)
        .join(CurrentLabel, col(CurrentLabel.task_id) == col(Flag.task_id))
        .join(Citation, col(Citation.label_id) == col(CurrentLabel.label_id))
        .where(col(Flag.question_id).in_(question_ids), col(CurrentLabel.counts))
        .distinct()
    ):
        found[question_id].add(clause_id)
    return found


def _count_citing(db: Session, clause_id: int) -> int:
    some = select(Citation.label_id).where(Citation.clause_id == clause_id).limit(MOST_CITING)
    return int(db.execute(select(func.count()).select_from(some.subquery())).scalar_one())


def _size(db: Session, project_id: int) -> tuple[int, int]:
    """Open tasks and all tasks, as they were within the last minute."""
    memory: dict[int, tuple[float, int, int]] = db.info["memory"].setdefault("sizes", {})
    known = memory.get(project_id)
    if known is None or time.monotonic() - known[0] > MINUTE:
        mine = select(func.count()).select_from(Task).where(Task.project_id == project_id)
        there = db.execute(mine).scalar_one()
        still_open = db.execute(mine.where(Task.state == "open")).scalar_one()
        known = memory[project_id] = (time.monotonic(), still_open, there)
    return known[1], known[2]
