"""Somebody who looks: their tabs, which break, hide, freeze and are opened anew; what they read."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx2

from tests.live.chaos.doors import Doors
from tests.live.chaos.ledger import Ledger
from tests.live.chaos.script import LOUNGE, Act
from tests.live.chaos.tabs import Tab

# acts of others that a hidden tab misses, on average; one in three is away for much longer, and
# finds that more was said than is replayed
AWAY, LONG = 40, 600


@dataclass(frozen=True, slots=True)
class Stage:
    """What all of them have before them: a task that two hold, and a question."""

    task: str
    question: str

    def topic(self, where: str) -> str:
        """The topic that the script calls lounge, task or question."""
        return {"task": self.task, "question": self.question}.get(where, LOUNGE)


class Viewer:
    """One of the five, with tabs."""

    def __init__(self, name: str, doors: Doors, ledger: Ledger, stage: Stage) -> None:
        self.name = name
        self.doors = doors
        self.ledger = ledger
        self.stage = stage
        self.tabs: list[Tab] = []
        self.away: list[tuple[int, Tab]] = []

    def look_at(self, *paths: str) -> None:
        """Open tabs."""
        self.tabs += [Tab(self.doors, self.name, path) for path in paths]

    async def do(self, act: Act) -> None:
        """Play one act; whoever was away long enough is back before it."""
        for until, tab in self.away:
            if act.number >= until:
                tab.come_back()
        self.away = [each for each in self.away if not each[1].shown.is_set()]
        doing: Callable[[Act], Awaitable[bool]] = getattr(self, f"_{act.kind}")
        if await doing(act):
            self.ledger.acts[act.kind] += 1

    async def end(self) -> None:
        """Close everything."""
        for tab in self.tabs:
            await tab.end()
        await self.doors.close()

    def _accepted(self, act: Act, answer: httpx2.Response) -> bool:
        """Whether it was done. What is refused is counted, and must be so for a reason."""
        if answer.status_code < 300:
            return True
        assert answer.status_code in (403, 404, 409), f"{act}: {answer.status_code} {answer.text}"
        self.ledger.refused[act.kind] += 1
        return False

    def _tab(self, act: Act) -> Tab:
        return self.tabs[int(act.chance * len(self.tabs))]

    async def _read(self, act: Act) -> bool:
        """What stands on the screen was looked at for long enough."""
        page = self._tab(act).page
        logs = page.tree.xpath("//*[@data-reading]") if page else []
        orders = [int(each) for log in logs[:1] for each in log.xpath("./*/@data-order")]
        if not orders:
            return False
        upto = orders[min(len(orders) - 1, int(act.chance * len(orders) * 2))]
        answer = await self.doors.ask("PUT", logs[0].get("data-reading"), data={"upto": str(upto)})
        if self._accepted(act, answer):
            self.ledger.read(self.name, logs[0].get("data-topic"), upto)
        return True

    async def _cut(self, act: Act) -> bool:
        self._tab(act).cut()
        return True

    async def _hide(self, act: Act) -> bool:
        tab = self._tab(act)
        if not tab.shown.is_set():
            return False
        luck = random.Random(act.chance)
        missed = luck.expovariate(1 / (LONG if luck.random() < 1 / 3 else AWAY))
        self.away.append((act.number + int(missed), tab))
        await tab.hide()
        return True

    async def _freeze(self, act: Act) -> bool:
        """The tab stops reading, though its socket stays open."""
        tab = self._tab(act)
        tab.awake.clear()
        asyncio.get_running_loop().call_later(act.chance, tab.awake.set)
        return True

    async def _open(self, act: Act) -> bool:
        await self._tab(act).open_anew()
        return True
