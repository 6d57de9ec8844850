"""Does what follows from answers to gold, once they can be taken back no more.

Afterwards and not with the answer, so that nobody can tell from its time what they answered.
"""

import structlog

from app.actions.honeypots import settle_honeypots
from app.actions.relabels import keeper
from app.clock import now
from app.followers.rounds import Rounds
from app.queries.honeypots import list_projects_due

log = structlog.get_logger()


class HoneypotKeeper(Rounds):
    """Looks once a second; what a process leaves undone, the next look finds."""

    listens = False

    async def settle(self) -> None:
        """Whatever is final by now; a project that fails is tried again, and holds no other up."""
        for project_id in await self.edge.read(list_projects_due, now()):
            actor = keeper(project_id)
            try:
                while await self.edge.write(project_id, settle_honeypots, actor, project_id):
                    pass
            except Exception:
                log.exception("answers to gold could not be settled; trying again", of=project_id)
