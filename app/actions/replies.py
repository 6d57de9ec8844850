"""Keeping the answer to an idempotency key beside the change that it tells of."""

from sqlmodel import Session

from app.errors import Invalid
from app.languages import say
from app.records.notices import Replied


def keep_reply(
    db: Session, account_id: int, route: str, key: str, digest: str, status: int, body: str
) -> None:
    """Store what was answered, for at least 24 hours."""
    if len(key) > 200:
        raise Invalid(say("An Idempotency-Key has at most 200 characters."))
    db.add(
        Replied(
            account_id=account_id, route=route, key=key, digest=digest, status=status, body=body
        )
    )
