"""The replay law in a real browser: a page that followed its frames is the page loaded afresh.

The scenes are those of tests/live/test_replay.py, which plays all of them without a browser.
"""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
from lxml import html
from playwright.async_api import Page, WebSocket, expect

import tests.replay_book  # enters its scenes into the table
import tests.replay_talk
from tests.journeys.stage import Theatre, Window
from tests.replay import Seen, Stage, differences
from tests.replay_table import SCENES

pytestmark = pytest.mark.browser
assert tests.replay_book
assert tests.replay_talk

MAIN = ("lounge", "task_thread", "ruling", "revision", "relabel")
PATIENCE = 20
# A page is loaded afresh after every so many actions: what parts from it mostly stays apart, and
# tests/live/test_replay.py looks after each.
EVERY = 12
# what behaviours note on elements for themselves
NOTED = {"data-restored", "data-htmx-powered", "tabindex", "data-local-text", "title"}
PASSING = {"message-new"}


@dataclass
class Look:
    """A page in somebody's browser, the frames it got, and a second tab to load it afresh in."""

    who: str
    url: str
    window: Window
    fresh: Page
    frames: list[dict[str, Any]] = field(default_factory=list)

    def listen(self, socket: WebSocket) -> None:
        """Note what comes by a socket."""
        socket.on("framereceived", lambda text: self.frames.append(json.loads(text)))

    async def repeat(self) -> None:
        """The later half of what came comes again, as after a break: in order, and to its end.
        What comes by the socket meanwhile may be handled before the end of that: it is said again,
        too, as it would come after it."""
        again = self.frames[len(self.frames) // 2 :]
        while again:
            self.frames.clear()
            await self.window.page.evaluate(
                """async frames => {
                    const {handle} = await import("/static/js/live.js");
                    for (const frame of frames) handle({...frame, n: null});
                }""",
                [frame for frame in again if frame["type"] == "event"],
            )
            again = list(self.frames)

    async def told_apart(self) -> str:
        """What the two tabs show differently."""
        pages = [Seen(self.who, self.url, await tree(page), 0, "", [])
                 for page in (self.window.page, self.fresh)]  # fmt: skip
        return differences(*pages)


async def tree(page: Page) -> html.HtmlElement:
    """The page as it stands in the browser, without what behaviours noted there for themselves."""
    found = html.document_fromstring(await page.content())
    for node in found.iter("*"):
        for name in NOTED & set(node.attrib):
            del node.attrib[name]
        if "data-local" in node.attrib:
            node.text = ""  # how long ago, by the clock
        if {"data-presence", "data-typing", "data-count"} & set(node.attrib):
            node.text = ""  # who is there at the moment, and what came below one's screen
        if "data-to-end" in node.attrib:
            node.set("hidden", "")
        if node.get("class"):
            kept = [one for one in node.get("class", "").split() if one not in PASSING]
            node.set("class", " ".join(kept))
    return found


class Screens(Stage):
    """Pages in real browsers, while actions are played."""

    def __init__(self, theatre: Theatre) -> None:
        super().__init__(theatre.world)
        self.theatre = theatre
        self.looks: list[Look] = []
        self.unseen = 0

    async def watch(self, *looks: str) -> None:
        await self.look()
        for each in self.looks:
            await each.window.page.context.close()
        self.looks = [await self._open(*each.split(" ", 1)) for each in looks]

    async def _open(self, who: str, url: str) -> Look:
        window = await self.theatre.window(who, "/guideline")
        look = Look(who, url, window, (await self.theatre.tab(window.page.context)).page)
        window.page.on("websocket", look.listen)
        await self.theatre.go(window, f"/{url.partition('#')[0]}")
        return look

    async def follow(self, what: str) -> None:
        await self.world.app.state.keeper.settle()
        await self.world.app.state.followers.settle()
        self.unseen += 1
        if self.unseen == EVERY:
            await self.look(what)

    async def look(self, what: str = "the end") -> None:
        """Each page beside itself loaded afresh, then with half of what came come twice."""
        if not self.unseen:
            return
        self.unseen = 0
        for look in self.looks:
            await look.fresh.goto(look.window.page.url, wait_until="domcontentloaded")
            await expect(look.fresh.locator("html[data-ready]")).to_have_count(1)
            for _ in range(2):
                with suppress(TimeoutError):
                    async with asyncio.timeout(PATIENCE):
                        while await look.told_apart():  # noqa: ASYNC110  the browser tells in no other way
                            await asyncio.sleep(0.05)
                told = await look.told_apart()
                assert not told, f"{what}: {look.who} at {look.url} shows something else\n{told}"
                await look.repeat()
            assert look.window.complaints == []


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", MAIN)
async def test_pages_follow_in_a_browser(theatre: Theatre, name: str) -> None:
    play, actions = SCENES[name]
    screens = Screens(theatre)
    await play(screens)
    await screens.look()
    assert screens.played == actions
