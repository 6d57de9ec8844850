"""API tokens, for whoever they belong to."""

from sqlmodel import Session, col, or_, select

from app.clock import now
from app.domain.roles import Actor
from app.records.accounts import Token

PAGE = 100


def list_tokens(
    db: Session, actor: Actor, after: int | None = None
) -> tuple[list[Token], int | None]:
    """One's own tokens that still work, newest first, and where to go on."""
    query = select(Token).where(
        Token.account_id == actor.account_id,
        col(Token.revoked_at).is_(None),
        or_(col(Token.expires_at).is_(None), col(Token.expires_at) > now()),
    )
    if after is not None:
        query = query.where(col(Token.id) < after)
    found = list(db.exec(query.order_by(col(Token.id).desc()).limit(PAGE + 1)))
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None
