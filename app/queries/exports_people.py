"""Exports of who and what happened: members, and the project's log."""

from typing import Any

from sqlalchemy import select as pick
from sqlmodel import Session, col

from app.domain.roles import Actor
from app.queries.keysets import rows_after
from app.records.events import Event
from app.records.members import Member

MEMBERS = "member_id external_id name role signs_in same_as created_at removed_at"
EVENTS = "project_id seq at actor_id kind subject audience data hash"


def members(db: Session, actor: Actor, after: int, most: int) -> list[dict[str, Any]]:
    """People of the project, those who have left included."""
    query: Any = pick(
        col(Member.id).label("_"),
        col(Member.id).label("member_id"),
        col(Member.external_id),
        col(Member.name),
        col(Member.role),
        col(Member.account_id).label("signs_in"),
        col(Member.same_as),
        col(Member.created_at),
        col(Member.removed_at),
    )
    return [
        row | {"signs_in": row["signs_in"] is not None}
        for row in rows_after(db, actor, query, col(Member.id), after, most)
    ]


def events(db: Session, actor: Actor, after: int, most: int) -> list[dict[str, Any]]:
    """The log with all that its hashes are made of, so that anybody can follow the chain."""
    query: Any = pick(
        col(Event.seq).label("_"),
        col(Event.project_id),
        col(Event.seq),
        col(Event.at),
        col(Event.actor_id),
        col(Event.kind),
        col(Event.subject),
        col(Event.audience),
        col(Event.data),
        col(Event.hash),
    )
    return rows_after(db, actor, query, col(Event.seq), after, most)
