"""Writes the rows that setting labels aside has promised, between other writes."""

import structlog

from app.actions.set_asides import move_chunk
from app.followers.rounds import Rounds
from app.queries.set_asides import list_unfinished_set_asides

log = structlog.get_logger()
SPAN = 500


class SetAsideKeeper(Rounds):
    """Each round finishes what is unfinished; a chunk moves its cursor in its own transaction."""

    async def settle(self) -> None:
        """Finish everything; one that fails holds no other up."""
        for project_id, set_aside_id in await self.edge.read(list_unfinished_set_asides):
            try:
                while await self.edge.write(project_id, move_chunk, set_aside_id, SPAN):
                    pass
            except Exception:
                log.exception("labels could not be set aside; trying again", of=set_aside_id)
