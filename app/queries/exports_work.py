"""Exports of the work: tasks with their consensus, and trusted answers."""

from collections import defaultdict
from typing import Any

from sqlalchemy import select as pick
from sqlmodel import Session, col

from app.domain.consensus import consensus
from app.domain.dimensions import consensus_by_dimension
from app.domain.roles import Actor
from app.queries.adjudications import map_adjudicated, map_adjudicated_then
from app.queries.keysets import rows_after
from app.queries.moments import Moment, counted
from app.queries.terms import get_schema
from app.records.adjudications import Adjudication
from app.records.gold_keys import GoldKey
from app.records.labels import CurrentLabel, Label
from app.records.members import Member
from app.records.proxies import Proxy, ProxyValue
from app.records.revisions import Revision
from app.records.tasks import Gold, Task

TASKS = (
    "external_id key kind text a b turns image alt format details state labeled consensus "
    "decided_by votes created_at"
)
GOLD_ANSWERS = (
    "external_id annotator answer value guideline seconds source under_question recorded_at"
)
GOLD_HISTORY = "external_id since how gold value reason by made_at"
GOLD = "external_id gold value source guideline created_at"
PROXIES = "external_id proxy direction value a b"
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
    """Tasks in the order of their making. The content's own fields stand beside the id; `votes` is
    how often each answer was given; the consensus is None where nobody answered or answers tie,
    and is what was adjudicated, if anything was: `decided_by` says which."""
    query: Any = _TASKS.add_columns(col(Task.state), col(Task.labeled))
    found = [_task(row) for row in rows_after(db, actor, query, col(Task.id), after, most)]
    ids = [row["_"] for row in found]
    answers, decided = answers_of(db, actor.project_id, ids), map_adjudicated(db, ids)
    names = _dimensions(db, actor)
    return [row | _decided(names, answers[row["_"]], decided.get(row["_"])) for row in found]


def tasks_then(
    db: Session, actor: Actor, moment: Moment, after: int, most: int
) -> list[dict[str, Any]]:
    """The tasks that there were at a moment, with how many labels counted and their consensus
    then. In which state they were is not kept, and so not said."""
    query: Any = _TASKS.where(col(Task.created_at) <= moment.at)
    found = [_task(row) for row in rows_after(db, actor, query, col(Task.id), after, most)]
    ids = [row["_"] for row in found]
    answers, decided = _answers_then(db, moment, ids), map_adjudicated_then(db, ids, moment.at)
    names = _dimensions(db, actor)
    return [
        row | {"labeled": len(given), "state": None} | _decided(names, given, decided.get(row["_"]))
        for row in found
        for given in (answers[row["_"]],)
    ]


def _dimensions(db: Session, actor: Actor) -> list[str]:
    return [each.name for each in get_schema(db, actor.project_id).dimensions]


def _decided(names: list[str], given: list[str], decided: Adjudication | None) -> dict[str, Any]:
    """The consensus of some answers: one value, or where there are dimensions one for each, None in
    those that are tied."""
    value = decided.value if decided else None
    found = consensus(given, adjudicated=value)
    how = found.how if found.value is not None else None
    told: dict[str, Any] = {"consensus": found.value, "decided_by": how, "votes": found.votes}
    if names:
        each = consensus_by_dimension(given, names, adjudicated=value)
        agreed = {name: one.value for name, one in each.items()}
        is_any = any(one is not None for one in agreed.values())
        told |= {"consensus": agreed, "decided_by": found.how if is_any else None}
    return told


def answers_of(db: Session, project_id: int, task_ids: list[int]) -> defaultdict[int, list[str]]:
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


def proxies(db: Session, actor: Actor, after: int, most: int) -> list[dict[str, Any]]:
    """What proxies say, task by task: a value, or of a pair one for each side."""
    query: Any = (
        pick(
            col(ProxyValue.id).label("_"),
            col(Task.external_id),
            col(Proxy.name).label("proxy"),
            col(Proxy.direction),
            col(ProxyValue.a),
            col(ProxyValue.b),
        )
        .join(Task, col(Task.id) == col(ProxyValue.task_id))
        .join(Proxy, col(Proxy.id) == col(ProxyValue.proxy_id))
    )
    found = rows_after(db, actor, query, col(ProxyValue.id), after, most)
    for row in found:
        a = row.pop("a")
        row |= {"a": a, "value": None} if row["b"] is not None else {"a": None, "value": a}
    return found


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
