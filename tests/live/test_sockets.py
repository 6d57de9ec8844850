"""Two people and a wire: what one says the other sees, once, in order, also after a break."""

import asyncio

from app.actions.messages import edit_message
from app.actions.removals import delete_message
from app.clock import new_ordered_id
from tests.cast import World
from tests.live.door import make_task, post, serve


async def test_two_people_see_each_others_messages(world: World) -> None:
    async with (
        serve(world) as door,
        door.tab("lin", "lounge") as lin,
        door.tab("sam", "lounge") as sam,
    ):
        await post(world, "lin", "lounge", "hello from Lin")
        await post(world, "sam", "lounge", "hello from Sam")
        for tab in (lin, sam):
            await tab.holding("hello from Sam")
            said = [frame for frame in tab.frames if frame["type"] == "event"]
            assert ["Lin" in frame["content"] for frame in said] == [True, False]
            assert [frame["n"] for frame in said] == [1, 2]
            assert said[0]["seq"] < said[1]["seq"]


async def test_what_was_missed_is_replayed_edits_and_deletions_included(world: World) -> None:
    async with serve(world) as door:
        edited = await post(world, "lin", "lounge", "before the break")
        deleted = await post(world, "lin", "lounge", "soon gone")
        async with door.tab("sam", "lounge") as sam:
            since = (await sam.kind("welcome"))["seq"]
        await world.write(edit_message, "lin", edited, body="put differently")
        await world.write(delete_message, "lin", deleted)
        await post(world, "lin", "lounge", "and a new one")
        async with door.tab("sam", "lounge", since=since) as sam:
            await sam.holding("and a new one")
            kinds = [frame["kind"] for frame in sam.frames if frame["type"] == "event"]
            assert kinds == ["message.edited", "message.deleted", "message.posted"]
            assert "put differently" in sam.text()
            assert "soon gone" not in sam.text()
            assert [frame["n"] for frame in sam.frames] == [0, 1, 2, 3]


async def test_beyond_a_hundred_events_the_page_is_fetched_again(world: World) -> None:
    async with serve(world) as door:
        async with door.tab("sam", "lounge") as sam:
            since = (await sam.kind("welcome"))["seq"]
        await asyncio.gather(*(post(world, "lin", "lounge", f"no {i}") for i in range(100)))
        async with door.tab("sam", "lounge", since=since) as sam:
            await sam.until(lambda frame: frame.get("n") == 100)
            assert not [frame for frame in sam.frames if frame["type"] == "reset"]
        await post(world, "lin", "lounge", "one more")
        async with door.tab("sam", "lounge", since=since) as sam:
            reset = await sam.kind("reset")
            assert (reset["why"], reset["seq"]) == ("far", since + 101)
            assert not [frame for frame in sam.frames if frame["type"] == "event"]


async def test_after_a_restore_the_position_means_nothing(world: World) -> None:
    async with serve(world) as door:
        async with door.tab("sam", "lounge", since=0, epoch="of another life") as sam:
            assert (await sam.kind("reset"))["why"] == "epoch"
        async with door.tab("sam", "lounge", since=10**9) as sam:
            assert (await sam.kind("reset"))["why"] == "ahead"


async def test_a_repeated_post_is_one_frame(world: World) -> None:
    async with serve(world) as door, door.tab("sam", "lounge") as sam:
        key = new_ordered_id()
        await asyncio.gather(*(post(world, "lin", "lounge", "only once", key) for _ in range(5)))
        await post(world, "lin", "lounge", "the end")
        await sam.holding("the end")
        assert sum("only once" in frame.get("content", "") for frame in sam.frames) == 1
        assert (await sam.holding("only once"))["cid"] == str(key)


async def test_focus_may_change_and_brings_what_was_missed(world: World) -> None:
    async with serve(world) as door, door.tab("lea") as lea:
        await post(world, "lin", "lounge", "said before the focus")
        await post(world, "lin", "lounge", "and this too")
        seq = (await lea.kind("welcome"))["seq"]
        await lea.say(type="focus", focus=["lounge"], since=seq)
        await lea.holding("and this too")
        await post(world, "lin", "lounge", "said after")
        await lea.holding("said after")
        assert "said before the focus" in lea.text()


async def test_a_ping_says_how_far_the_log_was_looked_at(world: World) -> None:
    async with serve(world, live_ping=0.05) as door, door.tab("lin", "lounge") as lin:
        await post(world, "lea", "lounge", "a first word")
        said = await lin.holding("a first word")
        await lin.until(lambda frame: frame["type"] == "ping" and frame["seq"] >= said["seq"])
        # an event that is not for Lin moves the position, and is not sent
        await make_task(world)
        await lin.until(lambda frame: frame["type"] == "ping" and frame["seq"] > said["seq"])
        assert sum(frame["type"] == "event" for frame in lin.frames) == 1
