"""Which labels a scope selects: one function, for the preview and for the publication.

It reads only what never changes (labels, citations, task texts) and what the scope's keeper has
materialised (scope_tasks), so that as of a watermark its answer is fixed.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    or_,
    type_coerce,
)
from sqlalchemy import select as pick
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.domain.dimensions import piece_of
from app.domain.predicates import is_whole
from app.domain.scopes import Predicate, Scope
from app.queries.labels import is_gone
from app.queries.set_asides import has_set_asides, is_set_aside
from app.records.labels import Citation, Label
from app.records.questions import Flag, Question, Ruling
from app.records.relabels import Relabel, RelabelItem, ScopeTask
from app.records.revisions import Change, Clause
from app.records.tasks import Task

LETTERS = ("a", "b", "c", "d", "e")


@dataclass(frozen=True, slots=True)
class Bounds:
    """A project's labels with `after` < id <= `until`, as they stood at the `watermark`. Where a
    statement is built once both may be its parameters, and `until` then never beyond that. Where a
    scope `is_settled`, its lists were written down; the usual one is looked up as it stands.
    `lists`: what their names begin with, where they are those of an extension."""

    project_id: int
    watermark: int
    after: int | BindParameter[int] = 0
    until: int | BindParameter[int] | None = None
    is_settled: bool = True
    lists: str = ""


def affected(db: Session, revision_id: int, scope: Scope, bounds: Bounds) -> Select[Any]:
    """(label_id, task_id, member_id, a, b, c, d, e) of every label inside the scope, by label id.

    The five letters are booleans: the strata that selected it.
    """
    strata = _strata(db, revision_id, scope, bounds)
    return (
        _standing(db, bounds, scope)
        .add_columns(*[case((strata[x], 1), else_=0).label(x) for x in LETTERS])
        .where(or_(false(), *strata.values()))
        .order_by(col(Label.id))
    )


def outside(db: Session, revision_id: int, scope: Scope, bounds: Bounds) -> Select[Any]:
    """(label_id, task_id, member_id) of every label within the scope's reach that it does not
    select: what a control sample is drawn from."""
    strata = _strata(db, revision_id, scope, bounds)
    return (
        _standing(db, bounds, scope).where(~or_(false(), *strata.values())).order_by(col(Label.id))
    )


def _standing(db: Session, bounds: Bounds, scope: Scope) -> Select[Any]:
    """Labels within a scope's reach that counted at the watermark: not superseded by then, and
    never taken back. What was asked beyond the overlap, or is set aside, says nothing."""
    later = aliased(Label)
    superseded = exists().where(
        col(later.supersedes_id) == col(Label.id), col(later.id) <= bounds.watermark
    )
    retracted = is_gone(col(Label.id), bounds.watermark)
    until = bounds.watermark if bounds.until is None else bounds.until
    if isinstance(until, int):
        until = min(until, bounds.watermark)
    columns: list[Any] = [col(Label.id).label("label_id"), col(Label.task_id), col(Label.member_id)]
    standing = pick(*columns).where(
        col(Label.project_id) == bounds.project_id,
        col(Label.id) > bounds.after,
        col(Label.id) <= until,
        ~superseded,
        ~retracted,
        col(Label.beyond).is_(False),
        *_reached(scope),
    )
    if has_set_asides(db, bounds.project_id):
        standing = standing.where(~is_set_aside(col(Label.id)))
    if not (scope.predicate.text_any or scope.predicate.metadata):
        return standing  # nothing is asked of the task itself: a million need not be looked up
    return standing.join(Task, col(Task.id) == col(Label.task_id))


def _reached(scope: Scope) -> tuple[ColumnElement[bool], ...]:
    """When a person answered never changes, and a label that is put back keeps it."""
    if scope.reach == "none":
        return (false(),)
    return (col(Label.labeled_at) >= scope.since,) if scope.since else ()


def _strata(
    db: Session, revision_id: int, scope: Scope, bounds: Bounds
) -> dict[str, ColumnElement[bool]]:
    changed = select(Change.clause_id).where(
        Change.revision_id == revision_id,
        col(Change.type) != "editorial",
        col(Change.kind) != "added",
    )
    # + 0: a label's few citations are read once, not looked for clause by clause
    cites = exists().where(
        col(Citation.label_id) == col(Label.id), (col(Citation.clause_id) + 0).in_(changed)
    )
    nothing = false()
    named = _predicate(db, revision_id, scope.predicate, bounds)
    alike = _kept(revision_id, "d") if scope.similar else nothing
    led = _kept(revision_id, bounds.lists + "b")
    if not bounds.is_settled:
        led = col(Label.task_id).in_(led_tasks(revision_id))
    settled = _settled(revision_id)
    return {
        "a": cites if scope.citing else nothing,
        "b": led if scope.led else nothing,
        "c": named if scope.reopen else and_(named, ~settled),
        "d": alike if scope.reopen else and_(alike, ~settled),
        "e": _kept(revision_id, bounds.lists + "e") if scope.selection else nothing,
    }


def _settled(revision_id: int) -> ColumnElement[bool]:
    """The label was made again for an earlier ruling: neither a condition nor likeness opens it
    anew. What cites a changed clause, led to the ruling or was selected by hand does."""
    return exists().where(
        col(Label.source) == "relabel",
        col(RelabelItem.task_id) == col(Label.task_id),
        col(RelabelItem.member_id) == col(Label.member_id),
        col(RelabelItem.new_label_id) == col(Label.id),
        col(RelabelItem.strata) != "f",
        col(Relabel.id) == col(RelabelItem.relabel_id) + 0,  # not from the relabel to all its items
        col(Relabel.revision_id) != revision_id,
        col(Ruling.revision_id) == col(Relabel.revision_id),
        col(Ruling.outcome) == "change",
    )


def led_tasks(revision_id: int) -> Select[Any]:
    """Tasks whose flags led to a draft's rulings, those of merged duplicates included."""
    asked = select(Ruling.question_id).where(Ruling.revision_id == revision_id)
    merged = pick(col(Question.id)).where(
        col(Question.id).in_(asked) | col(Question.duplicate_of).in_(asked)
    )
    return pick(col(Flag.task_id)).where(col(Flag.question_id).in_(merged)).distinct()


