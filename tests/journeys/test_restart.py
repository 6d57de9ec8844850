"""A message typed while the server is killed and started again arrives once, and both see it."""

import asyncio
import signal
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Route, expect

from app.actions.assignments import claim_task
from app.actions.tasks import add_task
from app.main import create_app
from app.records.edge import Edge
from app.settings import Settings
from tests.cast import WIDE, World, gather
from tests.journeys.stage import Theatre, Window
from tests.live.processes import Web, free_port

pytestmark = pytest.mark.browser

DRAFT = "half a thought of the lead's"


class Server(Web):
    """A web process that is killed, and started again on the same port and database."""

    async def kill(self) -> None:
        await self.end(signal.SIGKILL)


async def gathered(database: str, settings: Settings) -> tuple[World, str]:
    """The cast with a task that Lin holds, written by a process that has gone; the task's topic."""
    edge = Edge(Settings(database=database))
    await edge.start()
    world = World(edge, create_app(settings, edge), await edge.write(0, gather))
    content = {"text": "They called me that again."}
    task = await world.write(add_task, "lea", external_id="t1", kind="text", content=content)
    await world.write(claim_task, "lin")
    await edge.stop()
    return world, f"task:{task.key}"


@pytest.fixture
async def house(
    database: str, settings: Settings, browser: Browser
) -> AsyncIterator[tuple[Server, Theatre, str]]:
    """A running server of its own process, a theatre before it, and the topic of Lin's task."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    world, topic = await gathered(database, settings.model_copy(update={**WIDE, "origin": url}))
    knobs: dict[str, Any] = {**WIDE, "origin": url, "files": settings.files}
    server = Server(database, port, **{name: str(value) for name, value in knobs.items()})
    await server.start()
    theatre = Theatre(world, url, browser)
    yield server, theatre, topic
    for context in theatre.contexts:
        await context.close()
    await server.kill()


def composer(window: Window) -> Locator:
    return window.page.get_by_label("Write a message")


async def shows_once(window: Window, *bodies: str) -> None:
    """Each message stands there once, in this order, and none is still on its way."""
    await expect(window.page.locator(".message-pending, .message-failed")).to_have_count(0)
    said = window.page.locator(".thread-log .message .message-body")
    await expect(said).to_have_text(list(bodies))


async def lose_an_answer(server: Server, window: Window, body: str) -> None:
    """The message is taken and kept, and the server dies before its answer is out."""
    dead = asyncio.Event()

    async def swallow(route: Route) -> None:
        answer = await route.fetch()
        assert answer.ok, await answer.text()
        await server.kill()
        await route.abort()
        dead.set()

    await window.page.route("**/messages", swallow, times=1)
    await composer(window).press_sequentially(body)
    await composer(window).press("Enter")
    await dead.wait()


async def test_a_message_typed_while_the_server_restarts_arrives_once(
    house: tuple[Server, Theatre, str],
) -> None:
    server, theatre, topic = house
    lin = await theatre.window("lin", "/desk")
    lea = await theatre.window("lea", f"/threads/{topic}")
    await composer(lin).press_sequentially("before")
    await composer(lin).press("Enter")
    await shows_once(lea, "before")
    await composer(lea).press_sequentially(DRAFT)

    # killed while Lin is typing: it stands on their screen, and says that it is not sent
    await composer(lin).press_sequentially("meanwhile, in ")
    await server.kill()
    await composer(lin).press_sequentially("the dark")
    await composer(lin).press("Enter")
    failed = lin.page.locator(".message-failed")
    await expect(failed).to_contain_text("meanwhile, in the dark")
    await expect(failed).to_contain_text("Not sent")
    await server.start()
    for each in (lin, lea):
        await shows_once(each, "before", "meanwhile, in the dark")

    # killed between keeping a message and saying so: it is sent again, and kept once
    await lose_an_answer(server, lin, "answered by nobody")
    await server.start()
    for each in (lin, lea):
        await shows_once(each, "before", "meanwhile, in the dark", "answered by nobody")

    # what the lead had typed is still theirs, and Lin hears it
    await expect(composer(lea)).to_have_value(DRAFT)
    await composer(lea).press("Enter")
    bodies = ("before", "meanwhile, in the dark", "answered by nobody", DRAFT)
    for each in (lea, lin):
        await shows_once(each, *bodies)
    fresh = await theatre.window("lea", f"/threads/{topic}")
    await shows_once(fresh, *bodies)
    assert lin.complaints + lea.complaints + fresh.complaints == []
