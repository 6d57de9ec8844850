"""Publishes what was scheduled, when its time has come.

Every process looks. The writers of a project are one at a time, and the draft is read again in the
transaction that publishes it: whoever comes second finds it published, and does nothing.
"""

import structlog

from app.actions.publications import publish_due
from app.actions.relabels import keeper
from app.clock import now
from app.followers.rounds import Rounds
from app.queries.schedules import list_due_publications

log = structlog.get_logger()


class PublicationKeeper(Rounds):
    """Looks once a second. One that fails holds no other up."""

    listens = False

    async def settle(self) -> None:
        """Publish whatever is due."""
        for project_id, revision_id in await self.edge.read(list_due_publications, now()):
            try:
                await self.edge.write(project_id, publish_due, keeper(project_id), revision_id)
            except Exception:
                log.exception("a publication failed; trying again", revision=revision_id)
