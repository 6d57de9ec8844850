"""Trusted answers that a draft contradicts, before those who decide what becomes of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from app.domain.answers import AnswerSchema, describe
from app.domain.gold_keys import HOWS
from app.domain.roles import Actor, is_ml_team
from app.domain.texts import excerpt
from app.errors import NotFound
from app.languages import say
from app.pages.guidelines import root_of
from app.queries.gold_keys import Contradicted, list_contradicted, list_history
from app.queries.guidelines import get_revision
from app.queries.members import map_names
from app.queries.relabels import find_ruled_value
from app.queries.terms import get_schema

MOST_SHOWN = 200
SOURCES = ("first", *HOWS)


@dataclass(frozen=True, slots=True)
class GoldRow:
    """One of them: what it is, and what was chosen for it; "" while nobody has."""

    task: str
    key: str
    text: str
    value: str
    answer: str
    how: str
    reason: str


@dataclass(frozen=True, slots=True)
class GoldsView:
    """All of them, the first of them as rows. `ruled` is the ruling's answer in words; `undecided`
    must be none before the draft can be published. `typed` and `problem` stand after a refusal."""

    root: str
    number: int
    edition: int
    ruled: str
    rows: tuple[GoldRow, ...]
    total: int
    undecided: int
    is_open: bool
    hows: tuple[tuple[str, str], ...]
    typed: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PastKeyView:
    """What a task's trusted answer became: from a version on, why, and by whom."""

    version: str | None
    how: str
    answer: str | None
    reason: str
    by: str
    made_at: datetime


def show_golds(
    db: Session,
    actor: Actor,
    number: int,
    typed: Mapping[str, str] | None = None,
    problem: str = "",
) -> GoldsView:
    """The trusted answers that a draft contradicts. For all but the ML team there are none."""
    if not is_ml_team(actor):
        raise NotFound
    revision = get_revision(db, actor, number)
    schema = get_schema(db, actor.project_id)
    is_open = revision.state in ("draft", "in_review", "approved")
    ruled = find_ruled_value(db, revision.id or 0) if is_open else None
    found = list_contradicted(db, revision, ruled) if ruled is not None else []
    return GoldsView(
        root=root_of(db, actor.project_id),
        number=number,
        edition=revision.edition,
        ruled=describe(schema, ruled) if ruled is not None else "",
        rows=tuple(_row(schema, each) for each in found[:MOST_SHOWN]),
        total=len(found),
        undecided=sum(each.choice is None for each in found),
        is_open=is_open,
        hows=tuple((how, say(words)) for how, words in HOWS.items()),
        typed=typed or {},
        problem=problem,
    )


def view_past(db: Session, project_id: int, task_id: int) -> tuple[PastKeyView, ...]:
    """What became of a task's trusted answer, oldest first; nothing where it was one all along."""
    schema = get_schema(db, project_id)
    rows = list_history(db, task_id)
    names = map_names(db, project_id, [key.made_by for key, _ in rows])
    return tuple(
        PastKeyView(
            revision.version if revision else None,
            key.how,
            describe(schema, key.value) if key.value is not None else None,
            key.reason,
            names.get(key.made_by or 0, ""),
            key.made_at,
        )
        for key, revision in rows
    )


def _row(schema: AnswerSchema, each: Contradicted) -> GoldRow:
    return GoldRow(
        task=each.task.external_id,
        key=str(each.task.key),
        text=excerpt(each.task.body, 160),
        value=each.gold.value,
        answer=describe(schema, each.gold.value),
        how=each.choice.how if each.choice else "",
        reason=each.choice.reason if each.choice else "",
    )
