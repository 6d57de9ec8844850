"""A tab: a page, and what came by its socket. It does what static/js/{live,wire,upsert}.js do."""

import asyncio
import json
from collections import Counter
from contextlib import suppress
from typing import Any

import httpx2
from lxml import html
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from tests.live.chaos.doors import Doors
from tests.replay import Seen
from tests.upserts import by_id, renew_rest, upsert

ROOT = "/projects/hate"
GONE = (OSError, ConnectionClosed, InvalidHandshake, InvalidMessage, TimeoutError)


class Anew(Exception):
    """The page is to be loaded again."""


class Tab:
    """One page of one person. `heard` counts frames by type, `came` the frames per node."""

    def __init__(self, doors: Doors, who: str, path: str) -> None:
        self.doors = doors
        self.who = who
        self.path = path
        self.page: Seen | None = None
        self.heard: Counter[str] = Counter()
        self.came: Counter[str] = Counter()
        self.shown = asyncio.Event()
        self.shown.set()
        self.awake = asyncio.Event()
        self.awake.set()
        self._n: int | None = None
        self._wire: ClientConnection | None = None
        self._task = asyncio.ensure_future(self._live())

    @property
    def since(self) -> int:
        """How far the log is known here."""
        return self.page.since if self.page else -1

    def cut(self) -> None:
        """The connection breaks, and nobody says goodbye."""
        if self._wire and self._wire.transport:
            self._wire.transport.abort()

    async def hide(self) -> None:
        """The tab is hidden: its socket is closed, and it hears nothing."""
        self.shown.clear()
        if self._wire:
            await self._wire.close()

    def come_back(self) -> None:
        """It is looked at again, with the cursor that it had."""
        self.shown.set()
        self.awake.set()

    async def open_anew(self) -> None:
        """Somebody loads the page again."""
        self.page = None
        self.cut()

    def put(self, content: str, key: str, came: int) -> None:
        """The answer to what was done here: unless a frame has brought the message meanwhile."""
        if self.page is not None and self.came[key] == came:
            upsert(self.page.tree, content)

    async def end(self) -> None:
        """Close it."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def _live(self) -> None:
        while True:
            await self.shown.wait()
            with suppress(Anew, *GONE):
                if self.page is None:
                    self.page = await look(self.doors, self.who, self.path)
                await self._listen(self.page)
            await asyncio.sleep(0.01 + self.doors.luck.random() / 20)

    async def _listen(self, page: Seen) -> None:
        url = f"ws://127.0.0.1:{self.doors.port()}{ROOT}/live"
        headers = {"cookie": self.doors.headers["cookie"]}
        origin: Any = self.doors.headers["origin"]
        async with connect(url, additional_headers=headers, origin=origin, proxy=None) as wire:
            self._wire, self._n = wire, None
            hello = {"since": page.since, "epoch": page.epoch, "focus": page.topics}
            await wire.send(json.dumps({"type": "hello", **hello}))
            async for text in wire:
                await self.awake.wait()
                if self.page is not page:
                    raise Anew
                await self._take(page, json.loads(text))

    async def _take(self, page: Seen, frame: dict[str, Any]) -> None:
        self.heard[frame["type"]] += 1
        if frame.get("epoch") not in (None, page.epoch) or frame.get("why") == "epoch":
            self.page = None
            raise Anew
        n = frame.get("n")
        if n is not None:
            if self._n is not None and n > self._n + 1:
                raise Anew  # a frame is missing: the log is asked again, from the cursor
            self._n = n
        if frame["type"] == "reset":
            await renew(self, page, frame.get("topic"))
        elif frame["type"] == "event":
            self.came[str(frame["cid"])] += 1
            upsert(page.tree, frame["content"])
        if frame["type"] != "welcome":  # a reset may follow, and the connection break before it
            page.since = max(page.since, frame.get("seq") or 0)


async def look(doors: Doors, who: str, path: str) -> Seen:
    """A page as a browser gets it."""
    answer = await doors.get(f"{ROOT}/{path}")
    assert answer.status_code == 200, f"{who} at {path}: {answer.status_code}"
    tree = html.document_fromstring(answer.text)
    live = by_id(tree, "live")
    assert live is not None, f"{path} does not listen"
    topics = live.get("data-focus", "").split()
    return Seen(who, path, tree, int(live.get("data-since", 0)), live.get("data-epoch", ""), topics)


async def renew(tab: Tab, page: Seen, topic: str | None) -> None:
    """Fetch the regions of a topic again; without one all of them, and what else follows."""
    regions = page.tree.xpath("//*[@data-topic][@data-src]")
    wanted = [each for each in regions if topic in (None, each.get("data-topic"))]
    if topic is None and not wanted:
        tab.page = None
        raise Anew
    for region in wanted:
        answer: httpx2.Response = await tab.doors.get(region.get("data-src"), partial=True)
        if answer.status_code != 200:
            tab.page = None
            raise Anew
        upsert(page.tree, answer.text)
    if topic is None:
        renew_rest(page.tree, (await look(tab.doors, tab.who, tab.path)).tree)
