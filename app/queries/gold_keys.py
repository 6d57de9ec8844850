"""Trusted answers: those that a draft contradicts, and what each was as of a version."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.domain.gold_keys import key_in_force
from app.domain.scopes import LabelFacts, Scope, matches, parse_scope
from app.queries.previews import as_it_stands
from app.queries.scopes import affected
from app.records.gold_keys import GoldChoice, GoldKey
from app.records.relabels import ScopeTask
from app.records.revisions import Revision
from app.records.tasks import Gold, Task

CHUNK = 500
Keys = dict[int | None, str | None]


@dataclass(frozen=True, slots=True)
class Contradicted:
    """A trusted answer inside a scope that differs from what the ruling says, with what somebody
    chose for it, if anybody did."""

    gold: Gold
    task: Task
    choice: GoldChoice | None


def list_contradicted(db: Session, revision: Revision, ruled: str) -> list[Contradicted]:
    """The trusted answers that a draft contradicts, by task. Inside its scope is a task with a
    label in it, one that the scope lists, or one whose trusted answer, taken for a label, the
    scope's conditions name."""
    rows = db.exec(
        select(Gold, Task, GoldChoice)
        .join(Task, col(Task.id) == col(Gold.task_id))
        .join(
            GoldChoice,
            (col(GoldChoice.task_id) == col(Gold.task_id))
            & (col(GoldChoice.revision_id) == revision.id),
            isouter=True,
        )
        .where(Gold.project_id == revision.project_id, Gold.value != ruled)
        .order_by(col(Gold.task_id))
    ).all()
    if not rows:
        return []
    inside = _inside(db, revision, [(gold, task) for gold, task, _ in rows])
    return [Contradicted(*row) for row in rows if row[0].task_id in inside]


def _inside(db: Session, revision: Revision, golds: list[tuple[Gold, Task]]) -> set[int]:
    scope = parse_scope(revision.scope)
    bounds, revision_id = as_it_stands(db, revision), revision.id or 0
    found: set[int] = set()
    for start in range(0, len(golds), CHUNK):
        some = golds[start : start + CHUNK]
        ids = [gold.task_id for gold, _ in some]
        hits = affected(db, revision_id, scope, bounds).order_by(None).subquery()
        labeled = select(hits.c.task_id).where(hits.c.task_id.in_(ids)).distinct()
        found.update(db.scalars(labeled))
        listed = _listed(db, revision_id, ids)
        found.update(gold.task_id for gold, task in some if _named(scope, gold, task, listed))
    return found


def _listed(db: Session, revision_id: int, task_ids: list[int]) -> dict[int, set[str]]:
    strata: defaultdict[int, set[str]] = defaultdict(set)
    kept = select(ScopeTask.task_id, ScopeTask.stratum).where(
        ScopeTask.revision_id == revision_id, col(ScopeTask.task_id).in_(task_ids)
    )
    for task_id, stratum in db.exec(kept):
        strata[task_id].add(stratum)
    return strata


def _named(scope: Scope, gold: Gold, task: Task, listed: dict[int, set[str]]) -> bool:
    strata = listed.get(gold.task_id, set())
    split = "majority_split" if "majority_split" in strata else None
    disputed = split or ("any" if "any" in strata else None)
    flags = frozenset(scope.predicate.flags if "flags" in strata else ())
    facts = LabelFacts(gold.value, task.body, task.details, disputed, flags=flags)
    return bool(strata & {"b", "d", "e"}) or matches(scope.predicate, facts)


def golds_as_of(db: Session, project_id: int, revision_id: int | None) -> dict[int, str]:
    """The trusted answers by task, for labels made under a revision; None: before the first."""
    lineage = map_lineages(db, project_id).get(revision_id or 0, [])
    known = db.exec(select(Gold.task_id, Gold.value).where(Gold.project_id == project_id))
    found: dict[int, str] = dict(known.all())
    for task_id, keys in map_keys(db, project_id).items():
        value = key_in_force(keys, lineage)
        if value is None:
            found.pop(task_id, None)
        else:
            found[task_id] = value
    return found


def select_golds(project_id: int) -> Select[Any]:
    """The tasks that have a trusted answer, or had one under some version."""
    now = pick(col(Gold.task_id)).where(col(Gold.project_id) == project_id)
    ever = pick(col(GoldKey.task_id)).where(col(GoldKey.project_id) == project_id)
    both = now.union(ever).subquery()
    return pick(both.c.task_id)


def map_keys(
    db: Session, project_id: int, task_ids: Iterable[int] | None = None
) -> dict[int, Keys]:
    """By task what each revision made of its trusted answer, where one did."""
    query = select(GoldKey.task_id, GoldKey.since_id, GoldKey.value)
    query = query.where(GoldKey.project_id == project_id)
    if task_ids is not None:
        query = query.where(col(GoldKey.task_id).in_(list(task_ids)))
    found: defaultdict[int, Keys] = defaultdict(dict)
    for task_id, since_id, value in db.exec(query):
        found[task_id][since_id] = value
    return found


def map_lineages(db: Session, project_id: int) -> dict[int, list[int]]:
    """Every published revision with all that it was built on, newest first."""
    rows = db.exec(select(Revision.id, Revision.base_id).where(Revision.project_id == project_id))
    bases = {id: base for id, base in rows if id is not None}
    return {id: _line(bases, id) for id in bases}


def _line(bases: dict[int, int | None], id: int | None) -> list[int]:
    line: list[int] = []
    while id is not None:
        line.append(id)
        id = bases.get(id)
    return line


def list_history(db: Session, task_id: int) -> list[tuple[GoldKey, Revision | None]]:
    """What became of a task's trusted answer, oldest first."""
    rows = db.exec(
        select(GoldKey, Revision)
        .join(Revision, col(Revision.id) == col(GoldKey.since_id), isouter=True)
        .where(GoldKey.task_id == task_id)
        .order_by(col(GoldKey.id))
    )
    return [(key, revision) for key, revision in rows]
