"""Writes the rows that publications and withdrawals have only promised, between other writes.

Any process may do it, several at once too: each chunk moves a cursor in its own transaction.
"""

from functools import partial

import structlog

from app.actions.relabels import choose_control, finish_seeding, seed_chunk
from app.actions.withdrawals import restore_chunk
from app.followers.rounds import Rounds
from app.queries.relabels import list_unfinished

log = structlog.get_logger()


class RelabelKeeper(Rounds):
    """Each round finishes what is unfinished."""

    async def settle(self) -> None:
        """Finish everything; a relabel that fails is tried again later, and holds no other up."""
        for project_id, relabel_id, state in await self.edge.read(list_unfinished):
            try:
                await self._finish(project_id, relabel_id, state)
            except Exception:
                log.exception("a relabel could not be filled; trying again", relabel=relabel_id)

    async def _finish(self, project_id: int, relabel_id: int, state: str) -> None:
        finish = self._restore if state == "restoring" else self._seed
        await finish(project_id, relabel_id)

    async def _seed(self, project_id: int, relabel_id: int) -> None:
        span = self.edge.settings.relabel_chunk
        # a chunk that power loss takes is done again: its cursor goes with it
        seed = partial(seed_chunk, relabel_id=relabel_id, span=span)
        while await self.edge.write_unsynced(project_id, seed):
            pass
        control = await self.edge.read(choose_control, relabel_id)
        await self.edge.write(project_id, finish_seeding, relabel_id, control)

    async def _restore(self, project_id: int, relabel_id: int) -> None:
        span = self.edge.settings.relabel_chunk
        restore = partial(restore_chunk, relabel_id=relabel_id, span=span)
        while await self.edge.write_unsynced(project_id, restore):
            pass
