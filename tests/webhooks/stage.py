"""A project with a receiver of its webhooks: what happens, is written, sent, and looked at."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import time_machine
from sqlmodel import Session, select

from app.actions.deliveries import Claim, claim_delivery
from app.actions.endpoints import add_endpoint, change_endpoint
from app.clock import now
from app.domain.endpoints import OFFERED
from app.domain.roles import Actor
from app.followers.outgoing import Outgoing
from app.followers.sender import Sender
from app.records.endpoints import Delivery, Endpoint
from app.settings import Settings
from tests.cast import World
from tests.webhooks.receiver import Receiver

HERE = "127.0.0.1"
INTRANET = frozenset({HERE})


@dataclass
class Post:
    """The world, a receiver, and a sender that works only when it is told to."""

    world: World
    receiver: Receiver
    sender: Sender
    clock: ExitStack = field(default_factory=ExitStack)

    async def add(self, *kinds: str, **terms: Any) -> int:
        """An endpoint of Lea's at the receiver, told of these kinds or of all; its number."""
        given: dict[str, Any] = {
            "name": "Pipeline",
            "url": self.receiver.url(),
            "format": "standard",
            "kinds": kinds or tuple(OFFERED),
            **terms,
        }

        def add(db: Session, actor: Actor) -> int:
            return add_endpoint(db, actor, INTRANET, **given).id or 0

        return await self.world.write(add, "lea")

    async def change(self, number: int, **terms: Any) -> None:
        """Change an endpoint."""
        await self.world.write(change_endpoint, "lea", number, INTRANET, **terms)

    async def write(self) -> None:
        """Write the deliveries of what has happened; the time in which a message can be undone is
        over at once."""
        await self.world.app.state.followers.settle()

        def ripen(db: Session) -> None:
            for each in db.exec(select(Delivery).where(Delivery.attempts == 0)):
                each.due_at = min(each.due_at, now())
                db.add(each)

        await self.world.edge.write(self.world.project_id, ripen)

    async def send(self) -> None:
        """Write the deliveries of what has happened, and send what is due."""
        await self.write()
        await self.sender.settle()
        await self.sender.drain()

    def wait(self, **time: float) -> None:
        """Let this much time go by, for everybody's clock and at once."""
        later = now() + timedelta(**time)
        self.clock.close()
        self.clock.enter_context(time_machine.travel(later, tick=False))

    async def deliveries(self) -> list[Delivery]:
        """All deliveries, in the order in which they were written."""

        def read(db: Session) -> list[Delivery]:
            return sorted(db.exec(select(Delivery)), key=lambda each: each.id or 0)

        return await self.world.edge.read(read)

    async def states(self) -> list[str]:
        """The states of all deliveries."""
        return [each.state for each in await self.deliveries()]

    async def endpoint(self, number: int) -> Endpoint:
        """An endpoint as it stands in its table."""
        return await self.world.edge.read(lambda db: db.get_one(Endpoint, number))

    async def claim(self, number: int) -> Claim | None:
        """Claim the next delivery as another process would."""
        return await self.world.edge.write(self.world.project_id, claim_delivery, number)


def make_sender(world: World, settings: Settings | None = None) -> Sender:
    """A sender that may call this machine."""
    usual = world.settings.model_copy(update={"webhook_hosts": HERE, "webhook_seconds": 0.5})
    return Sender(world.edge, usual, Outgoing(settings or usual))
