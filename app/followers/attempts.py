"""Ends attempts whose time is over, where whoever was at them has gone.

Every process looks. The writers of a project are one at a time, and the attempt is read again in
the transaction that ends it: whoever comes second finds it ended, and does nothing.
"""

import structlog

from app.actions.attempts import end_overdue
from app.actions.relabels import keeper
from app.clock import now
from app.followers.rounds import Rounds
from app.queries.attempts import list_run_out

log = structlog.get_logger()


class AttemptKeeper(Rounds):
    """Looks once a second. One that fails holds no other up."""

    listens = False

    async def settle(self) -> None:
        """End whatever is over."""
        for project_id, attempt_id in await self.edge.read(list_run_out, now()):
            try:
                await self.edge.write(project_id, end_overdue, keeper(project_id), attempt_id)
            except Exception:
                log.exception("an attempt was not ended; trying again", attempt=attempt_id)
