"""The rows of a relabel: its items, and the marks that the labels they ask for are stale."""

from collections.abc import Iterable
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import (
    BindParameter,
    Insert,
    Select,
    Update,
    and_,
    bindparam,
    case,
    exists,
    insert,
    literal,
    null,
    update,
)
from sqlalchemy import select as pick
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.clock import now
from app.queries.scopes import LETTERS
from app.records.columns import BIG, core, table
from app.records.labels import CurrentLabel
from app.records.relabels import Relabel, RelabelItem
from app.records.tasks import Task

PIECE = 5_000
# what is asked for each chunk differs only in these; to build it anew costs as much as to run it
AFTER: BindParameter[int] = bindparam("after", type_=BIG)
UNTIL: BindParameter[int] = bindparam("until", type_=BIG)


def copy_items(relabel: Relabel, chosen: Select[Any], mark: str = "") -> list[Insert | Update]:
    """The statements that write the items of a chunk: for all that was chosen, then for the second
    looks at them, and the marks that the labels are stale. `mark`: before the letters."""
    statements: list[Insert | Update] = [_copy_hits(relabel, chosen, mark)]
    if relabel.again_by == "both":
        statements.append(_copy_seconds(relabel))
    return [*statements, _mark_copied(relabel)]


def _copy_hits(relabel: Relabel, chosen: Select[Any], mark: str) -> Insert:
    """No row leaves the database: a million of them would stand in other people's way."""
    hits = chosen.order_by(None).subquery()
    counts = and_(
        col(CurrentLabel.project_id) == relabel.project_id,
        col(CurrentLabel.label_id) == hits.c.label_id,
        col(CurrentLabel.counts),
    )
    # not looked up task by task: the bad are few, and listed once
    bad = pick(col(Task.id)).where(
        col(Task.project_id) == relabel.project_id, col(Task.state) == "bad"
    )
    asked = and_(col(CurrentLabel.label_id).is_not(None), hits.c.task_id.not_in(bad))
    letters = [literal(mark), *(case((hits.c[x] == 1, x), else_="") for x in LETTERS)]
    ended = bindparam("at", type_=table(RelabelItem).c.ended_at.type)
    columns: dict[str, Any] = {
        "relabel_id": literal(relabel.id),
        "project_id": literal(relabel.project_id),
        "label_id": hits.c.label_id,
        "task_id": hits.c.task_id,
        "member_id": null() if relabel.again_by == "others" else hits.c.member_id,
        "strata": reduce(add, letters),
        "state": case((asked, "open"), else_="withdrawn"),
        "ended_at": case((asked, None), else_=ended),
    }
    rows = pick(*columns.values()).outerjoin_from(hits, CurrentLabel, counts)
    return insert(table(RelabelItem)).from_select(list(columns), rows.order_by(hits.c.label_id))


def _copy_seconds(relabel: Relabel) -> Insert:
    """A second look at every label of the chunk, by anybody who has not answered its task."""
    first, other = aliased(table(RelabelItem)).c, aliased(table(RelabelItem)).c
    columns: dict[str, Any] = {
        "relabel_id": first.relabel_id,
        "project_id": first.project_id,
        "label_id": first.label_id,
        "task_id": first.task_id,
        "first_id": first.id,
        "strata": first.strata,
        "state": literal("open"),
    }
    rows = pick(*columns.values()).where(
        first.relabel_id == relabel.id,
        first.first_id.is_(None),
        first.state == "open",
        first.strata != "f",
        first.label_id > AFTER,
        first.label_id <= UNTIL,
        ~exists().where(other.relabel_id == relabel.id, other.first_id == first.id),
    )
    return insert(table(RelabelItem)).from_select(list(columns), rows.order_by(first.label_id))


def _mark_copied(relabel: Relabel) -> Update:
    """The labels of those items are stale."""
    made = exists().where(
        col(RelabelItem.relabel_id) == relabel.id,
        col(RelabelItem.label_id) == col(CurrentLabel.label_id),
    )
    within = and_(col(CurrentLabel.label_id) > AFTER, col(CurrentLabel.label_id) <= UNTIL)
    return _marks(relabel).where(within, made)


def write_items(db: Session, relabel: Relabel, hits: list[tuple[Any, str]]) -> int:
    """Items for labels, by (label, task, member) and strata. One whose label does not count any
    more, or whose task nobody can judge, begins, and ends, withdrawn."""
    for start in range(0, len(hits), PIECE):
        _write_piece(db, relabel, hits[start : start + PIECE])
    if hits and relabel.again_by == "both":
        ids = [hit[0] for hit, _ in hits]
        core(db).execute(_copy_seconds(relabel), {"after": min(ids) - 1, "until": max(ids)})
    return len(hits)


def _write_piece(db: Session, relabel: Relabel, hits: list[tuple[Any, str]]) -> None:
    counting = (
        select(CurrentLabel.label_id)
        .join(Task, col(Task.id) == col(CurrentLabel.task_id))
        .where(
            CurrentLabel.project_id == relabel.project_id,
            col(CurrentLabel.label_id).in_([hit[0] for hit, _ in hits]),
            col(CurrentLabel.counts),
            Task.state != "bad",
        )
    )
    asked = set(db.exec(counting))
    rows = [
        {
            "relabel_id": relabel.id,
            "project_id": relabel.project_id,
            "label_id": hit[0],
            "task_id": hit[1],
            "member_id": None if relabel.again_by == "others" else hit[2],
            "strata": strata,
            "state": "open" if hit[0] in asked else "withdrawn",
            "ended_at": None if hit[0] in asked else now(),
        }
        for hit, strata in hits
    ]
    db.execute(insert(RelabelItem), rows)
    inside = [hit[0] for hit, strata in hits if strata != "f"]
    core(db).execute(_marks(relabel).where(col(CurrentLabel.label_id).in_(inside)))


def _marks(relabel: Relabel) -> Update:
    """Current labels are stale, by the relabel's revision."""
    marked = update(CurrentLabel).where(col(CurrentLabel.project_id) == relabel.project_id)
    return marked.values(stale_since=relabel.revision_id)


def pieces(ids: list[int]) -> Iterable[list[int]]:
    """At most so many at once: a statement of PostgreSQL takes 32,767 values."""
    return (ids[start : start + PIECE] for start in range(0, len(ids), PIECE))
