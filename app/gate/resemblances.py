"""The shelves of this process: what each project's questions and rulings are known by, in memory.

A shelf is made when somebody first asks, and made anew after what changes it, beside the event loop
and outside any transaction. Asking for a task or sending an answer needs none. Where the operator
has named an endpoint for vectors, they are fetched behind what people wait for.
"""

import asyncio
from collections import OrderedDict, defaultdict
from uuid import UUID

from starlette.requests import Request

from app.domain.likeness import MOST_CHARACTERS
from app.domain.meanings import Meanings
from app.domain.resemblances import Shelf
from app.gate.caller import Caller
from app.gate.embeddings import Embedder
from app.queries.places import read_body
from app.queries.resemblances import list_news_of

MOST = 32  # projects whose shelves are kept
AT_ONCE = 64  # texts of one request for vectors


class Shelves:
    """A shelf for each project that somebody works in."""

    def __init__(self, embedder: Embedder) -> None:
        self._kept: OrderedDict[int, Shelf] = OrderedDict()
        self._turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._embedder = embedder
        self._meanings = Meanings(embedder.settings.embeddings_alike)
        self._learning: asyncio.Task[None] | None = None

    async def fresh(self, caller: Caller) -> Shelf:
        """The shelf of the caller's project as the log stands; NotFound for outsiders."""
        async with self._turns[caller.project_id]:
            kept = self._kept.get(caller.project_id)
            stood, known = await caller.read(list_news_of, kept.stood if kept else None)
            if known is None and kept is not None:
                shelf = kept.moved(stood)
            else:
                shelf = await asyncio.to_thread(Shelf, stood, known or (), kept, self._meanings)
            self._kept[caller.project_id] = shelf
            self._kept.move_to_end(caller.project_id)
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)
            return shelf

    async def understand(self, caller: Caller, shelf: Shelf, task: UUID | None, words: str) -> None:
        """Fetch the vectors of what is looked from, within the time that one may take; those of
        the shelf afterwards, for the next who looks."""
        if not self._embedder.is_on:
            return
        body = await caller.read(read_body, task) if task else ""
        texts = [each[:MOST_CHARACTERS] for each in (body, words)]
        await self._learn(self._meanings.missing(texts))
        if self._learning is None or self._learning.done():
            self._learning = asyncio.create_task(self._learn_all(shelf))

    async def _learn_all(self, shelf: Shelf) -> None:
        missing = self._meanings.missing(shelf.bodies)
        for at in range(0, len(missing), AT_ONCE):
            if not await self._learn(missing[at : at + AT_ONCE]):
                return

    async def _learn(self, texts: list[str]) -> bool:
        vectors = await self._embedder.embed(texts) if texts else []
        if vectors is None:
            return False
        self._meanings.learn(texts, vectors)
        return True

    async def stop(self) -> None:
        """Let go of what is being fetched."""
        if self._learning:
            self._learning.cancel()
            await asyncio.gather(self._learning, return_exceptions=True)


async def shelf_for(
    request: Request, caller: Caller, task: UUID | None = None, words: str = ""
) -> Shelf:
    """The caller's shelf as it stands now, for who looks from a task or writes these words."""
    shelves: Shelves = request.app.state.shelves
    shelf = await shelves.fresh(caller)
    await shelves.understand(caller, shelf, task, words)
    return shelf
