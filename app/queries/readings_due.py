"""Revisions that a labeler has yet to read, and the work that waits for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, exists
from sqlalchemy import select as pick
from sqlmodel import Session, col

from app.domain.readings import HOLDS_BACK, TaskFacts, may_match
from app.domain.roles import Actor
from app.domain.scopes import Scope, parse_scope
from app.records.columns import is_in, table
from app.records.members import Member
from app.records.quick import Quick
from app.records.relabels import Relabel, RelabelItem, ScopeTask
from app.records.revisions import Acknowledgement, Revision
from app.records.tasks import Task

_REVISIONS, _READ, _TASKS = table(Revision).c, table(Acknowledgement).c, table(Task).c
_MEMBER: BindParameter[int] = bindparam("member")
_JOINED = pick(table(Member).c.created_at).where(table(Member).c.id == _MEMBER).scalar_subquery()
# what a member has not read, of what is more than a badge; the oldest first
_UNREAD = (
    _REVISIONS.project_id == bindparam("project"),
    is_in(_REVISIONS.state, "published", "superseded"),
    is_in(_REVISIONS.reading, "check", "acknowledge", "show"),
    _REVISIONS.base_id.is_not(None),
    _REVISIONS.published_at > _JOINED,
    ~exists().where(
        _READ.revision_id == _REVISIONS.id,
        _READ.member_id == _MEMBER,
        _READ.passed_at.is_not(None),
    ),
)
_ORDER = _REVISIONS.published_at, _REVISIONS.id
DUE = pick(_REVISIONS.id).where(*_UNREAD).order_by(*_ORDER).limit(1)
_ANY_DUE = Quick(DUE)
_LIST_DUE = Quick(
    pick(
        _REVISIONS.id,
        _REVISIONS.number,
        _REVISIONS.version,
        _REVISIONS.reading,
        _REVISIONS.scope,
        _REVISIONS.published_at,
    )
    .where(*_UNREAD)
    .order_by(*_ORDER)
    .limit(50)
)
FACTS = (_TASKS.id, _TASKS.body, _TASKS.details, _TASKS.created_at)
_FACTS_OF = Quick(pick(*FACTS).where(_TASKS.id == bindparam("task")))


@dataclass(frozen=True, slots=True)
class Due:
    """A revision to be read, with what it asks of its readers and the scope that was sealed."""

    id: int
    number: int
    version: str
    level: str
    scope: Scope
    published_at: datetime

    @property
    def holds_back(self) -> bool:
        """Whether work that it touches waits until it was read."""
        return self.level in HOLDS_BACK


def list_due(db: Session, actor: Actor, revision_id: int | None) -> list[Due]:
    """What the actor has yet to read, oldest first: published since they joined. A project's first
    guideline is no change, and whoever joins later reads the whole.

    `revision_id` is what is in force: whoever had read everything under it has nothing to read
    until another comes, so that labeling asks once.
    """
    done: dict[int, int | None] = db.info.get("memory", {}).setdefault("read", {})
    if done.get(actor.member_id, 0) == revision_id:
        return []
    who = {"project": actor.project_id, "member": actor.member_id}
    if _ANY_DUE.scalar(db, who) is None:
        done[actor.member_id] = revision_id
        return []
    return [
        Due(id, number, version or "", level, parse_scope(scope or {}), at)
        for id, number, version, level, scope, at in _LIST_DUE.rows(db, who)
    ]


def find_touching(
    db: Session, due: Sequence[Due], task_id: int, item_id: int | None = None
) -> list[Due]:
    """Those that touch a task. Where a label is to be made again for one of them it does, whatever
    its scope says: or the control sample could be told from the rest."""
    if not due:
        return []
    asked = None
    if item_id is not None:
        of = pick(col(Relabel.revision_id)).join(
            RelabelItem, col(RelabelItem.relabel_id) == col(Relabel.id)
        )
        asked = db.execute(of.where(col(RelabelItem.id) == item_id)).scalar()
    rows = _FACTS_OF.rows(db, {"task": task_id})
    touching = list_touching(db, due, rows)[task_id]
    return [each for each in due if each.id == asked or each in touching]


def list_touching(
    db: Session, due: Sequence[Due], rows: Iterable[Sequence[Any]]
) -> dict[int, list[Due]]:
    """For tasks, as rows of FACTS: those that touch each."""
    tasks = list(rows)
    listed = {
        (row.revision_id, row.task_id)
        for row in db.execute(
            pick(col(ScopeTask.revision_id), col(ScopeTask.task_id)).where(
                col(ScopeTask.revision_id).in_([each.id for each in due]),
                is_in(ScopeTask.stratum, "b", "d", "e"),
                col(ScopeTask.task_id).in_([row[0] for row in tasks]),
            )
        )
    }
    return {
        id: [
            each
            for each in due
            if may_match(
                each.scope,
                TaskFacts(body, details, (each.id, id) in listed, at > each.published_at),
            )
        ]
        for id, body, details, at in tasks
    }
