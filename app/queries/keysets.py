"""Reading along a key: the rows after one, in its order; no page costs more than another."""

from typing import Any

from sqlmodel import Session

from app.domain.roles import Actor


def rows_after(
    db: Session, actor: Actor, query: Any, key: Any, after: int, most: int
) -> list[dict[str, Any]]:
    """The project's next rows of a query, at most so many, after a key of one of its tables."""
    mine = query.where(key.class_.project_id == actor.project_id, key > after)
    return [dict(row) for row in db.execute(mine.order_by(key).limit(most)).mappings()]
