"""Settling a draft's scope, and materialising what may change before it is published."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sqlalchemy import delete, insert
from sqlmodel import Session, col

from app.actions.message_drafts import keep_draft
from app.domain.roles import Actor
from app.domain.scopes import MAKERS, Scope, describe, parse_scope
from app.errors import Invalid, NotFound
from app.languages import say
from app.queries.drafts import get_editable, list_draft_rulings
from app.queries.questions import map_numbers
from app.queries.scope_lists import find_selected
from app.queries.scopes import led_tasks
from app.queries.terms import get_schema
from app.records.events import record
from app.records.relabels import ScopeTask
from app.records.revisions import Revision
from app.records.threads import MessageDraft


def settle_scope(
    db: Session,
    actor: Actor,
    number: int,
    raw: object,
    *,
    second_person: bool,
    lists: Mapping[str, Iterable[int]],
) -> Revision:
    """Store which labels the draft is to affect. `lists` are the tasks, by kind, that the scope
    names by what is worked out beforehand: disagreement ("any", "majority_split"), "flags", and
    likeness ("d")."""
    revision = get_editable(db, actor, number)
    scope = parse_scope(raw, get_schema(db, actor.project_id))
    revision.second_person = second_person
    keep_scope(db, actor, revision, scope, lists)
    about = {"subject": revision.id or 0, "draft": revision.number}
    record(db, actor, "scope.changed", audience="staff", **about)
    return revision


def begin_discussion(db: Session, actor: Actor, number: int, question: int) -> str:
    """Put the scope in words into what the actor would say next in the discussion of a question
    that led to the draft; what they had begun there stays. Returns its topic."""
    revision = get_editable(db, actor, number)
    asked = [each.question_id for each in list_draft_rulings(db, revision)]
    topic = f"question:{question}"
    if question not in map_numbers(db, asked).values():
        raise NotFound
    if db.get(MessageDraft, (actor.member_id, topic)) is None:
        scope = describe(parse_scope(revision.scope), get_schema(db, actor.project_id))
        words = say(
            "We are about to ask for these labels again: %(scope)s. Is anything missing, or too "
            "much?",
            scope=scope,
        )
        keep_draft(db, actor, topic, body=words)
    return topic


def choose_makers(db: Session, actor: Actor, number: int, *, again_by: str) -> Revision:
    """Store who makes the labels again that the draft affects: one of MAKERS."""
    revision = get_editable(db, actor, number)
    if again_by not in MAKERS:
        raise Invalid(say("Say who makes them again: same, others or both."), "again_by")
    revision.again_by = again_by
    db.add(revision)
    about = {"subject": revision.id or 0, "draft": revision.number}
    record(db, actor, "scope.changed", audience="staff", **about)
    return revision


def select_tasks(
    db: Session, actor: Actor, revision: Revision, *, add: Iterable[str], drop: Iterable[str]
) -> None:
    """Have the scope select these tasks, by external id, and those no longer."""
    scope = parse_scope(revision.scope)
    kept = [each for each in scope.selection if each not in set(drop)]
    scope = replace(scope, selection=tuple(dict.fromkeys([*kept, *add])))
    if not revision.scope:
        return keep_scope(db, actor, revision, scope, {})
    revision.scope = scope.to_dict()
    db.add(revision)
    by_hand = col(ScopeTask.revision_id) == revision.id, col(ScopeTask.stratum) == "e"
    db.execute(delete(ScopeTask).where(*by_hand))
    _keep(db, revision, "e", find_selected(db, actor, scope))


def keep_scope(
    db: Session,
    actor: Actor,
    revision: Revision,
    scope: Scope,
    lists: Mapping[str, Iterable[int]],
) -> None:
    """Write the scope down, and the lists that it needs."""
    revision.scope = scope.to_dict()
    db.add(revision)
    db.execute(delete(ScopeTask).where(col(ScopeTask.revision_id) == revision.id))
    _keep(db, revision, "b", _led(db, revision) if scope.led else ())
    _keep(db, revision, "e", find_selected(db, actor, scope))
    for kind, task_ids in lists.items():
        _keep(db, revision, kind, task_ids)


def _led(db: Session, revision: Revision) -> set[int]:
    """Tasks whose flags led to the draft's rulings, those of merged duplicates included."""
    return {row[0] for row in db.execute(led_tasks(revision.id or 0))}


def _keep(db: Session, revision: Revision, stratum: str, task_ids: Iterable[int]) -> None:
    keep_list(db, revision.id or 0, stratum, task_ids)


def keep_list(db: Session, revision_id: int, stratum: str, task_ids: Iterable[int]) -> None:
    """Write down which tasks a stratum holds."""
    rows = [
        {"revision_id": revision_id, "stratum": stratum, "task_id": task_id}
        for task_id in sorted(task_ids)
    ]
    if rows:
        db.execute(insert(ScopeTask), rows)
