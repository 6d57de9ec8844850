"""Figures of whole projects: reckoned beside the work, kept, and told of with their age.

A page asks for a figure and gets what is known at once. Where something that it tells of has
changed since, it is reckoned anew meanwhile: read in pieces, between other reads, and reckoned in a
thread or a process of its own, one at a time and once in all. Nothing waits for it but its page.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from sqlmodel import Session
from starlette.requests import Request

from app.actions.figures import claim_reckoning, end_claim, keep_figure, tell_share
from app.clock import now
from app.domain.figures import Standing
from app.gate.caller import Caller
from app.gate.elsewhere import Result, pack, reckon_elsewhere
from app.pages.dimensions import pick_dimension
from app.queries.figures import Terms, find_head, find_standing
from app.records.edge import Edge

TELL_EVERY = 1.0  # seconds
LEAST_PAUSE = timedelta(seconds=5)
LARGE = 6_000_000  # bytes, about a hundred thousand labels: reckoned in a process of its own
RESTS = 12  # least pauses after a try that failed, before the next
PATIENCE = 5  # while labels come, a figure rests so many times as long as it took
log = structlog.get_logger()


@dataclass
class Progress:
    """How much of a reckoning is done, 0 to 1; set from wherever it is done."""

    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be reckoned: `rest` is what the figure's name says after a slash, `until` the
    newest label that counts."""

    project_id: int
    rest: str
    until: int


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a figure is made. `gather` reads in pieces, `reckon` turns that into what is shown and
    what is too large for that, in a thread; `kinds` are the events that make it stale, as every
    newer label does. `shape` grows when what is shown gets another form: a figure of an earlier
    one, kept by an earlier release, is as good as none."""

    gather: Callable[[Edge, Asked, Progress], Awaitable[Any]]
    reckon: Callable[[Any, Progress], Result]
    kinds: tuple[str, ...]
    shape: int = 1

    @property
    def terms(self) -> Terms:
        """What a kept figure is held against."""
        return Terms(self.kinds, self.shape)


class Figures:
    """Knows the recipes, and has one cook."""

    def __init__(self, edge: Edge, recipes: Mapping[str, Recipe]) -> None:
        self.edge = edge
        self.recipes = recipes
        self.least_pause, self.large = LEAST_PAUSE, LARGE
        self._turn = asyncio.Lock()
        self._tasks: dict[tuple[int, str], asyncio.Task[None]] = {}

    async def ask(self, project_id: int, name: str) -> Standing:
        """A figure as it stands; a stale one is set off."""
        terms = self._recipe(name).terms
        standing = await self.edge.read(find_standing, project_id, name, terms)
        if standing.is_ready or standing.share is not None or (project_id, name) in self._tasks:
            return standing
        pause = max(self.least_pause, timedelta(seconds=PATIENCE * standing.seconds))
        if standing.data is None:
            pause = timedelta(0)
        claim = partial(_claim, project_id, name, pause, RESTS * self.least_pause)
        if await self.edge.write_unsynced(project_id, claim):
            task = asyncio.create_task(self._make(project_id, name))
            self._tasks[project_id, name] = task
            task.add_done_callback(lambda _: self._tasks.pop((project_id, name), None))
        return await self.edge.read(find_standing, project_id, name, terms)

    async def finish(self) -> None:
        """Wait for what is under way."""
        await asyncio.gather(*self._tasks.values())

    async def stop(self) -> None:
        """What is under way is given up: whoever asks next begins anew."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _recipe(self, name: str) -> Recipe:
        return self.recipes[name.partition("/")[0]]

    async def _make(self, project_id: int, name: str) -> None:
        progress = Progress()
        telling = asyncio.create_task(self._tell(project_id, name, progress))
        try:
            async with self._turn:
                await self._reckon(project_id, name, progress)  # what is kept ends the claim
        except asyncio.CancelledError:
            await self._give_up(project_id, name, failed=False)
            raise
        except Exception:
            log.exception("a figure could not be reckoned", figure=name, project=project_id)
            await self._give_up(project_id, name, failed=True)
        finally:
            telling.cancel()

    async def _give_up(self, project_id: int, name: str, *, failed: bool) -> None:
        end = partial(_end, project_id, name, failed=failed)
        await self.edge.write_unsynced(project_id, end)

    async def _reckon(self, project_id: int, name: str, progress: Progress) -> None:
        recipe, begun_at = self._recipe(name), now()
        as_of = await self.edge.read(find_head, project_id)
        asked = Asked(project_id, name.partition("/")[2], as_of[1])
        gathered = await recipe.gather(self.edge, asked, progress)
        data, blob = await self._work(recipe.reckon, gathered, progress)
        data["shape"] = recipe.shape
        made = {"as_of": as_of, "data": data, "blob": blob, "begun_at": begun_at}
        await self.edge.write_unsynced(project_id, partial(_keep, project_id, name, made))

    async def _work(
        self, reckon: Callable[..., Result], gathered: Any, progress: Progress
    ) -> Result:
        """In a thread, or where there is much of it in a process of its own."""
        packed = await asyncio.to_thread(pack, reckon, gathered)
        if len(packed) >= self.large:
            return await reckon_elsewhere(reckon, packed)
        return await asyncio.to_thread(reckon, gathered, progress)

    async def _tell(self, project_id: int, name: str, progress: Progress) -> None:
        while True:
            await asyncio.sleep(TELL_EVERY)
            tell = partial(_tell, project_id, name, progress.share)
            await self.edge.write_unsynced(project_id, tell)


def figures(request: Request) -> Figures:
    """This process's figures."""
    found: Figures = request.app.state.figures
    return found


async def ask_dimension(
    request: Request, caller: Caller, name: str, wanted: str
) -> tuple[Standing, str]:
    """A figure for the staff, and which dimension of the answers it is about: the one wanted or the
    first, "" where there are none."""
    dimension = await caller.read(pick_dimension, wanted)
    named = f"{name}/{dimension}" if dimension else name
    return await figures(request).ask(caller.project_id, named), dimension


def _claim(project_id: int, name: str, pause: timedelta, rest: timedelta, db: Session) -> bool:
    return claim_reckoning(db, project_id, name, pause, rest)


def _tell(project_id: int, name: str, share: float, db: Session) -> None:
    tell_share(db, project_id, name, share)


def _keep(project_id: int, name: str, made: dict[str, Any], db: Session) -> None:
    keep_figure(db, project_id, name, **made)


def _end(project_id: int, name: str, db: Session, *, failed: bool) -> None:
    end_claim(db, project_id, name, failed=failed)
