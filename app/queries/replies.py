"""Answers already given to idempotency keys."""

from sqlmodel import Session, col, select

from app.errors import Conflict
from app.languages import say
from app.records.notices import Replied


def find_reply(
    db: Session, account_id: int, route: str, key: str, digest: str
) -> tuple[int, str] | None:
    """The (status, body) first given; raises Conflict when the key came with something else."""
    known = db.exec(
        select(Replied).where(
            col(Replied.account_id) == account_id, col(Replied.route) == route, Replied.key == key
        )
    ).first()
    if known is None:
        return None
    if known.digest != digest:
        raise Conflict(
            say(
                "This Idempotency-Key was used with another body or query, or in another "
                "role; nothing was done now. Use a new key."
            ),
            key=key,
        )
    return known.status, known.body
