"""Annotators: members without sign-in, made because a file names them."""

from collections.abc import Iterable

from sqlalchemy import insert
from sqlmodel import Session

from app.clock import new_id, now
from app.domain.roles import Actor
from app.queries.imported import map_member_ids
from app.records.members import Member


def make_annotators(db: Session, actor: Actor, names: Iterable[str]) -> dict[str, int]:
    """Make a labeler of each name, who has no account and can be claimed later by invitation."""
    new = list(dict.fromkeys(names))
    if not new:
        return {}
    at = now()
    rows = [
        {
            "key": new_id(),
            "project_id": actor.project_id,
            "account_id": None,
            "external_id": name,
            "name": name,
            "role": "labeler",
            "created_at": at,
        }
        for name in new
    ]
    db.connection().execute(insert(Member), rows)
    return map_member_ids(db, actor.project_id, new)
