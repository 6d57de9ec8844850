"""Sends the pushes that are due, outside the writer: one browser never waits for another.

Every process sends. What a browser is to be told is claimed under a lease in the database, put into
words in the same transaction, and encrypted for that browser alone before it goes out.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlmodel import Session

from app.actions.pushes import Claim, claim_pushes, drop_pushes, note_push, sweep_pushes
from app.clock import now
from app.domain.pushes import topic_of
from app.domain.wrapping import prove, wrap
from app.followers.lanes import Lanes
from app.followers.outgoing import Outgoing
from app.pages.pushes import Drawn, draw_push, draw_trial
from app.queries.pushes import list_due
from app.records.edge import Edge
from app.settings import Settings

SECONDS = 5.0
SWEEP = timedelta(hours=1)
log = structlog.get_logger()


class Pusher(Lanes[int]):
    """A lane per browser; keys are ids of push subscriptions."""

    def __init__(self, edge: Edge, settings: Settings, outgoing: Outgoing | None = None) -> None:
        super().__init__(edge)
        self.settings = settings
        own = partial(Outgoing, settings, hosts=settings.push_services, seconds=SECONDS)
        self.outgoing = outgoing or own()
        self._swept_at: datetime | None = None

    async def find_due(self) -> Sequence[int]:
        return await self.edge.read(list_due, now())

    async def settle(self) -> None:
        """One round; once in SWEEP, what is old is swept."""
        await super().settle()
        if self._swept_at is None or now() - self._swept_at > SWEEP:
            self._swept_at = now()
            await self.edge.write(0, sweep_pushes)

    async def send_all(self, key: int) -> None:
        while parcel := await self._take(key):
            await self._send(*parcel)

    async def _take(self, subscription_id: int) -> tuple[Claim, Drawn] | None:
        """Claim what a browser is to be told next, as it is to be read now."""

        def take(db: Session) -> tuple[Claim, Drawn] | None:
            while claim := claim_pushes(db, subscription_id):
                drawn = self._draw(db, claim)
                if drawn is not None:
                    return claim, drawn
                drop_pushes(db, claim)
            return None

        # a claim that the power takes is made again: nothing was sent before it was there
        return await self.edge.write_unsynced(0, take)

    def _draw(self, db: Session, claim: Claim) -> Drawn | None:
        if claim.project_id is None:
            return draw_trial(self.settings)
        about = claim.account_id, claim.project_id, claim.notice_ids
        return draw_push(db, *about, self.settings)

    async def _send(self, claim: Claim, drawn: Drawn) -> None:
        at = now()
        headers = {
            "authorization": prove(claim.endpoint, claim.signs, self.settings.contact, at),
            "content-encoding": "aes128gcm",
            "content-type": "application/octet-stream",
            "ttl": str(max(int((claim.until - at).total_seconds()), 0)),
            "topic": topic_of(claim.auth, drawn.about),
            "urgency": drawn.urgency,
            "user-agent": "Precedent-Push/1",
        }
        body = wrap(drawn.said, claim.p256dh, claim.auth)
        outcome = await self.outgoing.post(claim.endpoint, headers, body)
        if not outcome.is_taken:
            why = outcome.problem or str(outcome.status)
            log.warning("a push was not taken", subscription=claim.subscription_id, why=why)
        await self.edge.write(0, note_push, claim, outcome)
