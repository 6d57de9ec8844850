"""Filling a relabel after its publication: in chunks, between other people's writes, resumable.

What it selects is fixed by the sealed scope, watermark and seed; here it is only written down.
Each chunk moves the cursor in the same transaction, so that a crash loses and doubles nothing.
"""

from collections.abc import Iterable
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import (
    BindParameter,
    Insert,
    Update,
    and_,
    bindparam,
    case,
    exists,
    insert,
    literal,
    update,
)
from sqlalchemy import select as pick
from sqlmodel import Session, col, select

from app.actions.relabel_items import end_relabel, has_open_items, withdraw_items
from app.clock import now
from app.domain.roles import Actor
from app.domain.scopes import parse_scope, pick_control
from app.queries.relabels import list_asked
from app.queries.scopes import LETTERS, Bounds, affected, outside
from app.records.columns import BIG, core, table
from app.records.events import record
from app.records.labels import CurrentLabel, Label
from app.records.relabels import Relabel, RelabelItem
from app.records.revisions import Revision
from app.records.tasks import Task

SYSTEM = "Precedent"
PIECE = 5_000


def keeper(project_id: int) -> Actor:
    """The product itself, when it goes on with what a person has started."""
    return Actor(None, project_id, 0, "owner", SYSTEM)


def seed_chunk(db: Session, relabel_id: int, span: int) -> bool:
    """Write the items of the project's next `span` labels. Returns whether more remain."""
    relabel = db.get_one(Relabel, relabel_id)
    if relabel.state != "seeding" or relabel.cursor >= relabel.watermark:
        return False
    until = _reach(db, relabel, span)
    copying: dict[int, tuple[Insert, Update]] = db.info["memory"].setdefault("copying", {})
    if relabel_id not in copying:
        copying[relabel_id] = _copy_items(db, relabel), _mark_copied(relabel)
    part = {"after": relabel.cursor, "until": until, "at": now()}
    for statement in copying[relabel_id]:
        core(db).execute(statement, part)
    relabel.cursor = until
    db.add(relabel)
    _tell(db, relabel, "relabel.progressed", "staff")
    return until < relabel.watermark


def _reach(db: Session, relabel: Relabel, span: int) -> int:
    """The id of the project's label that is `span` after the cursor, at most the watermark: ids
    are shared with other projects, and their labels are no work."""
    ahead = select(Label.id).where(
        Label.project_id == relabel.project_id,
        col(Label.id) > relabel.cursor,
        col(Label.id) <= relabel.watermark,
    )
    last = db.execute(ahead.order_by(col(Label.id)).offset(span - 1).limit(1)).scalar()
    return relabel.watermark if last is None else last


def choose_control(db: Session, relabel_id: int) -> list[int]:
    """The control sample: label ids from outside the scope, fixed by seed and watermark."""
    relabel = db.get_one(Relabel, relabel_id)
    scope = parse_scope(relabel.scope)
    if scope.control == 0:
        return []
    bounds = Bounds(relabel.project_id, relabel.watermark)
    rows = db.execute(
        outside(db, relabel.revision_id, scope, bounds),
        execution_options={"yield_per": 10_000},
    )
    return pick_control(scope.seed, (row.label_id for row in rows), scope.control)


def finish_seeding(db: Session, relabel_id: int, control: list[int]) -> None:
    """Add the control sample and open the relabel; the people concerned are told now."""
    relabel = db.get_one(Relabel, relabel_id)
    if relabel.state != "seeding" or relabel.cursor < relabel.watermark:
        return
    for ids in _pieces(sorted(control)):
        chosen = select(Label.id, Label.task_id, Label.member_id).where(col(Label.id).in_(ids))
        rows = db.execute(chosen.order_by(col(Label.id))).all()
        _write_items(db, relabel, [(row, "f") for row in rows])
    db.info["memory"].get("copying", {}).pop(relabel_id, None)
    relabel.state = "open"
    db.add(relabel)
    db.flush()
    _tell(db, relabel, "relabel.seeded", "project")
    for member_id in list_asked(db, relabel):
        _tell(db, relabel, "relabel.opened", f"member:{member_id}")
    if not has_open_items(db, relabel):
        end_relabel(db, keeper(relabel.project_id), relabel)


def join_imported(db: Session, actor: Actor, label_ids: list[int]) -> int:
    """Labels imported after a publication, made before it: those that an open relabel's scope
    selects join it. What they superseded is not asked for any more. Returns how many joined."""
    if not label_ids:
        return 0
    added = 0
    for relabel in db.exec(
        select(Relabel).where(
            Relabel.project_id == actor.project_id, col(Relabel.state).in_(("seeding", "open"))
        )
    ).all():
        late = _made_before(db, relabel, [each for each in label_ids if each > relabel.watermark])
        if not late:
            continue
        bounds = Bounds(actor.project_id, max(late), min(late) - 1)
        rows = affected(db, relabel.revision_id, parse_scope(relabel.scope), bounds)
        hits = [hit for hit in db.execute(rows) if hit.label_id in late]
        added += _write_items(db, relabel, [(hit, _letters(hit)) for hit in hits])
    _withdraw_superseded(db, actor, label_ids)
    return added


