"""API tokens: made with a scope, shown once, revoked by whoever they belong to."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from app.clock import new_secret, now
from app.domain.roles import SCOPES, Actor
from app.domain.secrets import TOKEN_PREFIX, hash_secret
from app.domain.texts import check_text
from app.errors import Forbidden, Invalid, NotFound
from app.languages import say
from app.records.accounts import Token
from app.records.events import record

PERSONAL_DAYS = 365
MOST_DAYS = 3650


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token may do, where (None: in all of the account's projects), and for how long.

    `days` None: for ever.
    """

    name: str
    scopes: tuple[str, ...] = SCOPES
    project_id: int | None = None
    days: int | None = PERSONAL_DAYS


def make_token(
    db: Session, actor: Actor, grant: Grant, *, made_with: int | None = None
) -> tuple[Token, str]:
    """A token and its secret, which is stored nowhere. `made_with`: the token that asks for it,
    which can give no more than it has."""
    grant = check_grant(grant)
    secret = TOKEN_PREFIX + new_secret()
    expires = now() + timedelta(days=grant.days) if grant.days is not None else None
    token = Token(
        account_id=actor.account_id or 0,
        project_id=grant.project_id,
        name=grant.name,
        prefix=secret[: len(TOKEN_PREFIX) + 6],
        token_hash=hash_secret(secret),
        scopes=list(grant.scopes),
        expires_at=expires,
    )
    if made_with is not None:
        _narrow(db.get(Token, made_with), token, expires)
    db.add(token)
    db.flush()
    record(db, actor, "token.made", subject=token.id or 0, audience="staff")
    return token, secret


def revoke_token(db: Session, actor: Actor, token_id: int) -> None:
    """End one of one's own tokens."""
    token = db.get(Token, token_id)
    if token is None or token.account_id != actor.account_id:
        raise NotFound
    if token.revoked_at is None:
        token.revoked_at = now()
        db.add(token)
        record(db, actor, "token.revoked", subject=token_id, audience="staff")


def note_token(db: Session, token_id: int) -> None:
    """Remember that a token was just used; the doors ask for this every few minutes."""
    token = db.get(Token, token_id)
    if token:
        token.used_at = now()
        db.add(token)


def check_grant(grant: Grant) -> Grant:
    """The grant, if there can be such a token."""
    if not grant.name.strip() or len(grant.name) > 100:
        raise Invalid(say("A token has a name of 1 to 100 characters."), "name")
    check_text(grant.name, most=500, field="name")
    if not grant.scopes or set(grant.scopes) - set(SCOPES):
        raise Invalid(say("Scopes are one or more of %(all)s.", all=", ".join(SCOPES)), "scopes")
    if grant.days is not None and not 1 <= grant.days <= MOST_DAYS:
        raise Invalid(say("A token lasts 1 to %(most)s days, or for ever.", most=MOST_DAYS), "days")
    return grant


def _narrow(maker: Token | None, made: Token, expires: datetime | None) -> None:
    """A token hands on no more than it has: no scope, no project, no day."""
    assert maker is not None
    wider = set(made.scopes) - set(maker.scopes)
    elsewhere = maker.project_id is not None and made.project_id != maker.project_id
    longer = maker.expires_at is not None and (expires is None or expires > maker.expires_at)
    if wider or elsewhere or longer:
        raise Forbidden(
            say("A token cannot make one that may do more, or lasts longer, than itself.")
        )
