"""Annotators: members without sign-in, made because a file names them."""

from collections.abc import Iterable

from sqlalchemy import insert
from sqlmodel import Session

from app.clock import new_id, now
from app.domain.roles import Actor
from app.queries.imported import map_member_ids
from app.queries.members import next_annotators
from app.records.members import Member


def make_annotators(db: Session, actor: Actor, names: Iterable[str]) -> dict[str, int]:
    """Make a labeler of each name in a file, who has no account and can be claimed later by
    invitation. What the file calls them is their external id, for staff; to their project-mates
    they are “Annotator 7”."""
    new = list(dict.fromkeys(names))
    if not new:
        return {}
    at, called = now(), next_annotators(db, actor.project_id, len(new))
    rows = [
        {
            "key": new_id(),
            "project_id": actor.project_id,
            "account_id": None,
            "external_id": name,
            "name": called[place],
            "role": "labeler",
            "created_at": at,
        }
        for place, name in enumerate(new)
    ]
    db.connection().execute(insert(Member), rows)
    return map_member_ids(db, actor.project_id, new)
