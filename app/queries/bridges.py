"""Bridges: for those who run a project, and for what comes in through them."""

from sqlmodel import Session, col, select

from app.domain.roles import Actor, is_ml_team, may_manage_project
from app.errors import NotFound
from app.records.bridges import Bridge
from app.records.members import Member


def list_bridges(db: Session, actor: Actor) -> list[Bridge]:
    """The project's bridges that were not revoked, in the order they were made."""
    if not may_manage_project(actor):
        raise NotFound
    there = select(Bridge).where(
        Bridge.project_id == actor.project_id, col(Bridge.revoked_at).is_(None)
    )
    return list(db.exec(there.order_by(col(Bridge.id))))


def get_bridge(db: Session, actor: Actor, bridge_id: int) -> Bridge:
    """One bridge of the project, a revoked one too."""
    found = db.get(Bridge, bridge_id)
    if found is None or found.project_id != actor.project_id or not may_manage_project(actor):
        raise NotFound
    return found


def find_bridge(db: Session, token_hash: str) -> Bridge | None:
    """The bridge of an address, if it still stands: whoever made it, and so knows the address,
    must still be of the ML team."""
    row = db.exec(
        select(Bridge, Member)
        .join(Member, col(Member.id) == col(Bridge.made_by))
        .where(Bridge.token_hash == token_hash, col(Bridge.revoked_at).is_(None))
    ).first()
    if row is None or not stands(row[1]):
        return None
    return row[0]


def stands(maker: Member | None) -> bool:
    """Whether what a member has made still works: they are of the ML team."""
    return maker is not None and maker.removed_at is None and is_ml_team(maker.role)
