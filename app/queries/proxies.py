"""Proxies, and what people and proxies say of tasks, read in pieces."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.domain.objectives import Judged, ProxyFacts
from app.domain.roles import Actor, is_ml_team
from app.errors import NotFound
from app.records.columns import is_in
from app.records.labels import CurrentLabel
from app.records.proxies import Proxy, ProxyValue
from app.records.questions import Flag, Question
from app.records.tasks import Gold, Task

PIECE = 2_000  # tasks read at once


def map_proxies(db: Session, project_id: int) -> dict[str, Proxy]:
    """A project's proxies by name."""
    found = db.exec(select(Proxy).where(Proxy.project_id == project_id).order_by(col(Proxy.id)))
    return {proxy.name: proxy for proxy in found}


def get_proxy(db: Session, actor: Actor, proxy_id: int) -> Proxy:
    """One of them, for the ML team."""
    proxy = db.get(Proxy, proxy_id)
    if proxy is None or proxy.project_id != actor.project_id or not is_ml_team(actor):
        raise NotFound
    return proxy


def list_proxies(db: Session, actor: Actor) -> list[Proxy]:
    """All of them, in the order they were made, for the ML team."""
    if not is_ml_team(actor):
        raise NotFound
    return list(map_proxies(db, actor.project_id).values())


def list_proxy_facts(db: Session, project_id: int) -> list[ProxyFacts]:
    """Which proxies there are, for reckoning."""
    known = map_proxies(db, project_id).values()
    return [ProxyFacts(each.id or 0, each.name, each.direction, each.paired) for each in known]


def find_last_task(db: Session, project_id: int) -> int:
    """The newest task that a proxy says something of."""
    newest = pick(func.max(col(ProxyValue.task_id))).where(col(ProxyValue.project_id) == project_id)
    return int(db.execute(newest).scalar() or 0)


def read_judged(db: Session, project_id: int, after: int) -> tuple[list[Judged], int | None]:
    """The next tasks of which a proxy says something, with what it says, what people say, and what
    the metadata tells; and the id to go on after, None at the end. Bad tasks are left out."""
    ids = _next_tasks(db, project_id, after)
    if not ids:
        return [], None
    ends = ids[0], ids[-1]
    said: dict[int, dict[int, tuple[float, float | None]]] = {each: {} for each in ids}
    values = (
        pick(*(col(each) for each in (ProxyValue.task_id, ProxyValue.proxy_id)))
        .add_columns(col(ProxyValue.a), col(ProxyValue.b))
        .where(col(ProxyValue.project_id) == project_id, col(ProxyValue.task_id).between(*ends))
    )
    for task_id, proxy_id, a, b in db.execute(values):
        said[task_id][proxy_id] = (a, b)
    votes = _votes(db, project_id, ends)
    golds = _golds(db, project_id, ends)
    tasks = pick(col(Task.id), col(Task.details)).where(
        col(Task.project_id) == project_id, col(Task.id).between(*ends), col(Task.state) != "bad"
    )
    judged = [
        Judged(id, said[id], votes.get(id, Counter()), golds.get(id), details)
        for id, details in db.execute(tasks.order_by(col(Task.id)))
        if id in said
    ]
    return judged, ends[1] if len(ids) == PIECE else None


def _next_tasks(db: Session, project_id: int, after: int) -> list[int]:
    mine = pick(col(ProxyValue.task_id)).where(
        col(ProxyValue.project_id) == project_id, col(ProxyValue.task_id) > after
    )
    rows = mine.distinct().order_by(col(ProxyValue.task_id)).limit(PIECE)
    return list(db.execute(rows).scalars())


def _votes(db: Session, project_id: int, ends: tuple[int, int]) -> dict[int, Counter[str]]:
    counted = (
        pick(col(CurrentLabel.task_id), col(CurrentLabel.value), func.count())
        .where(
            col(CurrentLabel.project_id) == project_id,
            col(CurrentLabel.task_id).between(*ends),
            col(CurrentLabel.counts),
        )
        .group_by(col(CurrentLabel.task_id), col(CurrentLabel.value))
    )
    found: dict[int, Counter[str]] = {}
    for task_id, value, many in db.execute(counted):
        found.setdefault(task_id, Counter())[value] = many
    return found


def _golds(db: Session, project_id: int, ends: tuple[int, int]) -> dict[int, str]:
    mine = pick(col(Gold.task_id), col(Gold.value)).where(
        col(Gold.project_id) == project_id, col(Gold.task_id).between(*ends)
    )
    return {row[0]: row[1] for row in db.execute(mine)}


class Proxied(NamedTuple):
    """A task on which people and a proxy part; `question`: the number of an open one about it."""

    key: UUID
    external_id: str
    body: str
    question: int | None


def map_proxied_tasks(db: Session, actor: Actor, task_ids: Iterable[int]) -> dict[int, Proxied]:
    """Some tasks by id, with the newest open question about each."""
    ids = list(task_ids)
    tasks = pick(col(Task.id), col(Task.key), col(Task.external_id), col(Task.body)).where(
        col(Task.id).in_(ids), col(Task.project_id) == actor.project_id
    )
    asked = (
        pick(col(Flag.task_id), col(Question.number))
        .join(Question, col(Question.id) == col(Flag.question_id))
        .where(col(Flag.task_id).in_(ids), is_in(Question.state, "open"))
        .order_by(col(Question.number))
    )
    numbers = {row[0]: row[1] for row in db.execute(asked)}
    return {
        id: Proxied(key, external_id, body, numbers.get(id))
        for id, key, external_id, body in db.execute(tasks)
    }
