"""Sends the deliveries that are due, outside the writer: one endpoint never waits for another.

Every process sends. A delivery is claimed under a lease in the database before it goes out, so
that no two processes send it at the same time; one that dies gives its own back when the lease
ends. Deliveries of an endpoint go out one after the other.
"""

from collections.abc import Sequence

from sqlmodel import Session

from app.actions.deliveries import Claim, claim_delivery, drop_delivery, note_attempt
from app.clock import now
from app.domain.signatures import sign_headers
from app.followers.lanes import Lanes
from app.followers.outgoing import Outgoing
from app.pages.payloads import draw_payload
from app.queries.deliveries import list_due
from app.records.edge import Edge
from app.settings import Settings


class Sender(Lanes[tuple[int, int]]):
    """A lane per endpoint of webhooks; keys are (project's id, endpoint's id)."""

    def __init__(self, edge: Edge, settings: Settings, outgoing: Outgoing | None = None) -> None:
        super().__init__(edge)
        self.outgoing = outgoing or Outgoing(settings)
        self.origin = settings.origin

    async def find_due(self) -> Sequence[tuple[int, int]]:
        return await self.edge.read(list_due, now())

    async def send_all(self, key: tuple[int, int]) -> None:
        while parcel := await self._take(*key):
            await self._send(*parcel)

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
