"""Writes the rows that publications and withdrawals have only promised, between other writes.

Any process may do it, several at once too: each chunk moves a cursor in its own transaction.
"""

import asyncio

import structlog

from app.actions.relabels import choose_control, finish_seeding, seed_chunk
from app.actions.withdrawals import restore_chunk
from app.queries.relabels import list_unfinished
from app.records.edge import Edge

LOOK_AGAIN = 1.0
log = structlog.get_logger()


class RelabelKeeper:
    """A task of the event loop, woken by news and looking once a second in any case."""

    def __init__(self, edge: Edge) -> None:
        self.edge = edge
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look for unfinished relabels."""
        self.edge.listeners.append(self._wake)
        self._task = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Stop after the chunk in hand; the rest is done after the next start."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def settle(self) -> None:
        """Finish everything that is unfinished now."""
        for project_id, relabel_id, state in await self.edge.read(list_unfinished):
            await self._finish(project_id, relabel_id, state)

    async def _keep(self) -> None:
        while True:
            await self._settle_each()
            try:
                # not wait_for: before Python 3.12 it swallows a cancellation that comes with news
                async with asyncio.timeout(LOOK_AGAIN):
                    await self._news.wait()
            except TimeoutError:
                continue
            self._news.clear()

    async def _settle_each(self) -> None:
        """One that fails is tried again later, and holds nobody else up."""
        try:
            unfinished = await self.edge.read(list_unfinished)
        except Exception:
            log.exception("unfinished relabels could not be looked up; trying again")
            return
        for project_id, relabel_id, state in unfinished:
            try:
                await self._finish(project_id, relabel_id, state)
            except Exception:
                log.exception("a relabel could not be filled; trying again", relabel=relabel_id)

    async def _finish(self, project_id: int, relabel_id: int, state: str) -> None:
        finish = self._restore if state == "restoring" else self._seed
        await finish(project_id, relabel_id)

    async def _seed(self, project_id: int, relabel_id: int) -> None:
        span = self.edge.settings.relabel_chunk
        while await self.edge.write(project_id, seed_chunk, relabel_id, span):
            pass
        control = await self.edge.read(choose_control, relabel_id)
        await self.edge.write(project_id, finish_seeding, relabel_id, control)

    async def _restore(self, project_id: int, relabel_id: int) -> None:
        span = self.edge.settings.relabel_chunk
        while await self.edge.write(project_id, restore_chunk, relabel_id, span):
            pass

    def _wake(self, heads: dict[int, int]) -> None:
        self._news.set()
