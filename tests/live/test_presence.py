"""Who is there: whoever leaves is gone at once; whose connection broke may be back in a moment."""

import asyncio

from tests.cast import World
from tests.live.door import Frame, Tab, hold, make_task, post, serve


def left(frame: Frame) -> bool:
    """Whether a frame says that somebody is not there any more."""
    return frame.get("kind") == "presence" and frame["lasting"] == 0


async def is_here(tab: Tab, watching: Tab, topic: str = "lounge") -> None:
    """The tab says that it is there, and somebody hears it."""
    await tab.say(type="presence", topic=topic)
    await watching.until(lambda frame: frame.get("kind") == "presence" and frame["lasting"] > 0)


async def still(world: World, tab: Tab) -> None:
    """What was on its way has come."""
    await asyncio.sleep(0.2)
    await post(world, "lea", "lounge", "after that")
    await tab.holding("after that")


async def test_whoever_closes_the_page_is_gone_at_once(world: World) -> None:
    async with serve(world) as door, door.tab("lin", "lounge") as lin:
        async with door.tab("sam", "lounge") as sam:
            await is_here(sam, lin)
        gone = await lin.until(left)
        assert (gone["name"], gone["topic"]) == ("Sam", "lounge")
        async with door.tab("kim", "lounge") as kim, door.tab("sam", "lounge") as sam:
            lin.frames.clear()  # back in the same breath, and heard
            await is_here(sam, lin)
            await kim.kind("ephemeral")
            assert not any(left(frame) for frame in kim.frames)


async def test_another_window_keeps_them_there(world: World) -> None:
    async with serve(world) as door, door.tab("lin", "lounge") as lin:
        async with door.tab("sam", "lounge") as one:
            await is_here(one, lin)
            async with door.tab("sam", "lounge") as two:
                await two.say(type="presence", topic="lounge")
                await two.say(type="typing", topic="lounge")
                await lin.until(lambda frame: frame.get("kind") == "typing")
            await still(world, lin)
            assert not any(left(frame) for frame in lin.frames)
        await lin.until(left)


async def test_who_goes_on_to_something_else_has_left(world: World) -> None:
    async with (
        serve(world) as door,
        door.tab("lin", "lounge") as lin,
        door.tab("sam", "lounge") as sam,
    ):
        await is_here(sam, lin)
        await sam.say(type="focus", focus=["me"])
        await lin.until(left)


async def test_a_connection_that_broke_lingers(world: World) -> None:
    async with serve(world) as door, door.tab("lin", "lounge") as lin:
        async with door.tab("sam", "lounge") as sam:
            await is_here(sam, lin)
            sam.wire.transport.abort()  # as a network does that is gone
            await sam.closing()
        await still(world, lin)
        assert not any(left(frame) for frame in lin.frames)
        async with door.tab("kim", "lounge") as kim:
            assert (await kim.kind("ephemeral"))["name"] == "Sam"


async def test_whose_coming_is_hidden_leaves_unseen(world: World) -> None:
    topic = await make_task(world)
    await hold(world, "lin", "sam")
    async with serve(world) as door, door.tab("lin", topic) as lin, door.tab("lea", topic) as lea:
        async with door.tab("sam", topic) as sam:
            await is_here(sam, lea, topic)
        await lea.until(left)
        assert "Sam" not in lin.text()
