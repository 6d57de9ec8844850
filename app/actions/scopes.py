"""Settling a draft's scope, and materialising what may change before it is published."""

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, insert
from sqlmodel import Session, col, select

from app.domain.roles import Actor, may_edit_draft
from app.domain.scopes import Scope, parse_scope
from app.errors import Conflict, Forbidden, Invalid
from app.languages import say
from app.queries.guidelines import get_revision
from app.queries.scopes import led_tasks
from app.queries.terms import get_schema
from app.records.events import record
from app.records.relabels import ScopeTask
from app.records.revisions import Revision
from app.records.tasks import Task

CHUNK = 500


def settle_scope(
    db: Session,
    actor: Actor,
    number: int,
    raw: object,
    *,
    second_person: bool,
    disputed: Mapping[str, Iterable[int]],
) -> Revision:
    """Store which labels the draft is to affect. `disputed` are the tasks on which people
    differ now, by kind ("any", "majority_split"), where the predicate asks for them."""
    revision = get_revision(db, actor, number)
    if not may_edit_draft(actor):
        raise Forbidden(say("The scope is the ML team's to settle."))
    if revision.state not in ("draft", "in_review", "approved"):
        raise Conflict(say("This revision is sealed; its scope cannot change any more."))
    scope = parse_scope(raw, get_schema(db, actor.project_id))
    revision.second_person = second_person
    keep_scope(db, actor, revision, scope, disputed)
    about = {"subject": revision.id or 0, "draft": revision.number}
    record(db, actor, "scope.changed", audience="staff", **about)
    return revision


def keep_scope(
    db: Session,
    actor: Actor,
    revision: Revision,
    scope: Scope,
    disputed: Mapping[str, Iterable[int]],
) -> None:
    """Write the scope down, and the lists that it needs."""
    revision.scope = scope.to_dict()
    db.add(revision)
    db.execute(delete(ScopeTask).where(col(ScopeTask.revision_id) == revision.id))
    _keep(db, revision, "b", _led(db, revision) if scope.led else ())
    _keep(db, revision, "e", _selected(db, actor, scope))
    for kind, task_ids in disputed.items():
        _keep(db, revision, kind, task_ids)


def _led(db: Session, revision: Revision) -> set[int]:
    """Tasks whose flags led to the draft's rulings, those of merged duplicates included."""
    return {row[0] for row in db.execute(led_tasks(revision.id or 0))}


def _selected(db: Session, actor: Actor, scope: Scope) -> set[int]:
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


def _keep(db: Session, revision: Revision, stratum: str, task_ids: Iterable[int]) -> None:
    rows = [
        {"revision_id": revision.id, "stratum": stratum, "task_id": task_id}
        for task_id in sorted(task_ids)
    ]
    if rows:
        db.execute(insert(ScopeTask), rows)
