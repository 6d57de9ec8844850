"""Deliveries of webhooks: what is due, what became of each, and how an endpoint fares."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlalchemy import select as pick
from sqlmodel import Session, col, func, select

from app.errors import NotFound
from app.records.columns import is_in
from app.records.endpoints import Delivery

STATES = ("waiting", "delivered", "given_up", "void")


@dataclass(frozen=True, slots=True)
class Standing:
    """How many deliveries of an endpoint are in which state, and when the last one was taken."""

    counts: dict[str, int]
    delivered_at: datetime | None


def list_due(db: Session, at: datetime) -> list[tuple[int, int]]:
    """(project, endpoint) of those with something to send, whoever has waited longest first."""
    rows = db.execute(
        pick(col(Delivery.project_id), col(Delivery.endpoint_id))
        .where(_is_due(at))
        .group_by(col(Delivery.project_id), col(Delivery.endpoint_id))
        .order_by(func.min(Delivery.due_at))
    )
    return [(row[0], row[1]) for row in rows]


def find_next(db: Session, endpoint_id: int, at: datetime) -> Delivery | None:
    """The delivery of an endpoint that is to be sent first."""
    due = select(Delivery).where(Delivery.endpoint_id == endpoint_id, _is_due(at))
    return db.exec(due.order_by(col(Delivery.due_at), col(Delivery.id)).limit(1)).first()


def list_told(
    db: Session, endpoint_ids: Iterable[int], seqs: Iterable[int]
) -> set[tuple[int, int]]:
    """(endpoint, event) of those deliveries that were written before."""
    rows = db.execute(
        pick(col(Delivery.endpoint_id), col(Delivery.seq)).where(
            col(Delivery.endpoint_id).in_(list(endpoint_ids)), col(Delivery.seq).in_(list(seqs))
        )
    )
    return {(row[0], row[1]) for row in rows}


def list_deliveries(
    db: Session, endpoint_id: int, state: str | None, before: int | None, most: int
) -> list[Delivery]:
    """An endpoint's deliveries below an id, newest first."""
    query = select(Delivery).where(Delivery.endpoint_id == endpoint_id)
    if state is not None:
        query = query.where(Delivery.state == state)
    if before is not None:
        query = query.where(col(Delivery.id) < before)
    return list(db.exec(query.order_by(col(Delivery.id).desc()).limit(most)))


def list_in(db: Session, endpoint_id: int, state: str) -> list[Delivery]:
    """All deliveries of an endpoint in a state, oldest first."""
    query = select(Delivery).where(Delivery.endpoint_id == endpoint_id, Delivery.state == state)
    return list(db.exec(query.order_by(col(Delivery.id))))


def get_delivery(db: Session, endpoint_id: int, key: UUID) -> Delivery:
    """One delivery of an endpoint that the caller may see."""
    found = db.exec(
        select(Delivery).where(Delivery.endpoint_id == endpoint_id, Delivery.key == key)
    ).first()
    if found is None:
        raise NotFound
    return found


def map_standings(db: Session, endpoint_ids: Iterable[int]) -> dict[int, Standing]:
    """How endpoints fare."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    last: dict[int, datetime] = {}
    rows = db.execute(
        pick(
            col(Delivery.endpoint_id),
            col(Delivery.state),
            func.count().label("many"),
            func.max(Delivery.tried_at).label("last"),
        )
        .where(col(Delivery.endpoint_id).in_(list(endpoint_ids)))
        .group_by(col(Delivery.endpoint_id), col(Delivery.state))
    )
    for row in rows:
        counts[row.endpoint_id][row.state] = row.many
        if row.state == "delivered":
            last[row.endpoint_id] = row.last
    return {each: Standing(found, last.get(each)) for each, found in counts.items()}


def _is_due(at: datetime) -> ColumnElement[bool]:
    free = or_(col(Delivery.leased_until).is_(None), col(Delivery.leased_until) <= at)
    return is_in(Delivery.state, "waiting") & (col(Delivery.due_at) <= at) & free
