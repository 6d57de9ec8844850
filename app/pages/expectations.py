"""The cases of a draft like the tests of a program: what each expects before and under it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from app.domain.answers import AnswerSchema, describe
from app.domain.cases import hold
from app.domain.documents import Clause
from app.domain.texts import excerpt
from app.pages.guidelines import root_of
from app.queries.drafts import OPEN
from app.queries.expectations import Held, list_held, map_types
from app.queries.guidelines import document_of
from app.queries.terms import get_schema
from app.records.revisions import Revision

MOST_CASES = 60
MOST_CODES = 500


@dataclass(frozen=True, slots=True)
class ExpectationView:
    """A case under a draft. `outcome`: holds, flips, decides, retires; `is_contradicting`: it moves
    though the change of its clause is said to be editorial. `before` and `after` are answers in
    words, "" where none is decided; `value` is what the draft expects. `is_changed`: the draft says
    something of it that can be undone."""

    id: int
    text: str
    codes: tuple[str, ...]
    ruling: int | None
    outcome: str
    is_contradicting: bool
    before: str
    after: str
    value: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class HeldView:
    """The cases that a draft is held against, those that move first; `hidden` are not shown.

    `asks_why`: no case moves under a change that is said to be substantive; `unmoved` says why it
    is, all the same. `codes` are the clauses that a case can be held against, in words, those that
    change first; `answers` the values that can be expected, none where they are free; `written`
    what stands in a form that could not be taken."""

    root: str
    number: int
    edition: int
    is_open: bool
    items: tuple[ExpectationView, ...]
    hidden: int
    held: int
    moving: int
    contradicting: int
    asks_why: bool
    unmoved: str
    codes: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str, str], ...]
    written: Mapping[str, Any] = field(default_factory=dict)


def view_held(db: Session, draft: Revision) -> HeldView:
    """The cases of the clauses that a draft changes, of the rulings that led to it, and its own."""
    found, types = list_held(db, draft), map_types(db, draft)
    verdict = hold(types, (each.expectation for each in found))
    is_first = draft.base_id is None
    contradicting = set() if is_first else set(verdict.contradicting)
    schema = get_schema(db, draft.project_id)
    moving = [each for each in found if each.expectation.moves]
    holding = [each for each in found if not each.expectation.moves]
    first = sorted(moving, key=lambda each: each.row.case.id not in contradicting)
    items = tuple(_view(each, schema, contradicting) for each in [*first, *holding][:MOST_CASES])
    clauses: Iterable[Clause] = document_of(draft).clauses[:MOST_CODES]
    clauses = sorted(clauses, key=lambda clause: clause.code not in types)
    codes = tuple((each.code, f"{each.code} · {excerpt(each.text, 50)}") for each in clauses)
    return HeldView(
        root=root_of(db, draft.project_id),
        number=draft.number,
        edition=draft.edition,
        is_open=draft.state in OPEN,
        items=items,
        hidden=len(found) - len(items),
        held=len(found),
        moving=len(moving),
        contradicting=len(contradicting),
        asks_why=not is_first and verdict.is_unmoved,
        unmoved=draft.unmoved,
        codes=codes,
        answers=tuple((option.value, option.label) for option in schema.offered),
    )


def _view(held: Held, schema: AnswerSchema, contradicting: set[int]) -> ExpectationView:
    case, task, of = held.row.case, held.row.task, held.expectation

    def words(value: str | None) -> str:
        return "" if value is None else describe(schema, value)

    return ExpectationView(
        id=case.id or 0,
        text=excerpt(task.body if task else case.example, 240),
        codes=tuple(sorted(of.codes)),
        ruling=held.row.ruling.number if held.row.ruling else None,
        outcome=of.outcome,
        is_contradicting=case.id in contradicting,
        before=words(of.before),
        after=words(of.after),
        value=of.after or "",
        is_changed=held.change is not None,
    )
