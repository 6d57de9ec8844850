"""Filling a relabel after its publication: in chunks, between other people's writes, resumable.

What it selects is fixed by the sealed scope, watermark and seed; here it is only written down.
Each chunk moves the cursor in the same transaction, so that a crash loses and doubles nothing.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, insert, update
from sqlmodel import Session, col, select

from app.actions.relabel_items import end_relabel, has_open_items
from app.domain.roles import Actor
from app.domain.scopes import parse_scope, pick_control
from app.queries.scopes import LETTERS, Bounds, affected, outside
from app.records.events import record
from app.records.labels import CurrentLabel, Label
from app.records.relabels import Relabel, RelabelItem

SYSTEM = "Precedent"


def keeper(project_id: int) -> Actor:
    """The product itself, when it goes on with what a person has started."""
    return Actor(None, project_id, 0, "owner", SYSTEM)


def seed_chunk(db: Session, relabel_id: int, span: int) -> bool:
    """Write the items of the next `span` label ids. Returns whether more remain."""
    relabel = db.get_one(Relabel, relabel_id)
    if relabel.state != "seeding" or relabel.cursor >= relabel.watermark:
        return False
    until = min(relabel.cursor + span, relabel.watermark)
    bounds = Bounds(relabel.project_id, relabel.watermark, relabel.cursor, until)
    hits = db.execute(affected(db, relabel.revision_id, parse_scope(relabel.scope), bounds)).all()
    _write_items(db, relabel, [(hit, _letters(hit)) for hit in hits])
    relabel.cursor = until
    db.add(relabel)
    _tell(db, relabel, "relabel.progressed", "staff")
    return until < relabel.watermark


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
    chosen = select(Label.id, Label.task_id, Label.member_id).where(col(Label.id).in_(control))
    rows = db.execute(chosen.order_by(col(Label.id))).all()
    _write_items(db, relabel, [(row, "f") for row in rows])
    relabel.state = "open"
    db.add(relabel)
    db.flush()
    _tell(db, relabel, "relabel.seeded", "project")
    for member_id in db.exec(
        select(RelabelItem.member_id)
        .where(RelabelItem.relabel_id == relabel.id, RelabelItem.state == "open")
        .distinct()
    ):
        _tell(db, relabel, "relabel.opened", f"member:{member_id}")
    if not has_open_items(db, relabel):
        end_relabel(db, keeper(relabel.project_id), relabel)


def join_imported(db: Session, actor: Actor, label_ids: list[int]) -> int:
    """Labels imported after a publication, made before it: those that an open relabel's scope
    selects join it. Returns how many items were added."""
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
        _withdraw_superseded(db, relabel, hits)
        added += _write_items(db, relabel, [(hit, _letters(hit)) for hit in hits])
    return added


def _tell(db: Session, relabel: Relabel, kind: str, audience: str) -> None:
    actor, number = keeper(relabel.project_id), relabel.number
    record(db, actor, kind, subject=relabel.id or 0, audience=audience, relabel=number)


def _made_before(db: Session, relabel: Relabel, label_ids: list[int]) -> set[int]:
    """Those of the labels that were made under a revision older than the relabel's."""
    if not label_ids:
        return set()
    older = select(Label.id).where(
        col(Label.id).in_(label_ids),
        func.coalesce(col(Label.revision_id), 0) < relabel.revision_id,
    )
    return {each for each in db.exec(older) if each is not None}


def _withdraw_superseded(db: Session, relabel: Relabel, hits: Iterable[Any]) -> None:
    for hit in hits:
        db.execute(
            update(RelabelItem)
            .where(
                col(RelabelItem.relabel_id) == relabel.id,
                col(RelabelItem.task_id) == hit.task_id,
                col(RelabelItem.member_id) == hit.member_id,
                col(RelabelItem.state) == "open",
            )
            .values(state="withdrawn")
        )


def _letters(hit: Any) -> str:
    return "".join(letter for letter in LETTERS if getattr(hit, letter))


def _write_items(db: Session, relabel: Relabel, hits: list[tuple[Any, str]]) -> int:
    """Items for labels; one whose label does not count any more begins, and ends, withdrawn."""
    if not hits:
        return 0
    ids = [hit[0][0] for hit in hits]
    counting = set(
        db.exec(
            select(CurrentLabel.label_id).where(
                CurrentLabel.project_id == relabel.project_id, col(CurrentLabel.label_id).in_(ids)
            )
        )
    )
    rows = [
        {
            "relabel_id": relabel.id,
            "project_id": relabel.project_id,
            "label_id": hit[0],
            "task_id": hit[1],
            "member_id": hit[2],
            "strata": strata,
            "state": "open" if hit[0] in counting else "withdrawn",
        }
        for hit, strata in hits
    ]
    db.execute(insert(RelabelItem), rows)
    inside = [hit[0] for hit, strata in hits if strata != "f"]
    db.execute(
        update(CurrentLabel)
        .where(col(CurrentLabel.project_id) == relabel.project_id)
        .where(col(CurrentLabel.label_id).in_(inside))
        .values(stale_since=relabel.revision_id),
        execution_options={"synchronize_session": False},
    )
    return len(rows)
