"""Filling a relabel after its publication: in chunks, between other people's writes, resumable.

What it selects is fixed by the sealed scope, watermark and seed; here it is only written down.
Each chunk moves the cursor in the same transaction, so that a crash loses and doubles nothing.
"""

from typing import Any

from sqlalchemy import (
    Insert,
    Update,
)
from sqlmodel import Session, col, select

from app.actions.relabel_items import end_relabel, has_open_items, withdraw_items
from app.actions.relabel_rows import AFTER, UNTIL, copy_items, pieces, write_items
from app.clock import now
from app.domain.roles import Actor
from app.domain.scopes import parse_scope, pick_control
from app.queries.dispatch import WORKING
from app.queries.relabels import list_asked, list_extensions
from app.queries.scopes import LETTERS, Bounds, affected, outside
from app.records.columns import core
from app.records.events import record
from app.records.labels import Label
from app.records.numbers import next_number
from app.records.relabels import Extension, Relabel, RelabelItem
from app.records.revisions import Revision

SYSTEM = "Precedent"
STEP = 10_000  # label ids, before its progress is told: each telling wakes all that follow


def keeper(project_id: int) -> Actor:
    """The product itself, when it goes on with what a person has started."""
    return Actor(None, project_id, 0, "owner", SYSTEM)


def seed_chunk(db: Session, relabel_id: int, span: int) -> bool:
    """Write the items of the project's next `span` labels. Returns whether more remain."""
    relabel = db.get_one(Relabel, relabel_id)
    if relabel.state != "seeding" or relabel.cursor >= relabel.watermark:
        return False
    until = reach(db, relabel.project_id, relabel.cursor, relabel.watermark, span)
    copying: dict[int, list[Insert | Update]] = db.info["memory"].setdefault("copying", {})
    if relabel_id not in copying:
        bounds = Bounds(relabel.project_id, relabel.watermark, AFTER, UNTIL)
        hits = affected(db, relabel.revision_id, parse_scope(relabel.scope), bounds)
        copying[relabel_id] = copy_items(relabel, hits)
    part = {"after": relabel.cursor, "until": until, "at": now()}
    for statement in copying[relabel_id]:
        core(db).execute(statement, part)
    tell_moved(db, relabel, relabel.cursor, until)
    relabel.cursor = until
    db.add(relabel)
    return until < relabel.watermark


def reach(db: Session, project_id: int, after: int, until: int, span: int) -> int:
    """The id of the project's label that is `span` after one, at most `until`: ids are shared with
    other projects, and their labels are no work."""
    ahead = select(Label.id).where(
        Label.project_id == project_id, col(Label.id) > after, col(Label.id) <= until
    )
    last = db.execute(ahead.order_by(col(Label.id)).offset(span - 1).limit(1)).scalar()
    return until if last is None else last


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
    for ids in pieces(sorted(control)):
        chosen = select(Label.id, Label.task_id, Label.member_id).where(col(Label.id).in_(ids))
        rows = db.execute(chosen.order_by(col(Label.id))).all()
        write_items(db, relabel, [(row, "f") for row in rows])
    db.info["memory"].get("copying", {}).pop(relabel_id, None)
    relabel.state = "open"
    db.add(relabel)
    db.flush()
    tell(db, relabel, "relabel.seeded", "project")
    begin_work(db, relabel)


def begin_work(db: Session, relabel: Relabel) -> None:
    """Items have come: the people concerned are told, unless it is paused, and whoever found
    nothing looks again."""
    for member_id in () if relabel.paused_at else list_asked(db, relabel):
        tell(db, relabel, "relabel.opened", f"member:{member_id}")
    next_number(db, relabel.project_id, "openings")
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
            Relabel.project_id == actor.project_id, col(Relabel.state).in_(WORKING)
        )
    ).all():
        late = _made_before(db, relabel, [each for each in label_ids if each > relabel.watermark])
        if not late:
            continue
        hits = [hit for hit in _list_hits(db, relabel, late) if hit[0].label_id in late]
        added += write_items(db, relabel, hits)
    _withdraw_superseded(db, actor, label_ids)
    return added


def _list_hits(db: Session, relabel: Relabel, late: set[int]) -> list[tuple[Any, str]]:
    """What the scope selects of such labels, and then what an extension of it does besides."""
    found: dict[int, tuple[Any, str]] = {}
    wider = list_extensions(db, relabel.id or 0)
    scopes = [("", relabel.scope, ""), *((lists_of(each), each.scope, "x") for each in wider)]
    for lists, raw, mark in scopes:
        bounds = Bounds(relabel.project_id, max(late), min(late) - 1, lists=lists)
        for hit in db.execute(affected(db, relabel.revision_id, parse_scope(raw), bounds)):
            found.setdefault(hit.label_id, (hit, mark + _letters(hit)))
    return list(found.values())


def tell(db: Session, relabel: Relabel, kind: str, audience: str) -> None:
    """Something happened to a relabel by itself."""
    actor, number = keeper(relabel.project_id), relabel.number
    record(db, actor, kind, subject=relabel.id or 0, audience=audience, relabel=number)


def tell_moved(db: Session, relabel: Relabel, after: int, until: int) -> None:
    """The filling of a relabel has come from one label id to another: told now and then."""
    if until // STEP > after // STEP:
        tell(db, relabel, "relabel.progressed", "staff")


def lists_of(extension: Extension) -> str:
    """What the names of an extension's lists begin with."""
    return f"{extension.number}:"


def _made_before(db: Session, relabel: Relabel, label_ids: list[int]) -> set[int]:
    """Those of the labels that were made under what was in force before the relabel's revision."""
    published = select(Revision.published_at).where(Revision.id == relabel.revision_id)
    found: set[int] = set()
    for ids in pieces(label_ids):
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
    for ids in pieces(label_ids):
        superseded = select(Label.supersedes_id).where(col(Label.id).in_(ids))
        withdraw_items(db, actor, col(RelabelItem.label_id).in_(superseded))


def _letters(hit: Any) -> str:
    return "".join(letter for letter in LETTERS if getattr(hit, letter))
