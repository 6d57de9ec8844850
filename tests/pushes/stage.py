"""A world whose browsers are known to a push service of the test's own, which answers as told."""

import json
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import time_machine
from sqlmodel import Session, col, select

from app.actions.subscriptions import Given, add_subscription, need_server_key
from app.actions.wishes import Wanted, set_wishes
from app.clock import now
from app.domain.roles import Actor
from app.domain.secrets import hash_secret
from app.followers.outgoing import Outgoing
from app.followers.pushes import Pusher
from app.records.accounts import SignIn
from app.records.subscriptions import Push, Subscription
from tests.cast import World
from tests.pushes.browsers import Keys, claims_of
from tests.webhooks.receiver import Got, Receiver

HERE = "127.0.0.1"
SERVICES = frozenset({HERE})


@dataclass(frozen=True)
class Browser:
    """Somebody's browser: its row, its keys, and its address at the push service."""

    id: int
    path: str
    keys: Keys


@dataclass
class Service:
    """The world, a push service, and a pusher that works only when it is told to."""

    world: World
    receiver: Receiver
    pusher: Pusher
    public: str = ""
    clock: ExitStack = field(default_factory=ExitStack)

    def actor(self, name: str) -> Actor:
        """Somebody outside any project."""
        person = self.world.people[name]
        return Actor(person.account_id, 0, person.account_id, "none", name.title())

    async def act(self, name: str, action: Any, *args: Any, **kw: Any) -> Any:
        """Run an action as somebody outside any project."""
        run = self.actor(name)
        return await self.world.edge.write(0, lambda db: action(db, run, *args, **kw))

    async def add(self, name: str, number: int = 1) -> Browser:
        """A browser of somebody's, signed in with their session."""
        self.public = await self.act(name, need_server_key)
        keys, path = Keys(), f"/send/{name}/{number}"
        given = Given(self.receiver.url(path), keys.p256dh, keys.auth)
        sign_in_id = await self.sign_in_id(name)

        def add(db: Session, actor: Actor) -> int:
            return add_subscription(db, actor, given, SERVICES, sign_in_id=sign_in_id).id or 0

        return Browser(await self.act(name, add), path, keys)

    async def sign_in_id(self, name: str) -> int:
        """The number of somebody's session."""
        mine = select(SignIn.id).where(
            SignIn.token_hash == hash_secret(self.world.people[name].session)
        )
        return await self.world.edge.read(lambda db: db.exec(mine).one() or 0)

    async def wish(self, name: str, **wishes: Any) -> None:
        """Somebody wishes this."""
        await self.act(name, set_wishes, Wanted(**wishes))

    async def settle(self) -> None:
        """Write the pushes of what has happened, and send what is due."""
        await self.world.app.state.followers.settle()
        await self.pusher.settle()
        await self.pusher.drain()

    async def send(self) -> None:
        """The same; the time in which a message can be undone is over at once."""
        await self.world.app.state.followers.settle()

        def ripen(db: Session) -> None:
            at = now()
            for each in db.exec(select(Push).where(Push.due_at > at)):
                each.due_at = at
                db.add(each)

        await self.world.edge.write(0, ripen)
        await self.settle()

    def wait(self, **time: float) -> None:
        """Let this much time go by, for everybody's clock and at once."""
        later = now() + timedelta(**time)
        self.clock.close()
        self.clock.enter_context(time_machine.travel(later, tick=False))

    def take(self, browser: Browser) -> list[dict[str, Any]]:
        """What came for a browser since it was last asked: in the clear, and proved to be ours."""
        mine = [each for each in self.receiver.got if each.line.split()[1] == browser.path]
        self.receiver.got = [each for each in self.receiver.got if each not in mine]
        return [self.read(browser, each) for each in mine]

    def read(self, browser: Browser, got: Got) -> dict[str, Any]:
        """A push as its browser reads it."""
        claims = claims_of(got.headers["authorization"], self.public)
        assert claims["aud"] == self.receiver.url("")
        assert 0 < float(str(claims["exp"])) - now().timestamp() <= 12 * 3600 + 60
        said: dict[str, Any] = json.loads(browser.keys.read(got.body))
        return said

    async def pushes(self) -> list[Push]:
        """All pushes, in the order in which they were written."""
        query = select(Push).order_by(col(Push.id))
        return await self.world.edge.read(lambda db: list(db.exec(query)))

    async def fates(self) -> list[str]:
        """What became of each."""
        return [each.state for each in await self.pushes()]

    async def browsers(self) -> list[Subscription]:
        """All browsers that are told."""
        query = select(Subscription).order_by(col(Subscription.id))
        return await self.world.edge.read(lambda db: list(db.exec(query)))


def make_pusher(world: World) -> Pusher:
    """A pusher that may call this machine, and has half a second of patience."""
    settings = world.settings.model_copy(update={"push_contact": "mailto:ops@example.org"})
    return Pusher(world.edge, settings, Outgoing(settings, hosts=SERVICES, seconds=0.5))
