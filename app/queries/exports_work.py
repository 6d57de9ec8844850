"""Exports of the work: tasks with their consensus, and trusted answers."""

from collections import defaultdict
from typing import Any

from sqlalchemy import select as pick
from sqlmodel import Session, col

from app.domain.consensus import consensus
from app.domain.roles import Actor
from app.queries.keysets import rows_after
from app.queries.moments import Moment, counted
from app.records.gold_keys import GoldKey
from app.records.labels import CurrentLabel, Label
from app.records.members import Member
from app.records.revisions import Revision
from app.records.tasks import Gold, Task

TASKS = (
    "external_id key kind text a b turns image alt format details state labeled consensus "
    "created_at"
)
GOLD_ANSWERS = (
    "external_id annotator answer value guideline seconds source under_question recorded_at"
)
GOLD_HISTORY = "external_id since how gold value reason by made_at"
GOLD = "external_id gold value source guideline created_at"
_TASKS: Any = pick(
    col(Task.id).label("_"),
    col(Task.external_id),
    col(Task.key),
    col(Task.kind),
    col(Task.content),
    col(Task.details),
    col(Task.created_at),
)


def tasks(db: Session, actor: Actor, after: int, most: int) -> list[dict[str, Any]]:
    """Tasks in the order of their making. The content's own fields stand beside the id; the
    consensus is None where nobody answered or answers tie."""
    query: Any = _TASKS.add_columns(col(Task.state), col(Task.labeled))
    found = [_task(row) for row in rows_after(db, actor, query, col(Task.id), after, most)]
    answers = _answers(db, actor.project_id, [row["_"] for row in found])
    return [row | {"consensus": consensus(answers[row["_"]]).value} for row in found]


def tasks_then(
    db: Session, actor: Actor, moment: Moment, after: int, most: int
) -> list[dict[str, Any]]:
    """The tasks that there were at a moment, with how many labels counted and their consensus
    then. In which state they were is not kept, and so not said."""
    query: Any = _TASKS.where(col(Task.created_at) <= moment.at)
    found = [_task(row) for row in rows_after(db, actor, query, col(Task.id), after, most)]
    answers = _answers_then(db, moment, [row["_"] for row in found])
    return [
        row | {"labeled": len(given), "consensus": consensus(given).value, "state": None}
        for row in found
        for given in (answers[row["_"]],)
    ]


def _answers(db: Session, project_id: int, task_ids: list[int]) -> defaultdict[int, list[str]]:
    """The answers that count, by task."""
    if not task_ids:
        return defaultdict(list)
    return _by_task(
        db,
        pick(col(CurrentLabel.task_id), col(CurrentLabel.value)).where(
            col(CurrentLabel.project_id) == project_id,
            col(CurrentLabel.task_id).between(task_ids[0], task_ids[-1]),
            col(CurrentLabel.counts),
        ),
    )


def _answers_then(db: Session, moment: Moment, task_ids: list[int]) -> defaultdict[int, list[str]]:
    """The answers that counted at a moment, by task. Task by task: asked for a range, and for the
    labels up to one, SQLite walks through all of those."""
    named = pick(col(Label.task_id), col(Label.value)).where(col(Label.task_id).in_(task_ids))
    return _by_task(db, named.where(counted(moment)))


def _by_task(db: Session, query: Any) -> defaultdict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for task_id, value in db.execute(query):
        found[task_id].append(value)
    return found


def _task(row: dict[str, Any]) -> dict[str, Any]:
    content = dict(row.pop("content"))
    if "file" in content:
        content["image"] = content.pop("file")
    return row | content


def golds(db: Session, actor: Actor, after: int, most: int) -> list[dict[str, Any]]:
    """Trusted answers in the order of their tasks."""
    query: Any = (
        pick(
            col(Gold.task_id).label("_"),
            col(Task.external_id),
            col(Gold.answer).label("gold"),
            col(Gold.value),
            col(Gold.source),
            col(Revision.version).label("guideline"),
            col(Gold.created_at),
        )
        .join(Task, col(Task.id) == col(Gold.task_id))
        .outerjoin(Revision, col(Revision.id) == col(Gold.revision_id))
    )
    return rows_after(db, actor, query, col(Gold.task_id), after, most)


def gold_history(db: Session, actor: Actor, after: int, most: int) -> list[dict[str, Any]]:
    """What publications made of trusted answers: from which version on, what, why, by whom."""
    query: Any = (
        pick(
            col(GoldKey.id).label("_"),
            col(Task.external_id),
            col(Revision.version).label("since"),
            col(GoldKey.how),
            col(GoldKey.answer).label("gold"),
            col(GoldKey.value),
            col(GoldKey.reason),
            col(Member.external_id).label("by"),
            col(GoldKey.made_at),
        )
        .join(Task, col(Task.id) == col(GoldKey.task_id))
        .outerjoin(Revision, col(Revision.id) == col(GoldKey.since_id))
        .outerjoin(Member, col(Member.id) == col(GoldKey.made_by))
    )
    return rows_after(db, actor, query, col(GoldKey.id), after, most)


def gold_answers(db: Session, actor: Actor, after: int, most: int) -> list[dict[str, Any]]:
    """Answers to gold that was mixed in: none of them is a label of its task."""
    query: Any = (
        pick(
            col(Label.id).label("_"),
            col(Task.external_id),
            col(Member.external_id).label("annotator"),
            col(Label.answer),
            col(Label.value),
            col(Revision.version).label("guideline"),
            col(Label.seconds),
            col(Label.source),
            col(Label.under_question),
            col(Label.recorded_at),
        )
        .join(Task, col(Task.id) == col(Label.task_id))
        .join(Member, col(Member.id) == col(Label.member_id))
        .outerjoin(Revision, col(Revision.id) == col(Label.revision_id))
        .where(col(Label.beyond))
    )
    return rows_after(db, actor, query, col(Label.id), after, most)
