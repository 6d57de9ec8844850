"""The cast, and a world made through actions: a project "hate" with everybody, one "other".

Ada owns "hate", Lea leads it, Rui reviews, Lin, Sam and Kim label, Vic looks on. Eve is an
outsider: she owns "other", and to her "hate" does not exist. Ada is the instance's admin too.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar

import httpx2
import pytest
from fastapi import FastAPI
from sqlmodel import Session

from app.actions.accounts import make_account
from app.actions.invitations import Accepted, Guest, Newcomer, accept_invitation, invite_member
from app.actions.projects import make_project
from app.actions.sign_ins import begin_sign_in
from app.actions.tokens import Grant, make_token
from app.domain.roles import Actor
from app.main import create_app
from app.queries.members import get_actor
from app.records.accounts import Account
from app.records.edge import Edge
from app.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")

ROLES = {
    "lea": "lead",
    "rui": "reviewer",
    "lin": "labeler",
    "sam": "labeler",
    "kim": "labeler",
    "vic": "viewer",
}
EVERYBODY = ("ada", *ROLES, "eve")
ANSWERS = {
    "kind": "choice",
    "options": [
        {"value": "hateful", "label": "Hateful", "key": "1", "color": "red"},
        {"value": "non-hateful", "label": "Not hateful", "key": "2", "color": "blue"},
    ],
    "certainty": True,
    "comment": True,
}
# Limits are tested where they are the point; elsewhere nobody is to trip over them.
LIMITS = (
    *("sign_ins_per_minute", "sign_ins_per_pair", "messages_per_minute", "api_per_minute"),
    *("pages_per_minute", "searches_per_minute", "imports_per_hour", "exports_per_hour"),
    "files_per_day",
)
WIDE = dict.fromkeys(LIMITS, 10**6) | {"origin": "http://127.0.0.1"}


@dataclass
class Person:
    """One of the cast: the account, the member in their project, and ways to sign in."""

    account_id: int
    project_id: int
    member_id: int
    token: str
    session: str


@dataclass
class World:
    """A project with its people, and how tests act as them."""

    edge: Edge
    app: FastAPI
    people: dict[str, Person]
    slug: str = "hate"
    clients: list[httpx2.AsyncClient] = field(default_factory=list)

    @property
    def settings(self) -> Settings:
        """The settings of the app."""
        settings: Settings = self.app.state.settings
        return settings

    @property
    def project_id(self) -> int:
        """The project "hate"."""
        return self.people["ada"].project_id

    def member_id(self, name: str) -> int:
        """A person's member id in their project."""
        return self.people[name].member_id

    async def actor(self, name: str) -> Actor:
        """A person as an actor in their project: Eve's is "other"."""
        person = self.people[name]
        return await self.edge.read(get_actor, person.account_id, person.project_id)

    async def write(
        self,
        action: Callable[Concatenate[Session, Actor, P], R],
        name: str,
        /,
        *args: P.args,
        **kw: P.kwargs,
    ) -> R:
        """Run an action as a person, as the doors would."""
        person = self.people[name]

        def run(db: Session) -> R:
            return action(db, get_actor(db, person.account_id, person.project_id), *args, **kw)

        return await self.edge.write(person.project_id, run)

    async def read(
        self,
        page: Callable[Concatenate[Session, Actor, P], R],
        name: str,
        /,
        *args: P.args,
        **kw: P.kwargs,
    ) -> R:
        """Build a page, or run a query, for a person."""
        person = self.people[name]

        def run(db: Session) -> R:
            return page(db, get_actor(db, person.account_id, person.project_id), *args, **kw)

        return await self.edge.read(run)

    def client(self, name: str | None, *, browser: bool = False) -> httpx2.AsyncClient:
        """HTTP as a person: with a token, or as a browser with a session. None: a stranger."""
        headers, cookies = {}, {}
        if browser or name is None:
            headers["origin"] = self.settings.origin
        if browser and name:
            cookies[self.app.state.doorkeeper.cookie] = self.people[name].session
        elif name:
            headers["authorization"] = f"Bearer {self.people[name].token}"
        made = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=self.app),
            base_url=self.settings.origin,
            headers=headers,
            cookies=cookies,
        )
        self.clients.append(made)
        return made


@dataclass(frozen=True)
class Company:
    """The cast in a database of their own, of which tests that ask for them get copies: gathering
    them costs more than most tests do."""

    database: str
    people: dict[str, Person]


@pytest.fixture(scope="session")
async def company(databases: Any) -> AsyncIterator[Company]:
    """Gathered once per worker and dialect."""
    async with databases() as url:
        edge = Edge(Settings(database=url))
        await edge.start()
        people = await edge.write(0, gather)
        await edge.stop()
        yield Company(url, people)


@pytest.fixture
def people(company: Company) -> dict[str, Person]:
    """The cast that this test's database holds."""
    return deepcopy(company.people)


@pytest.fixture
async def world(edge: Edge, people: dict[str, Person]) -> AsyncIterator[World]:
    """The cast in their projects, on each database, with the app around them."""
    settings = edge.settings.model_copy(update=WIDE)
    app = create_app(settings, edge)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(app.router.lifespan_context(app))
        world = World(edge, app, people)
        yield world
        for client in world.clients:
            await client.aclose()


def gather(db: Session) -> dict[str, Person]:
    """Everybody, in their places."""
    ada, owner = _found(db, "Ada", "hate", "Is this post hateful?")
    people = {"ada": _person(db, ada, owner)}
    for name, role in ROLES.items():
        guest = Guest(role=role, name=name.title(), external_id=name)
        _, link = invite_member(db, owner, guest, days=1)
        joined = accept_invitation(db, None, link, newcomer=Newcomer(name.title()))
        people[name] = _person(db, joined.account, _actor(joined, owner.project_id, role))
    eve, outsider = _found(db, "Eve", "other", "Is this mail spam?")
    return people | {"eve": _person(db, eve, outsider)}


def _found(db: Session, name: str, slug: str, prompt: str) -> tuple[Account, Actor]:
    """A person with a project of their own."""
    account = make_account(db, name=name)
    steward = Actor(account.id, 0, account.id or 0, "admin", name)
    project = make_project(
        db,
        steward,
        slug=slug,
        external_id=name.lower(),
        name=slug.title(),
        objective="People decide what they read; nobody is driven away.",
        prompt=prompt,
        answers=ANSWERS,
        overlap=2,
        lease_seconds=600,
        open_discussion=False,
        listed_fields=["source"],
        approvals={"substantive": 1},  # Rui's; two are asked for where that is the point
    )
    account.is_admin = name == "Ada"
    return account, get_actor(db, account.id or 0, project.id or 0)


def _actor(joined: Accepted, project_id: int, role: str) -> Actor:
    account = joined.account
    return Actor(account.id, project_id, joined.member_id or 0, role, account.name)


def _person(db: Session, account: Account, actor: Actor) -> Person:
    token = make_token(db, actor, Grant("test"))[1]
    session = begin_sign_in(db, account, agent="test", language="en")
    assert account.id is not None
    return Person(account.id, actor.project_id, actor.member_id, token, session)
