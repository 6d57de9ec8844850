"""What a scope asks for and may change until its publication: written down when it is settled."""

from collections.abc import Sequence
from itertools import groupby, islice
from typing import Any

from sqlalchemy import Select, case, exists, func, or_
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.domain.roles import Actor
from app.domain.scopes import Scope
from app.errors import Invalid
from app.languages import say
from app.queries.scopes import contains, led_tasks
from app.records.labels import CurrentLabel
from app.records.questions import Case, Flag, Question, Ruling
from app.records.relabels import ScopeTask
from app.records.tasks import Task

CHUNK = 500  # names in one statement
SAMPLE = 5000  # texts of a project that what cases share is held against


def list_changing(db: Session, project_id: int, scope: Scope) -> dict[str, list[int]]:
    """The tasks, by kind, that a predicate names by what people may still change: on which they
    differ, and which are flagged."""
    return list_disputed(db, project_id, scope) | list_flagged(db, project_id, scope)


def list_disputed(db: Session, project_id: int, scope: Scope) -> dict[str, list[int]]:
    """The tasks on which people differ now, where the scope asks for them.

    "any": more than one answer; "majority_split": more than one, and none has the most votes.
    """
    kind = scope.predicate.disagreement
    if kind is None:
        return {}
    votes = (
        pick(col(CurrentLabel.task_id), func.count().label("n"))
        .where(col(CurrentLabel.project_id) == project_id, col(CurrentLabel.counts))
        .group_by(col(CurrentLabel.task_id), col(CurrentLabel.value))
        .order_by(col(CurrentLabel.task_id), func.count().desc())
    )
    disputed = []
    rows = db.execute(votes, execution_options={"yield_per": 10_000})
    for task_id, group in groupby(rows, key=lambda row: row.task_id):
        most = [row.n for row in islice(group, 2)]
        if len(most) > 1 and (kind == "any" or most[0] == most[1]):
            disputed.append(task_id)
    return {kind: disputed}


def list_flagged(db: Session, project_id: int, scope: Scope) -> dict[str, list[int]]:
    """The tasks with flags of these categories, or whose question is open, where the scope asks."""
    wanted = scope.predicate.flags
    if not wanted:
        return {}
    is_open = col(Question.state) == "open" if "open" in wanted else col(Flag.id).is_(None)
    query = (
        pick(col(Flag.task_id))
        .join(Question, col(Question.id) == col(Flag.question_id))
        .where(col(Flag.project_id) == project_id, or_(col(Flag.category).in_(wanted), is_open))
        .distinct()
    )
    return {"flags": sorted(db.execute(query).scalars())}


def case_tasks(revision_id: int) -> Select[Any]:
    """The tasks that are cases of a draft's rulings."""
    return pick(col(Case.task_id)).where(
        col(Case.ruling_id).in_(_rulings(revision_id)), col(Case.task_id).is_not(None)
    )


def list_case_texts(db: Session, revision_id: int, *, with_selected: bool = False) -> list[str]:
    """The texts that a draft is known by: of the tasks that led to its rulings, of their cases,
    invented ones too, and on request of what was selected by hand."""
    known = [
        col(Task.id).in_(led_tasks(revision_id)),
        col(Task.id).in_(case_tasks(revision_id)),
    ]
    if with_selected:
        by_hand = pick(col(ScopeTask.task_id)).where(
            col(ScopeTask.revision_id) == revision_id, col(ScopeTask.stratum) == "e"
        )
        known.append(col(Task.id).in_(by_hand))
    bodies = list(db.execute(select(Task.body).where(or_(*known)).order_by(col(Task.id))).scalars())
    invented = pick(col(Case.example)).where(
        col(Case.ruling_id).in_(_rulings(revision_id)), col(Case.task_id).is_(None)
    )
    return [text for text in (*bodies, *db.execute(invented).scalars()) if text]


def sample_bodies(db: Session, project_id: int, most: int = SAMPLE) -> list[str]:
    """So many texts of a project, spread over all of them by their ids."""
    mine = col(Task.project_id) == project_id
    total = db.execute(pick(func.count()).select_from(Task).where(mine)).scalar_one()
    spread = col(Task.id) % max(1, total // most) == 0
    return list(db.execute(pick(col(Task.body)).where(mine, spread).limit(most)).scalars())


def count_holding(db: Session, project_id: int, wanted: Sequence[Sequence[str]]) -> list[int]:
    """For each list of texts, how many labeled tasks of the project hold one of them, literally."""
    if not wanted:
        return []
    labeled = exists().where(col(CurrentLabel.task_id) == col(Task.id))
    held = [or_(*[contains(db, text) for text in texts]) for texts in wanted]
    sums = [func.coalesce(func.sum(case((each, 1), else_=0)), 0) for each in held]
    row = db.execute(pick(*sums).where(col(Task.project_id) == project_id, labeled)).one()
    return [int(each) for each in row]


def _rulings(revision_id: int) -> Select[Any]:
    return pick(col(Ruling.id)).where(col(Ruling.revision_id) == revision_id)


def find_selected(db: Session, actor: Actor, scope: Scope) -> set[int]:
    """The hand-picked tasks; one that does not exist is said by name."""
    found: dict[str, int] = {}
    names = list(scope.selection)
    for start in range(0, len(names), CHUNK):
        rows = db.execute(
            select(Task.external_id, Task.id).where(
                Task.project_id == actor.project_id,
                col(Task.external_id).in_(names[start : start + CHUNK]),
            )
        )
        found.update({row.external_id: row.id for row in rows})
    missing = [name for name in names if name not in found]
    if missing:
        raise Invalid(
            say(
                "%(count)s of the selected tasks do not exist, for example %(task)s.",
                count=len(missing),
                task=repr(missing[0]),
            ),
            "selection",
        )
    return set(found.values())
