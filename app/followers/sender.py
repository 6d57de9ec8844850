"""Sends the deliveries that are due, outside the writer: one endpoint never waits for another.

Every process sends. A delivery is claimed under a lease in the database before it goes out, so
that no two processes send it at the same time; one that dies gives its own back when the lease
ends. Deliveries of an endpoint go out one after the other.
"""

import asyncio
from functools import partial

import structlog
from sqlmodel import Session

from app.actions.deliveries import (
    Claim,
    claim_delivery,
    drop_delivery,
    note_attempt,
)
from app.clock import now
from app.domain.signatures import sign_headers
from app.followers.outgoing import Outgoing
from app.followers.rounds import Rounds
from app.pages.payloads import draw_payload
from app.queries.deliveries import list_due
from app.records.edge import Edge
from app.settings import Settings

AT_ONCE = 32
log = structlog.get_logger()


class Sender(Rounds):
    """Each round sets off whatever is due; what is under way goes on beside it."""

    # deliveries fall due by the clock, and labels come by the thousand: not at every commit
    listens = False

    def __init__(self, edge: Edge, settings: Settings, outgoing: Outgoing | None = None) -> None:
        super().__init__(edge)
        self.outgoing = outgoing or Outgoing(settings)
        self.origin = settings.origin
        self._sending: dict[int, asyncio.Task[None]] = {}

    async def settle(self) -> None:
        """Set off the endpoints that have something due, as far as there is room."""
        for project_id, endpoint_id in await self.edge.read(list_due, now()):
            if endpoint_id not in self._sending and len(self._sending) < AT_ONCE:
                task = asyncio.create_task(self._send_all(project_id, endpoint_id))
                self._sending[endpoint_id] = task
                task.add_done_callback(partial(self._forget, endpoint_id))

    async def drain(self) -> None:
        """Wait for what is under way."""
        await asyncio.gather(*self._sending.values())

    async def stop(self) -> None:
        """What is under way is left to its lease."""
        await super().stop()
        under_way = list(self._sending.values())
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    def _forget(self, endpoint_id: int, _: object) -> None:
        self._sending.pop(endpoint_id, None)

    async def _send_all(self, project_id: int, endpoint_id: int) -> None:
        try:
            while parcel := await self._take(project_id, endpoint_id):
                await self._send(*parcel)
        except Exception:
            log.exception("deliveries stopped; trying again", endpoint=endpoint_id)

    async def _take(self, project_id: int, endpoint_id: int) -> tuple[Claim, bytes] | None:
        """Claim the next delivery, with its body as it is to be read now."""

        def take(db: Session) -> tuple[Claim, bytes] | None:
            while claim := claim_delivery(db, endpoint_id):
                about = claim.project_id, claim.endpoint_id, claim.seq, claim.format
                body = draw_payload(db, *about, self.origin)
                if body is not None:
                    return claim, body
                drop_delivery(db, claim.id)
            return None

        # a claim that the power takes is made again: nothing was sent before it was there
        return await self.edge.write_unsynced(project_id, take)

    async def _send(self, claim: Claim, body: bytes) -> None:
        headers = sign_headers(claim.secrets, f"msg_{claim.key.hex}", now(), body)
        outcome = await self.outgoing.post(claim.url, headers, body)
        await self.edge.write(claim.project_id, note_attempt, claim, outcome)
