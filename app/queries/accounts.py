"""Accounts, and who stands behind a session or a token."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, or_, select

from app.clock import now
from app.domain.roles import Actor
from app.errors import NotFound
from app.languages import SOURCE
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
    token_id: int | None = None
    # when its use was last noted; the doors note it again after a while
    noted_at: datetime | None = None
    language: str = "en"


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
    return Identity(
        account.id,
        account.name,
        account.is_admin,
        None,
        None,
        sign_in_id=session.id,
        noted_at=session.seen_at,
        language=language_of(account),
    )


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
        account.id,
        account.name,
        account.is_admin,
        frozenset(token.scopes),
        token.project_id,
        token_id=token.id,
        noted_at=token.used_at,
        language=language_of(account),
    )


def language_of(account: Account) -> str:
    """The language that somebody reads."""
    return str(account.settings.get("language", SOURCE))


def find_account_by_email(db: Session, email: str) -> Account | None:
    """The account with this address, however it was capitalised."""
    return db.exec(select(Account).where(Account.email == email.strip().lower())).first()


def list_ended_sign_ins(db: Session, sign_in_ids: Iterable[int]) -> set[int]:
    """Those of the sessions that were ended: what holds sockets open asks this every few seconds,
    for all of them at once."""
    query = select(SignIn.id).where(
        col(SignIn.id).in_(list(sign_in_ids)), col(SignIn.revoked_at).is_not(None)
    )
    return {each for each in db.exec(query) if each is not None}


def list_ended_tokens(db: Session, token_ids: Iterable[int]) -> set[int]:
    """Those of the tokens that were revoked or have expired."""
    query = select(Token.id).where(
        col(Token.id).in_(list(token_ids)),
        or_(col(Token.revoked_at).is_not(None), col(Token.expires_at) <= now()),
    )
    return {each for each in db.exec(query) if each is not None}


def list_sign_ins(db: Session, actor: Actor, settings: Settings) -> list[SignIn]:
    """One's own sessions that still stand, the one used last first."""
    query = select(SignIn).where(
        SignIn.account_id == actor.account_id,
        col(SignIn.revoked_at).is_(None),
        SignIn.created_at > now() - timedelta(days=settings.session_days),
        SignIn.seen_at > now() - timedelta(hours=settings.session_idle_hours),
    )
    return list(db.exec(query.order_by(col(SignIn.seen_at).desc()).limit(100)))


def list_demo_accounts(db: Session) -> list[Account]:
    """The people of the demo, who sign in with one click; there are none anywhere else."""
    return list(db.exec(select(Account).where(col(Account.is_demo)).order_by(col(Account.id))))


def get_demo_account(db: Session, account_id: int) -> Account:
    """One of the people of the demo."""
    account = db.get(Account, account_id)
    if account is None or not account.is_demo or account.disabled_at:
        raise NotFound
    return account


def find_password(db: Session, actor: Actor) -> str | None:
    """The hash of one's own password, if there is one."""
    account = db.get(Account, actor.account_id)
    return account.password_hash if account else None


def find_admin(db: Session) -> Account | None:
    """An admin of the instance, if there is one yet."""
    return db.exec(select(Account).where(col(Account.is_admin)).limit(1)).first()
