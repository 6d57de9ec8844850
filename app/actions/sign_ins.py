"""Browser sessions: begun by signing in, ended one by one or all together."""

from sqlmodel import Session, col, select

from app.actions.languages import keep_language
from app.actions.subscriptions import forget_subscriptions
from app.clock import new_secret, now
from app.domain.roles import Actor
from app.domain.secrets import hash_secret
from app.errors import NotFound
from app.records.accounts import Account, SignIn
from app.records.events import record


def begin_sign_in(db: Session, account: Account, *, agent: str, language: str) -> str:
    """Begin a session of somebody who has proved who they are; returns its secret. `language`: what
    their browser asks for, which they read from now on if they have not chosen one.

    The secret goes into the cookie and nowhere else.
    """
    secret = new_secret()
    session = SignIn(
        token_hash=hash_secret(secret), account_id=account.id or 0, agent=_plain(agent)
    )
    db.add(session)
    keep_language(db, account.id or 0, language)
    db.flush()
    actor = Actor(account.id, 0, account.id or 0, "none", account.name)
    record(db, actor, "signin.made", subject=session.id or 0, audience="staff")
    return secret


def end_sign_in(db: Session, actor: Actor, sign_in_id: int) -> None:
    """End one of one's own sessions; its open pages and sockets are told within seconds, and its
    browser is told nothing more."""
    session = db.get(SignIn, sign_in_id)
    if session is None or session.account_id != actor.account_id:
        raise NotFound
    if session.revoked_at is None:
        session.revoked_at = now()
        db.add(session)
        forget_subscriptions(db, sign_in_id)
        record(db, actor, "signin.ended", subject=sign_in_id, audience="staff")


def end_sign_ins(db: Session, actor: Actor, *, but: int | None) -> None:
    """End all of one's sessions but one."""
    for sign_in_id in db.exec(
        select(SignIn.id).where(
            SignIn.account_id == actor.account_id,
            col(SignIn.revoked_at).is_(None),
            col(SignIn.id) != (but or 0),
        )
    ).all():
        end_sign_in(db, actor, sign_in_id or 0)


def note_sign_in(db: Session, sign_in_id: int) -> None:
    """Remember that a session was just used; the doors ask for this every few minutes."""
    session = db.get(SignIn, sign_in_id)
    if session:
        session.seen_at = now()
        db.add(session)


def _plain(agent: str) -> str:
    """What a browser calls itself, as far as it can be stored."""
    return agent.replace("\x00", "").encode("utf-8", "replace").decode()[:300]
