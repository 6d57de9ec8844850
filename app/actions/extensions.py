"""Making a relabel wider while its revision is in force: what its scope missed joins it.

A second scope is sealed, with a watermark of its own; labels from before the revision that it
selects, and that have no item in the relabel yet, get one. What was made since needs none.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Select, exists
from sqlmodel import Session, col, select

from app.actions.campaigns import need_reason, tell_step
from app.actions.relabel_rows import AFTER, UNTIL, copy_items
from app.actions.relabels import begin_work, lists_of, reach, tell, tell_moved
from app.actions.scopes import keep_list
from app.clock import now
from app.domain.roles import Actor, may_publish
from app.domain.scopes import Scope, parse_scope
from app.errors import Conflict, Forbidden, Invalid
from app.languages import say
from app.queries.labels import newest_label
from app.queries.relabels import FOUND, get_relabel, list_extensions
from app.queries.scope_lists import find_selected
from app.queries.scopes import Bounds, affected
from app.queries.terms import get_schema
from app.records.columns import core
from app.records.labels import Label
from app.records.relabels import Extension, Relabel, RelabelItem
from app.records.revisions import Revision


def extend_relabel(
    db: Session,
    actor: Actor,
    number: int,
    raw: object,
    *,
    reason: str,
    lists: Mapping[str, Iterable[int]],
) -> Extension:
    """Add what a predicate or a selection names (`raw`, as in a scope) to a relabel that runs or
    has ended. `lists` as in `settle_scope`. Raises Conflict where its revision is not in force
    any more."""
    relabel = get_relabel(db, actor, number)
    if not may_publish(actor):
        raise Forbidden(say("Leading a relabel is the ML team's."))
    revision = db.get_one(Revision, relabel.revision_id)
    if revision.state != "published" or relabel.state not in FOUND:
        raise Conflict(
            say(
                "Only the relabel of the version in force is made wider, once its labels are "
                "found. For anything else, publish a revision."
            )
        )
    scope = parse_wider(raw, db, actor)
    extension = Extension(
        relabel_id=relabel.id or 0,
        number=len(list_extensions(db, relabel.id or 0)) + 1,
        scope=scope.to_dict(),
        reason=need_reason(reason),
        watermark=newest_label(db, actor.project_id),
        made_by=actor.member_id,
    )
    prefix = lists_of(extension)
    keep_list(db, relabel.revision_id, prefix + "e", find_selected(db, actor, scope))
    for kind, task_ids in lists.items():
        keep_list(db, relabel.revision_id, prefix + kind, task_ids)
    relabel.state, relabel.done_at, relabel.ended_at_label = "extending", None, None
    relabel.stopped_at = None
    db.add_all([extension, relabel])
    db.flush()
    tell_step(db, actor, "relabel.widened", relabel, "project")
    return extension


def parse_wider(raw: object, db: Session, actor: Actor) -> Scope:
    """The scope of an extension: a predicate and a selection, nothing else."""
    if not isinstance(raw, Mapping):
        raise Invalid(say("A scope is an object."), field="scope")
    named = {name: raw[name] for name in ("predicate", "selection") if name in raw}
    scope = parse_scope({"citing": False, "led": False, **named}, get_schema(db, actor.project_id))
    if not scope.selects:
        raise Invalid(say("Name the labels to add: by a condition, or task by task."), "selection")
    return scope


def wider(db: Session, relabel: Relabel, scope: Scope, bounds: Bounds) -> Select[Any]:
    """What an extension adds: of the labels that its scope selects those from before the revision,
    without an item in the relabel."""
    published = select(Revision.published_at).where(Revision.id == relabel.revision_id)
    older = exists().where(
        col(Revision.id) == col(Label.revision_id),
        col(Revision.published_at) < published.scalar_subquery(),
    )
    asked = exists().where(
        col(RelabelItem.relabel_id) == relabel.id, col(RelabelItem.label_id) == col(Label.id)
    )
    return affected(db, relabel.revision_id, scope, bounds).where(
        (col(Label.id) <= relabel.watermark) | col(Label.revision_id).is_(None) | older, ~asked
    )


def extend_chunk(db: Session, relabel_id: int, span: int) -> bool:
    """Write the items of the next `span` labels for the newest extension. Returns whether more
    remain; with the last, the relabel goes on."""
    relabel = db.get_one(Relabel, relabel_id)
    if relabel.state != "extending":
        return False
    extension = list_extensions(db, relabel_id)[-1]
    until = reach(db, relabel.project_id, extension.cursor, extension.watermark, span)
    bounds = Bounds(
        relabel.project_id, extension.watermark, AFTER, UNTIL, lists=lists_of(extension)
    )
    hits = wider(db, relabel, parse_scope(extension.scope), bounds)
    part = {"after": extension.cursor, "until": until, "at": now()}
    copied, *rest = copy_items(relabel, hits, mark="x")
    extension.added += core(db).execute(copied, part).rowcount
    for statement in rest:
        core(db).execute(statement, part)
    tell_moved(db, relabel, extension.cursor, until)
    extension.cursor = until
    db.add(extension)
    if until < extension.watermark:
        return True
    extension.done_at, relabel.state = now(), "open"
    db.add(relabel)
    db.flush()
    tell(db, relabel, "relabel.seeded", "project")
    begin_work(db, relabel)
    return False
