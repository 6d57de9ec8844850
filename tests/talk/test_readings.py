"""Readings: one mark that only moves on, and unread counts that count what may be read."""

import pytest

from app.actions.follows import set_level
from app.actions.readings import move_back, move_reading
from app.errors import NotFound
from app.pages.threads import show_reading
from tests.cast import World
from tests.talk.floor import answer, events, hold, make_task, say, thread
from tests.talk.test_notices import told


async def test_the_mark_only_moves_on(world: World) -> None:
    for n in range(3):
        await say(world, "lin", "lounge", f"{n}")
    view = await thread(world, "sam", "lounge")
    assert (view.unread, view.unread_from) == (3, view.messages[0].key)
    await world.write(move_reading, "sam", "lounge", upto=view.messages[1].order)
    await world.write(move_reading, "sam", "lounge", upto=view.messages[0].order)
    view = await thread(world, "sam", "lounge")
    assert (view.unread, view.unread_from) == (1, view.messages[2].key)
    assert len(await events(world, "reading.moved")) == 1


async def test_ones_own_words_are_read(world: World) -> None:
    await say(world, "lin", "lounge", "hello")
    await say(world, "sam", "lounge", "hello back")
    assert (await thread(world, "sam", "lounge")).unread == 0
    reading = await world.read(show_reading, "lin", "lounge")
    assert reading.unread == 1


async def test_what_is_hidden_is_not_unread(world: World) -> None:
    topic = f"task:{await make_task(world)}"
    await hold(world, "lin")
    await hold(world, "sam")
    await say(world, "sam", topic, "hidden")
    assert (await world.read(show_reading, "lin", topic)).unread == 0
    await answer(world, "lin")
    assert (await world.read(show_reading, "lin", topic)).unread == 1


async def test_a_thread_one_may_not_read_has_no_mark(world: World) -> None:
    topic = f"task:{await make_task(world)}"
    for name in ("sam", "eve"):
        with pytest.raises(NotFound):
            await world.write(move_reading, name, topic, upto=1)


async def test_over_http_as_the_browser_sends_it(world: World) -> None:
    await say(world, "lin", "lounge", "hello")
    order = (await thread(world, "sam", "lounge")).messages[0].order
    browser = world.client("sam", browser=True)
    url = "/projects/hate/threads/lounge/reading"
    assert (await browser.put(url, data={"upto": str(order)})).status_code == 204
    assert (await thread(world, "sam", "lounge")).unread == 0
    assert (await browser.put(url, data={"upto": str(2**60)})).status_code == 422


async def test_the_bar_counts_what_one_is_told_of_the_lounge(world: World) -> None:
    await world.write(set_level, "sam", "lounge", level="all")
    for n in range(2):
        await say(world, "lin", "lounge", f"{n}")

    async def counted(name: str) -> str:
        await told(world, name)
        page = (await world.client(name, browser=True).get("/projects/hate/guideline")).text
        return page.split('id="lounge-count"')[1].split(">")[1].split("<")[0]

    assert [await counted(name) for name in ("sam", "kim", "lin")] == ["2", "", ""]
    await say(world, "lin", "lounge", "@Kim and you?")
    assert [await counted(name) for name in ("sam", "kim", "lin")] == ["3", "1", ""]
    orders = [each.order for each in (await thread(world, "sam", "lounge")).messages]
    await world.write(move_reading, "sam", "lounge", upto=orders[-1])
    assert await counted("sam") == ""
    await world.write(move_back, "sam", "lounge", upto=orders[0])
    assert await counted("sam") == "2"
