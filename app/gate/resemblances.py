"""The shelves of this process: what each project's questions and rulings are known by, in memory.

A shelf is made when somebody first asks, and made anew after what changes it, beside the event loop
and outside any transaction. Asking for a task or sending an answer needs none.
"""

import asyncio
from collections import OrderedDict, defaultdict

from starlette.requests import Request

from app.domain.resemblances import Shelf
from app.gate.caller import Caller
from app.queries.resemblances import list_news_of

MOST = 32  # projects whose shelves are kept


class Shelves:
    """A shelf for each project that somebody works in."""

    def __init__(self) -> None:
        self._kept: OrderedDict[int, Shelf] = OrderedDict()
        self._turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def fresh(self, caller: Caller) -> Shelf:
        """The shelf of the caller's project as the log stands; NotFound for outsiders."""
        async with self._turns[caller.project_id]:
            kept = self._kept.get(caller.project_id)
            stood, known = await caller.read(list_news_of, kept.stood if kept else None)
            if known is None and kept is not None:
                shelf = kept.moved(stood)
            else:
                shelf = await asyncio.to_thread(Shelf, stood, known or (), kept)
            self._kept[caller.project_id] = shelf
            self._kept.move_to_end(caller.project_id)
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)
            return shelf


async def shelf_for(request: Request, caller: Caller) -> Shelf:
    """The caller's shelf, as it stands now."""
    shelves: Shelves = request.app.state.shelves
    return await shelves.fresh(caller)
