"""Requests that come twice: what an idempotency key stands for, and the answer kept for it."""

import hashlib
from dataclasses import dataclass
from typing import Self

from sqlmodel import Session
from starlette.requests import Request

from app.actions.replies import keep_reply
from app.domain.roles import Actor
from app.domain.texts import check_text
from app.queries.replies import find_reply

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for, and under which key; without a key nothing is found or kept."""

    key: str | None
    route: str
    query: str

    @classmethod
    def of(cls, request: Request) -> Self:
        """A request's key, and what it asks for beside its body."""
        key = request.headers.get("idempotency-key")
        if key is not None:
            check_text(key, most=LONGEST, field="idempotency-key")
        return cls(key, f"{request.method} {request.url.path}", request.url.query)

    def digest(self, body: bytes) -> str:
        """The hash of the body and the query: both must be the same in a repeat."""
        return self.digest_of(hashlib.sha256(body).hexdigest())

    def digest_of(self, body: str) -> str:
        """The same, of a body whose hash is known: one too large to be held."""
        return hashlib.sha256(f"{self.query}\n{body}".encode()).hexdigest()

    def find(self, db: Session, actor: Actor, digest: str) -> tuple[int, str] | None:
        """The answer given before; raises Conflict when it was given to something else, or to
        the same person in another role."""
        if not self.key or actor.account_id is None:
            return None
        return find_reply(db, actor.account_id, self.route, self.key, f"{digest} {actor.role}")

    def keep(self, db: Session, actor: Actor, digest: str, status: int, body: str) -> None:
        """Keep the answer beside the change that it tells of."""
        if self.key and actor.account_id is not None:
            # what one role was told, another may not know
            told = f"{digest} {actor.role}"
            keep_reply(db, actor.account_id, self.route, self.key, told, status, body)