def _kept(revision_id: int, stratum: str) -> ColumnElement[bool]:
    """The task stands in the scope's materialised list."""
    return exists().where(
        col(ScopeTask.revision_id) == revision_id,
        col(ScopeTask.stratum) == stratum,
        col(ScopeTask.task_id) == col(Label.task_id),
    )


def _predicate(
    db: Session, revision_id: int, predicate: Predicate, bounds: Bounds
) -> ColumnElement[bool]:
    """The SQL of a predicate; domain.predicates.matches is what it must equal."""
    held: list[ColumnElement[bool]] = []
    if predicate.answers:
        held.append(col(Label.value).in_(predicate.answers))
    for name, values in predicate.dimensions:
        pieces = [piece_of(name, value) for value in values]
        held.append(or_(*[contains(db, piece, col(Label.value)) for piece in pieces]))
    if predicate.text_any:
        held.append(or_(*[contains(db, words) for words in predicate.text_any]))
    for field, values in predicate.metadata:
        held.append(_detail(db, field, values))
    if predicate.disagreement:
        held.append(_kept(revision_id, bounds.lists + predicate.disagreement))
    if predicate.certainty_below is not None:
        below = col(Label.certainty) < predicate.certainty_below
        held.append(and_(col(Label.certainty).is_not(None), below))
    if predicate.flags:
        held.append(_kept(revision_id, bounds.lists + "flags"))
    if predicate.cites:
        held.append(_cites(predicate.cites))
    if predicate.labeled_from:
        held.append(col(Label.labeled_at) >= predicate.labeled_from)
    if predicate.labeled_before:
        held.append(col(Label.labeled_at) < predicate.labeled_before)
    if not held:
        return false()
    return or_(*held) if predicate.join == "or" else and_(*held)


def _cites(codes: tuple[str, ...]) -> ColumnElement[bool]:
    """The label cites one of these clauses of its project."""
    return exists().where(
        col(Citation.label_id) == col(Label.id),
        col(Citation.clause_id) == col(Clause.id),
        col(Clause.project_id) == col(Label.project_id),
        col(Clause.code).in_(codes),
    )


def contains(db: Session, words: str, text: Any = None) -> ColumnElement[bool]:
    """Literal containment, case-sensitive, byte for byte: LIKE and full text are neither."""
    find = func.instr if db.get_bind().dialect.name == "sqlite" else func.strpos
    return find(col(Task.body) if text is None else text, words) > 0


def _detail(db: Session, field: str, values: tuple[str, ...]) -> ColumnElement[bool]:
    """A metadata field as text is one of the values: strings, whole numbers, true and false.

    Whole numbers are compared as numbers: databases write long ones in ways of their own.
    """
    words = [value for value in values if value in ("true", "false")]
    whole = [int(value) for value in values if is_whole(value)]
    if db.get_bind().dialect.name == "sqlite":
        each = func.json_each(col(Task.details)).table_valued("key", "value", "type")
        held = or_(
            and_(each.c.type == "text", each.c.value.in_(values)),
            and_(each.c.type == "integer", each.c.value.in_(whole)),
            each.c.type.in_(words),
        )
        return pick(literal(1)).select_from(each).where(each.c.key == field, held).exists()
    value = type_coerce(col(Task.details), JSONB)[field]
    kind = func.jsonb_typeof(value)
    held = or_(
        and_(kind.in_(("string", "boolean")), value.astext.in_(values)),
        and_(kind == "number", value.astext.in_([str(number) for number in whole])),
    )
    return func.coalesce(held, false())  # a task without the field is outside, not nowhere
