"""Exports of the work: tasks, trusted answers, labels in all their versions."""

from collections import defaultdict
from typing import Any

from sqlalchemy import select as pick
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.domain.consensus import consensus
from app.domain.roles import Actor
from app.queries.keysets import rows_after
from app.records.labels import Citation, CurrentLabel, Label, Retraction
from app.records.members import Member
from app.records.revisions import Clause, Revision
from app.records.tasks import Gold, Task

TASKS = (
    "external_id key kind text a b turns image alt format details state labeled consensus "
    "created_at"
)
GOLD = "external_id gold value source guideline created_at"
LABELS = (
    "id external_id task_key annotator answer value guideline guideline_name clauses certainty "
    "comment seconds source informed confirmed_stale time recorded_at current supersedes "
    "superseded_by retracted stale_since"
)


def tasks(db: Session, actor: Actor, after: int, most: int) -> list[dict[str, Any]]:
    """Tasks in the order of their making. The content's own fields stand beside the id; the
    consensus is None where nobody answered or answers tie."""
    query: Any = pick(
        col(Task.id).label("_"),
        col(Task.external_id),
        col(Task.key),
        col(Task.kind),
        col(Task.content),
        col(Task.details),
        col(Task.state),
        col(Task.labeled),
        col(Task.created_at),
    )
    found = [_task(row) for row in rows_after(db, actor, query, col(Task.id), after, most)]
    answers = _answers(db, actor.project_id, [row["_"] for row in found])
    return [row | {"consensus": consensus(answers[row["_"]]).value} for row in found]


def _answers(db: Session, project_id: int, task_ids: list[int]) -> defaultdict[int, list[str]]:
    """The answers that count, by task."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    if task_ids:
        rows = db.execute(
            pick(col(CurrentLabel.task_id), col(CurrentLabel.value)).where(
                col(CurrentLabel.project_id) == project_id,
                col(CurrentLabel.task_id).between(task_ids[0], task_ids[-1]),
            )
        )
        for task_id, value in rows:
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


def labels(db: Session, actor: Actor, after: int, most: int) -> list[dict[str, Any]]:
    """Every label ever recorded, in order; one that counts now is `current`."""
    stale = aliased(Revision)
    query: Any = (
        pick(
            col(Label.id).label("_"),
            col(Label.id),
            col(Task.external_id),
            col(Task.key).label("task_key"),
            col(Member.external_id).label("annotator"),
            col(Label.answer),
            col(Label.value),
            col(Revision.version).label("guideline"),
            col(Revision.name).label("guideline_name"),
            col(Label.certainty),
            col(Label.comment),
            col(Label.seconds),
            col(Label.source),
            col(Label.informed),
            col(Label.confirmed_stale),
            col(Label.labeled_at).label("time"),
            col(Label.recorded_at),
            col(CurrentLabel.label_id).label("current"),
            col(Label.supersedes_id).label("supersedes"),
            col(Retraction.label_id).label("retracted"),
            col(stale.version).label("stale_since"),
        )
        .join(Task, col(Task.id) == col(Label.task_id))
        .join(Member, col(Member.id) == col(Label.member_id))
        .outerjoin(Revision, col(Revision.id) == col(Label.revision_id))
        .outerjoin(
            CurrentLabel,
            (col(CurrentLabel.task_id) == col(Label.task_id))
            & (col(CurrentLabel.member_id) == col(Label.member_id))
            & (col(CurrentLabel.label_id) == col(Label.id)),
        )
        .outerjoin(Retraction, col(Retraction.label_id) == col(Label.id))
        .outerjoin(stale, col(stale.id) == col(CurrentLabel.stale_since))
    )
    found = rows_after(db, actor, query, col(Label.id), after, most)
    _link(db, found)
    return found


def _link(db: Session, found: list[dict[str, Any]]) -> None:
    """Add what superseded each label, and the clauses that it cites."""
    ids = [row["id"] for row in found]
    older = [row["id"] for row in found if row["current"] is None]
    later = pick(col(Label.supersedes_id), col(Label.id)).where(col(Label.supersedes_id).in_(older))
    superseded = {row.supersedes_id: row.id for row in db.execute(later)} if older else {}
    clauses: defaultdict[int, list[str]] = defaultdict(list)
    if ids:
        cited = (
            pick(col(Citation.label_id), col(Clause.code))
            .join(Clause, col(Clause.id) == col(Citation.clause_id))
            .where(col(Citation.label_id).between(ids[0], ids[-1]))
            .order_by(col(Clause.id))
        )
        for label_id, code in db.execute(cited):
            clauses[label_id].append(code)
    for row in found:
        row["clauses"] = clauses.get(row["id"], [])
        row["superseded_by"] = superseded.get(row["id"])
        row["current"] = row["current"] is not None
        row["retracted"] = row["retracted"] is not None
