"""Whether those who are connected may still be: sign-ins, tokens and memberships, many at once."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import TypeVar

from sqlalchemy import or_
from sqlmodel import Session, col, select

from app.clock import now
from app.domain.roles import Actor
from app.records.accounts import Account, SignIn, Token
from app.records.members import Member
from app.settings import Settings

T = TypeVar("T")
CHUNK = 500


def list_valid(db: Session, digests: Iterable[str], settings: Settings) -> set[str]:
    """Those of the hashed sessions and tokens that would still be let in."""
    at = now()
    idle = at - timedelta(hours=settings.session_idle_hours)
    old = at - timedelta(days=settings.session_days)
    valid: set[str] = set()
    for chunk in _chunks(digests):
        sign_ins = (
            select(SignIn.token_hash)
            .join(Account, col(Account.id) == col(SignIn.account_id))
            .where(
                col(SignIn.token_hash).in_(chunk),
                col(SignIn.revoked_at).is_(None),
                col(SignIn.seen_at) >= idle,
                col(SignIn.created_at) >= old,
                col(Account.disabled_at).is_(None),
            )
        )
        tokens = (
            select(Token.token_hash)
            .join(Account, col(Account.id) == col(Token.account_id))
            .where(
                col(Token.token_hash).in_(chunk),
                col(Token.revoked_at).is_(None),
                or_(col(Token.expires_at).is_(None), col(Token.expires_at) >= at),
                col(Account.disabled_at).is_(None),
            )
        )
        valid.update(db.exec(sign_ins))
        valid.update(db.exec(tokens))
    return valid


def map_actors(db: Session, project_id: int, member_ids: Iterable[int]) -> dict[int, Actor]:
    """The members as they stand now; whoever was removed is missing."""
    actors: dict[int, Actor] = {}
    for chunk in _chunks(member_ids):
        rows = db.execute(
            select(  # type: ignore[call-overload]
                Member.id, Member.account_id, Member.role, Member.name, Member.language
            ).where(
                col(Member.project_id) == project_id,
                col(Member.id).in_(chunk),
                col(Member.removed_at).is_(None),
            )
        )
        for row in rows:
            actors[row.id] = Actor(
                row.account_id, project_id, row.id, row.role, row.name, language=row.language
            )
    return actors


def _chunks(values: Iterable[T]) -> Iterator[list[T]]:
    these = iter(values)
    while chunk := list(islice(these, CHUNK)):
        yield chunk
