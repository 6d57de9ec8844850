"""What tests of mail do again and again: confirm addresses, move the clock, carry what is due."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import time_machine
from sqlmodel import Session, select

from app.actions.addresses import confirm_address, set_address
from app.actions.wishes import Wanted, set_wishes
from app.clock import now
from app.domain.roles import Actor
from app.followers.letters import LetterCarrier
from app.records.letters import Letter
from tests.cast import World
from tests.mail.receiver import MailServer, Received

LINK = re.compile(r"http://127\.0\.0\.1(?::\d+)?(/(?:addresses|unsubscriptions)/[0-9a-z-]+)")


@dataclass
class Post:
    """The outbox of a world, and the mail server that it goes to."""

    world: World
    server: MailServer

    @property
    def carrier(self) -> LetterCarrier:
        """What takes letters to the server."""
        carrier: LetterCarrier = self.world.app.state.carrier
        return carrier

    async def as_account(self, name: str, act: Any, *args: Any, **kw: Any) -> Any:
        """Run an action as somebody outside any project."""
        person = self.world.people[name]
        actor = Actor(person.account_id, 0, person.account_id, "none", name.title())
        return await self.world.edge.write(0, lambda db: act(db, actor, *args, **kw))

    async def carry(self) -> list[Received]:
        """Let everything happen that is due: notices, then letters. What came."""
        await self.world.app.state.followers.settle()
        await self.carrier.settle()
        return self.server.take()

    async def carry_after(self, **later: float) -> list[Received]:
        """The same so much later, of what has happened by now; the clock is put back."""
        await self.world.app.state.followers.settle()
        with self.later(**later):
            return await self.carry()

    @contextmanager
    def later(self, **later: float) -> Iterator[datetime]:
        """So much later."""
        at = now() + timedelta(**later)
        with time_machine.travel(at, tick=False):
            yield at

    async def ask(self, name: str) -> str:
        """Somebody says their address; the link that is sent to confirm it."""
        await self.as_account(name, set_address, address=f"{name}@example.org")
        [mail] = await self.carry()
        assert mail.to == f"{name}@example.org"
        found = LINK.search(mail.text)
        assert found
        return found[1]

    async def confirm(self, *names: str, **wishes: Any) -> None:
        """People have an address that is confirmed, and wish this and no digest."""
        for name in names:
            token = (await self.ask(name)).rpartition("/")[2]
            await self.world.edge.write(0, confirm_address, token)
            wanted = Wanted(**{"digest": "off", **wishes})
            await self.as_account(name, set_wishes, wanted)

    async def letters(self) -> list[Letter]:
        """The outbox, but for what asks to confirm."""

        def read(db: Session) -> list[Letter]:
            found = select(Letter).where(Letter.kind != "confirmation")
            return sorted(db.exec(found), key=lambda each: each.id or 0)

        return await self.world.edge.read(read)

    async def fates(self) -> list[str]:
        """What became of each letter."""
        return [each.state for each in await self.letters()]
