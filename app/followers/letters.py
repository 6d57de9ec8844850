"""The letter carrier: takes what is due from the outbox, and hands it to the mail server."""

import asyncio
from datetime import datetime, timedelta

import structlog

from app.actions.letters import (
    begin_digest,
    claim_letter,
    end_letter,
    put_back_letter,
    refuse_letter,
    sweep_letters,
)
from app.clock import now
from app.errors import NotFound
from app.followers.rounds import Rounds
from app.followers.smtp import (
    PATIENCE,
    NeverThere,
    NotNow,
    NotThis,
    Server,
    Unreachable,
    send,
)
from app.pages.mails import write_mail
from app.queries.addresses import list_digests_due
from app.queries.letters import list_due
from app.records.edge import Edge

MOST = 50
# while the mail server is away, it is asked again this often, for one letter
REST = timedelta(seconds=30)
SWEEP = timedelta(hours=1)
log = structlog.get_logger()


class LetterCarrier(Rounds):
    """Every process may have one: a letter in hand is under a lease."""

    # letters fall due by the clock, and labels come by the thousand: not at every commit
    listens = False

    def __init__(self, edge: Edge) -> None:
        super().__init__(edge)
        self._server = Server.of(edge.settings) if edge.settings.sends_mail else None
        self._rests_until: datetime | None = None
        self._swept_at: datetime | None = None
        self._in_hand: asyncio.Task[bool] | None = None

    def start(self) -> None:
        """Begin, where there is a mail server."""
        if self._server:
            super().start()

    async def settle(self) -> None:
        """Begin the digests that are due, and send the letters that are."""
        if self._server is None or (self._rests_until and now() < self._rests_until):
            return
        self._rests_until = None
        for account_id in await self.edge.read(list_digests_due, MOST):
            await self.edge.write(0, begin_digest, account_id)
        for letter_id, project_id in await self.edge.read(list_due, MOST):
            # whoever stops us lets this one be finished: else it would be sent again
            self._in_hand = asyncio.create_task(self._carry(self._server, letter_id, project_id))
            if not await asyncio.shield(self._in_hand):
                self._rests_until = now() + REST
                return
        await self._sweep()

    async def stop(self) -> None:
        """Stop when the letter in hand is sent, or not to be sent now."""
        await super().stop()
        if self._in_hand:
            await asyncio.wait({self._in_hand}, timeout=PATIENCE)

    async def _carry(self, server: Server, letter_id: int, project_id: int) -> bool:
        """See to one letter; whether the mail server answers at all. Its notices are of one
        project, whose writers are one at a time: none is told of twice."""
        most = self.edge.settings.mails_per_hour
        try:
            if not await self.edge.write(project_id, claim_letter, letter_id, most=most):
                return True
            return await self._send(server, letter_id, project_id)
        except NotFound:
            # we were so slow that our lease ended, and another process has sent it
            return True
        except Exception:
            # one letter must not hold up all others; it is tried again when its lease ends
            log.exception("a letter could not be written", letter=letter_id)
            return True

    async def _send(self, server: Server, letter_id: int, project_id: int) -> bool:
        mail = await self.edge.read(write_mail, letter_id, self.edge.settings)
        if mail is None:
            await self.edge.write(project_id, end_letter, letter_id, "dropped", "nothing to say")
            return True
        try:
            await asyncio.to_thread(send, mail, server)
        except NeverThere as why:
            await self.edge.write(project_id, refuse_letter, letter_id, str(why))
        except NotThis as why:
            log.warning("a mail was not taken", letter=letter_id, why=str(why))
            await self.edge.write(project_id, end_letter, letter_id, "failed", str(why))
        except (NotNow, Unreachable) as why:
            log.warning("a mail could not be sent; trying again", letter=letter_id, why=str(why))
            await self.edge.write(project_id, put_back_letter, letter_id, str(why))
            return isinstance(why, NotNow)
        else:
            await self.edge.write(project_id, end_letter, letter_id, "sent")
        return True

    async def _sweep(self) -> None:
        if self._swept_at is None or now() - self._swept_at > SWEEP:
            self._swept_at = now()
            await self.edge.write(0, sweep_letters)
