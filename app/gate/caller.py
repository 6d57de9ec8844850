"""A request that knows who asks, of which project, and how to reach the database."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any, Concatenate, ParamSpec, TypeVar

import msgspec
from fastapi import Depends, Path
from sqlmodel import Session
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from app.domain.inputs import MOST_ORDINAL
from app.domain.roles import Actor
from app.errors import Forbidden, NotFound
from app.gate.identity import Doorkeeper
from app.gate.repeats import Asked
from app.languages import say, speaking
from app.queries.accounts import Identity
from app.queries.members import get_actor
from app.queries.projects import find_project_id
from app.records.edge import Edge

P = ParamSpec("P")
R = TypeVar("R")

Slug = Annotated[str, Path(min_length=1, max_length=80, pattern=r"^[a-z0-9][a-z0-9-]*$")]
Number = Annotated[int, Path(ge=1, le=MOST_ORDINAL)]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks. Inside a project every action and page gets the caller's Actor, looked up anew
    in its own transaction: a role that was taken away a moment ago counts at once."""

    edge: Edge
    identity: Identity
    project_id: int
    slug: str

    async def write(
        self, action: Callable[Concatenate[Session, Actor, P], R], *args: P.args, **kw: P.kwargs
    ) -> R:
        """Run an action as this person."""

        def run(db: Session) -> R:
            actor = self._actor(db)
            with speaking(actor.language):
                return action(db, actor, *args, **kw)

        return await self.edge.write(self.project_id, run)

    async def read(
        self, query: Callable[Concatenate[Session, Actor, P], R], *args: P.args, **kw: P.kwargs
    ) -> R:
        """Build a page, or run a query, for this person."""

        def run(db: Session) -> R:
            actor = self._actor(db)
            with speaking(actor.language):
                return query(db, actor, *args, **kw)

        return await self.edge.read(run)

    async def reply(
        self,
        request: Request,
        action: Callable[Concatenate[Session, Actor, P], Any],
        *args: P.args,
        **kw: P.kwargs,
    ) -> Response:
        """Run an action for the API and answer with its result as JSON (201, or 204 for None).

        With an `Idempotency-Key`, a repeat gets the first answer again, and the same key with
        another request is a Conflict. The answer is stored with the change it tells of. Who asks
        is looked up first: a person who was removed gets nothing again.
        """
        return await self._reply(
            request, lambda db, actor: action(db, actor, *args, **kw), self.edge.write
        )

    async def lend(self, request: Request, action: Callable[[Session, Actor], Any]) -> Response:
        """The same for a lease: nothing is lost that anybody typed if the power fails just now,
        so it does not wait for the disk."""
        return await self._reply(request, action, self.edge.lend)

    async def _reply(
        self,
        request: Request,
        action: Callable[[Session, Actor], Any],
        write: Callable[[int, Callable[[Session], tuple[int, str]]], Awaitable[tuple[int, str]]],
    ) -> Response:
        asked = Asked.of(request)
        digest = asked.digest(await request.body()) if asked.key else ""

        def run(db: Session) -> tuple[int, str]:
            actor = self._actor(db)
            if known := asked.find(db, actor, digest):
                return known
            with speaking(actor.language):
                result = action(db, actor)
            status, body = (204, "") if result is None else (201, as_json(result))
            # a secret is shown once and stored nowhere: a repeat gets the rest of the answer
            kept = as_json(without_secret(result)) if asked.key and result is not None else ""
            asked.keep(db, actor, digest, status, kept)
            return status, body

        status, body = await write(self.project_id, run)
        return Response(body, status, media_type="application/json" if body else None)

    def _actor(self, db: Session) -> Actor:
        if self.project_id == 0:
            who = self.identity
            role = "admin" if who.is_admin else "none"
            return Actor(who.account_id, 0, who.account_id, role, who.name, language=who.language)
        return get_actor(db, self.identity.account_id, self.project_id)


def as_json(value: Any) -> str:
    """A view as JSON: dataclasses become objects, times and ids text."""
    return msgspec.json.encode(value, enc_hook=str).decode()


def without_secret(value: Any) -> Any:
    """The same view with its `secret` and what is made from it left out."""
    names = getattr(value, "SECRETS", ())
    return replace(value, **dict.fromkeys(names)) if names else value


def doorkeeper(connection: HTTPConnection) -> Doorkeeper:
    """This app's doorkeeper."""
    keeper: Doorkeeper = connection.app.state.doorkeeper
    return keeper


async def project_id_of(connection: HTTPConnection, slug: str) -> int:
    """A project's number by its name in the URL; slugs never change, so it is remembered."""
    known: dict[str, int] = connection.app.state.project_ids
    if slug not in known:
        found = await connection.app.state.edge.read(find_project_id, slug)
        if found is None:
            raise NotFound
        known[slug] = found
    return known[slug]


class Within:
    """A dependency: the caller inside the project of the path, with a token's scope checked."""

    def __init__(self, scope: str) -> None:
        self.scope = scope

    async def __call__(self, connection: HTTPConnection, slug: Slug) -> Caller:
        identity = await doorkeeper(connection).need(connection, self.scope)
        project_id = await project_id_of(connection, slug)
        if identity.project_id not in (None, project_id):
            raise NotFound
        await connection.app.state.rates.spend_request(connection, identity.account_id)
        return Caller(connection.app.state.edge, identity, project_id, slug)


class Instance:
    """A dependency: the caller outside any project."""

    def __init__(self, scope: str) -> None:
        self.scope = scope

    async def __call__(self, connection: HTTPConnection) -> Caller:
        identity = await doorkeeper(connection).need(connection, self.scope)
        if identity.project_id is not None:
            raise Forbidden(say("This token is for one project only."))
        await connection.app.state.rates.spend_request(connection, identity.account_id)
        return Caller(connection.app.state.edge, identity, 0, "")


Reader = Annotated[Caller, Depends(Within("read"))]
Labeler = Annotated[Caller, Depends(Within("label"))]
Talker = Annotated[Caller, Depends(Within("discuss"))]
Manager = Annotated[Caller, Depends(Within("manage"))]
Importer = Annotated[Caller, Depends(Within("import"))]
Exporter = Annotated[Caller, Depends(Within("export"))]
Somebody = Annotated[Caller, Depends(Instance("read"))]
Steward = Annotated[Caller, Depends(Instance("manage"))]