def _tell(db: Session, relabel: Relabel, kind: str, audience: str) -> None:
    actor, number = keeper(relabel.project_id), relabel.number
    record(db, actor, kind, subject=relabel.id or 0, audience=audience, relabel=number)


def _made_before(db: Session, relabel: Relabel, label_ids: list[int]) -> set[int]:
    """Those of the labels that were made under what was in force before the relabel's revision."""
    published = select(Revision.published_at).where(Revision.id == relabel.revision_id)
    found: set[int] = set()
    for ids in _pieces(label_ids):
        older = (
            select(Label.id)
            .outerjoin(Revision, col(Revision.id) == col(Label.revision_id))
            .where(
                col(Label.id).in_(ids),
                col(Revision.published_at).is_(None)
                | (col(Revision.published_at) < published.scalar_subquery()),
            )
        )
        found.update(each for each in db.exec(older) if each is not None)
    return found


def _withdraw_superseded(db: Session, actor: Actor, label_ids: list[int]) -> None:
    for ids in _pieces(label_ids):
        superseded = select(Label.supersedes_id).where(col(Label.id).in_(ids))
        withdraw_items(db, actor, col(RelabelItem.label_id).in_(superseded))


def _pieces(ids: list[int]) -> Iterable[list[int]]:
    """At most so many at once: a statement of PostgreSQL takes 32,767 values."""
    return (ids[start : start + PIECE] for start in range(0, len(ids), PIECE))


def _letters(hit: Any) -> str:
    return "".join(letter for letter in LETTERS if getattr(hit, letter))


# what is asked for each chunk differs only in these; to build it anew costs as much as to run it
_AFTER: BindParameter[int] = bindparam("after", type_=BIG)
_UNTIL: BindParameter[int] = bindparam("until", type_=BIG)


def _copy_items(db: Session, relabel: Relabel) -> Insert:
    """Items for all that the scope selects within the bounds. No row leaves the database: a
    million of them would stand in other people's way."""
    bounds = Bounds(relabel.project_id, relabel.watermark, _AFTER, _UNTIL)
    chosen = affected(db, relabel.revision_id, parse_scope(relabel.scope), bounds)
    hits = chosen.add_columns(col(Task.state)).order_by(None).subquery()
    counts = and_(
        col(CurrentLabel.task_id) == hits.c.task_id,
        col(CurrentLabel.member_id) == hits.c.member_id,
        col(CurrentLabel.label_id) == hits.c.label_id,
    )
    asked = and_(col(CurrentLabel.label_id).is_not(None), hits.c.state != "bad")
    letters = [case((hits.c[letter] == 1, letter), else_="") for letter in LETTERS]
    ended = bindparam("at", type_=table(RelabelItem).c.ended_at.type)
    columns: dict[str, Any] = {
        "relabel_id": literal(relabel.id),
        "project_id": literal(relabel.project_id),
        "label_id": hits.c.label_id,
        "task_id": hits.c.task_id,
        "member_id": hits.c.member_id,
        "strata": reduce(add, letters),
        "state": case((asked, "open"), else_="withdrawn"),
        "ended_at": case((asked, None), else_=ended),
    }
    rows = pick(*columns.values()).outerjoin_from(hits, CurrentLabel, counts)
    return insert(table(RelabelItem)).from_select(list(columns), rows.order_by(hits.c.label_id))


def _mark_copied(relabel: Relabel) -> Update:
    """The labels of those items are stale."""
    made = exists().where(
        col(RelabelItem.relabel_id) == relabel.id,
        col(RelabelItem.label_id) == col(CurrentLabel.label_id),
        col(RelabelItem.member_id) == col(CurrentLabel.member_id),
    )
    within = and_(col(CurrentLabel.label_id) > _AFTER, col(CurrentLabel.label_id) <= _UNTIL)
    return _marks(relabel).where(within, made)


def _write_items(db: Session, relabel: Relabel, hits: list[tuple[Any, str]]) -> int:
    """Items for labels, by (label, task, member) and strata. One whose label does not count any
    more, or whose task nobody can judge, begins, and ends, withdrawn."""
    for start in range(0, len(hits), PIECE):
        _write_piece(db, relabel, hits[start : start + PIECE])
    return len(hits)


def _write_piece(db: Session, relabel: Relabel, hits: list[tuple[Any, str]]) -> None:
    counting = (
        select(CurrentLabel.label_id)
        .join(Task, col(Task.id) == col(CurrentLabel.task_id))
        .where(
            CurrentLabel.project_id == relabel.project_id,
            col(CurrentLabel.label_id).in_([hit[0] for hit, _ in hits]),
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
            "member_id": hit[2],
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
