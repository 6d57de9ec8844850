"""A real server and a real browser for journeys: each person in a window of their own."""

import asyncio
import base64
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import (
    Browser,
    BrowserContext,
    CDPSession,
    Error,
    Page,
    async_playwright,
    expect,
)

from app.live.serving import make_server
from app.main import create_app
from app.pages.assets import HTMX
from app.records.edge import Edge
from tests.cast import WIDE, Person, World

DIST = Path(__file__).parents[2] / "node_modules" / "htmx.org" / "dist"
# Each window of a headless Chromium makes two pages of its own for the list under the address,
# which nobody sees. This list replaces Playwright's own: the rest of it is what the tests need.
UNUSED = (
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,"
    "OptimizationHints,NetworkTimeServiceQuerying,MediaRouter,LensOverlay,PreconnectToSearch,"
    "PaintHolding,AvoidUnnecessaryBeforeUnloadCheckSync,AvoidCorsURLLoaderRestartOnRedirect,"
    "DestroyProfileOnBrowserClose,ThirdPartyStoragePartitioning"
)
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    f"--disable-component-update --disable-sync --disable-dev-shm-usage --disable-features={UNUSED}"
).split()
AXE = (DIST.parents[1] / "axe-core" / "axe.min.js").read_text("utf-8")


@dataclass
class Window:
    """One person's browser: its page, and what went wrong in it."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    async def axe(self, *rules: str) -> list[str]:
        """What axe finds wrong with the page as it stands, by these rules alone where any are
        named."""
        await self.page.evaluate(AXE)
        how = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
        found = await self.page.evaluate("how => axe.run(document, how)", how)
        return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found["violations"]]


@dataclass
class Theatre:
    """The world behind a real server, and windows on it."""

    world: World
    url: str
    browser: Browser
    cdn: bool = True
    contexts: list[BrowserContext] = field(default_factory=list)

    async def window(self, name: str, path: str, **options: object) -> Window:
        """Open a page as somebody; only the pinned scripts are let in from outside."""
        context = await self.browser.new_context(base_url=self.url, **options)  # type: ignore[arg-type]
        self.contexts.append(context)
        keeper = self.world.app.state.doorkeeper
        session = self.world.people[name].session
        await context.add_cookies([{"name": keeper.cookie, "value": session, "url": self.url}])
        window = await self.tab(context)
        await self.go(window, path)
        return window

    async def tab(self, context: BrowserContext) -> Window:
        """One more page of somebody, still empty."""
        window = Window(await context.new_page())
        window.page.on("pageerror", lambda error: window.complaints.append(str(error)))
        # not `route`: it turns the browser's cache off, and each page is made of sixty files
        cdp = await context.new_cdp_session(window.page)
        cdp.on("Fetch.requestPaused", lambda told: self._try_let_in(cdp, told, window))
        await cdp.send("Fetch.enable", {"patterns": [{"urlPattern": "https://*"}]})
        return window

    async def go(self, window: Window, path: str) -> None:
        """Open a page of the project, and wait until it listens: keys are heard from then on."""
        await window.page.goto(f"/projects/hate{path}")
        await expect(window.page.locator("#live-state")).to_have_attribute("data-state", "live")
        await expect(window.page.locator("html[data-ready]")).to_be_attached()

    async def _try_let_in(self, cdp: CDPSession, told: dict[str, Any], window: Window) -> None:
        try:
            await self._let_in(cdp, told, window)
        except Error as gone:  # the page that asked for it has been left meanwhile
            if "Invalid InterceptionId" not in gone.message:
                raise

    async def _let_in(self, cdp: CDPSession, told: dict[str, Any], window: Window) -> None:
        url, paused = told["request"]["url"], {"requestId": told["requestId"]}
        files = {asset.url: DIST / asset.url.split("/dist/")[1] for asset in HTMX}
        if url not in files:
            window.strangers.append(url)
        if url not in files or not self.cdn:
            await cdp.send("Fetch.failRequest", {**paused, "errorReason": "Aborted"})
            return
        headers = {"content-type": "text/javascript", "access-control-allow-origin": "*"}
        await cdp.send(
            "Fetch.fulfillRequest",
            {
                **paused,
                "responseCode": 200,
                "responseHeaders": [{"name": n, "value": v} for n, v in headers.items()],
                "body": base64.b64encode(files[url].read_bytes()).decode(),
            },
        )


@asynccontextmanager
async def serve(edge: Edge, people: dict[str, Person]) -> AsyncIterator[tuple[World, str]]:
    """The cast's world behind a server on a free port."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        settings = edge.settings.model_copy(update={**WIDE, "origin": url, "log_level": "error"})
        app = create_app(settings, edge)
        server = make_server(app, settings)
        world = World(edge, app, people)
        running = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started:  # noqa: ASYNC110  uvicorn tells it in no other way
            await asyncio.sleep(0.01)
        yield world, url
        server.should_exit = True
        await running


@asynccontextmanager
async def launched(path: str) -> AsyncIterator[Browser]:
    """A Chromium, or its headless shell."""
    async with async_playwright() as playwright:
        expect.set_options(timeout=20_000)  # patience for slow machines; nothing waits that long
        made = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield made
        await made.close()


@pytest.fixture(scope="session")
async def browser(headless_shell: str) -> AsyncIterator[Browser]:
    """One browser for all journeys."""
    async with launched(headless_shell) as made:
        yield made


@pytest.fixture
async def theatre(
    edge: Edge, people: dict[str, Person], browser: Browser
) -> AsyncIterator[Theatre]:
    """A server with the cast, and a browser for each of them."""
    async with AsyncExitStack() as stack:
        world, url = await stack.enter_async_context(serve(edge, people))
        made = Theatre(world, url, browser)
        yield made
        for context in made.contexts:
            await context.close()
