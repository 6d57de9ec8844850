"""Writes the rows that publications and restorations have only promised, between other writes.

Any process may do it, several at once too: each chunk moves a cursor in its own transaction.
"""

from collections.abc import Callable
from functools import partial

import structlog
from sqlmodel import Session

from app.actions.campaigns import stop_chunk
from app.actions.extensions import extend_chunk
from app.actions.relabels import choose_control, finish_seeding, seed_chunk
from app.actions.restorations import return_chunk
from app.actions.withdrawals import restore_chunk
from app.followers.rounds import Rounds
from app.queries.relabels import list_unfinished

log = structlog.get_logger()
# by what is unfinished: writes its next chunk, and says whether more remain
CHUNKS: dict[str, Callable[[Session, int, int], bool]] = {
    "seeding": seed_chunk,
    "restoring": restore_chunk,
    "extending": extend_chunk,
    "stopping": stop_chunk,
    "returning": return_chunk,
}


class RelabelKeeper(Rounds):
    """Each round finishes what is unfinished."""

    async def settle(self) -> None:
        """Finish everything; a relabel that fails is tried again later, and holds no other up."""
        for project_id, subject_id, state in await self.edge.read(list_unfinished):
            try:
                await self._finish(project_id, subject_id, state)
            except Exception:
                log.exception("a relabel could not be filled; trying again", relabel=subject_id)

    async def _finish(self, project_id: int, subject_id: int, state: str) -> None:
        span = self.edge.settings.relabel_chunk
        # a chunk that power loss takes is done again: its cursor goes with it
        chunk = partial(_write, CHUNKS[state], subject_id, span)
        while await self.edge.write_unsynced(project_id, chunk):
            pass
        if state == "seeding":
            control = await self.edge.read(choose_control, subject_id)
            await self.edge.write(project_id, finish_seeding, subject_id, control)


def _write(
    chunk: Callable[[Session, int, int], bool], subject_id: int, span: int, db: Session
) -> bool:
    return chunk(db, subject_id, span)
