"""Accounts, and who stands behind a session or a token."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, select

from app.clock import now
from app.records.accounts import Account, SignIn, Token
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as the doors know them. `scopes` None: a browser session, which may do all that
    the person may; `project_id` set: a token for that project only."""

    account_id: int
    name: str
    is_admin: bool
    scopes: frozenset[str] | None
    project_id: int | None
    sign_in_id: int | None = None


def find_session(db: Session, token_hash: str, settings: Settings) -> Identity | None:
    """The person of a browser session, unless it is revoked, idle too long or too old."""
    row = db.exec(
        select(SignIn, Account)
        .join(Account, col(Account.id) == col(SignIn.account_id))
        .where(SignIn.token_hash == token_hash)
    ).first()
    if row is None:
        return None
    session, account = row
    idle = now() - session.seen_at > timedelta(hours=settings.session_idle_hours)
    old = now() - session.created_at > timedelta(days=settings.session_days)
    if session.revoked_at or account.disabled_at or idle or old:
        return None
    assert account.id is not None
    return Identity(account.id, account.name, account.is_admin, None, None, session.id)


def find_token(db: Session, token_hash: str, settings: Settings) -> Identity | None:
    """The person of an API token, unless it is revoked or expired."""
    row = db.exec(
        select(Token, Account)
        .join(Account, col(Account.id) == col(Token.account_id))
        .where(Token.token_hash == token_hash)
    ).first()
    if row is None:
        return None
    token, account = row
    expired = token.expires_at is not None and token.expires_at < now()
    if token.revoked_at or account.disabled_at or expired:
        return None
    assert account.id is not None
    return Identity(
        account.id, account.name, account.is_admin, frozenset(token.scopes), token.project_id
    )


def find_account_by_email(db: Session, email: str) -> Account | None:
    """The account with this address, however it was capitalised."""
    return db.exec(select(Account).where(Account.email == email.strip().lower())).first()
