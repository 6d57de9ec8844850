"""The feed by long polling: the same frames, and plain events for programs."""

import asyncio
from typing import Any

import httpx2

from app.actions.members import remove_member
from tests.cast import World
from tests.live.door import Door, hold, make_task, post, serve, submit

SECRET = "zq-planted-token"


async def ask(door: Door, name: str, **query: Any) -> httpx2.Response:
    """One poll by a person, at the server itself."""
    headers = {"authorization": f"Bearer {door.world.people[name].token}"}
    url = f"http://127.0.0.1:{door.port}/api/v1/projects/hate/events"
    async with httpx2.AsyncClient(headers=headers, trust_env=False, timeout=30) as http:
        return await http.get(url, params=query)


async def world_turns() -> None:
    """Let everything else that runs take a step."""
    await asyncio.sleep(0)


async def inside(door: Door, many: int) -> None:
    """Wait until so many connections have joined."""
    async with asyncio.timeout(5):
        while sum(one.actor is not None for one in door.hub.everybody()) < many:
            await world_turns()


async def test_a_poll_brings_the_frames_of_a_socket(world: World) -> None:
    async with serve(world) as door, door.tab("sam", "lounge") as sam:
        await post(world, "lin", "lounge", "by both ways")
        told = await sam.holding("by both ways")
        answer = (await ask(door, "kim", focus="lounge me", after=told["seq"] - 1, wait=5)).json()
        [event, ping] = answer["frames"]
        assert event == told
        assert ping["type"] == "ping"
        assert answer["seq"] == told["seq"]
        rest = (await ask(door, "kim", focus="lounge", after=answer["seq"], wait=0)).json()
        assert [frame["type"] for frame in rest["frames"]] == ["ping"]


async def test_a_poll_waits_for_news(world: World) -> None:
    async with serve(world, live_check=60) as door:
        head = (await ask(door, "kim", focus="lounge", after=0)).json()["seq"]
        asking = asyncio.ensure_future(ask(door, "kim", focus="lounge", after=head, wait=20))
        await inside(door, 1)
        await post(world, "lin", "lounge", "at last")
        frames = (await asyncio.wait_for(asking, 5)).json()["frames"]
        assert "at last" in frames[0]["content"]


async def test_a_poll_is_as_blind_as_a_socket(world: World) -> None:
    topic = await make_task(world)
    await hold(world, "lin", "sam")
    await post(world, "sam", topic, SECRET)
    await submit(world, "sam")
    async with serve(world) as door:
        for query in ({"focus": f"{topic} lounge inbox"}, {}):
            answer = await ask(door, "lin", after=0, **query)
            assert answer.status_code == 200
            assert SECRET not in answer.text
            assert "message.posted" not in answer.text
            assert "label.submitted" not in answer.text


async def test_a_poll_of_who_is_removed_meanwhile_ends(world: World) -> None:
    async with serve(world) as door:
        head = (await ask(door, "sam", focus="lounge", after=0)).json()["seq"]
        asking = asyncio.ensure_future(ask(door, "sam", focus="lounge", after=head, wait=20))
        await inside(door, 1)
        await world.write(remove_member, "ada", world.member_id("sam"))
        assert (await asyncio.wait_for(asking, 5)).status_code == 404


async def test_programs_get_plain_events_as_far_as_they_may_know(world: World) -> None:
    topic = await make_task(world)
    await hold(world, "lin", "sam")
    await post(world, "sam", topic, SECRET)
    await post(world, "lea", topic, "by the team")
    await world.app.state.followers.settle()  # what comes of it is in the log before anybody asks
    async with serve(world) as door:
        by_lea = (await ask(door, "lea")).json()
        by_lin = (await ask(door, "lin")).json()
        assert [each["kind"] for each in by_lea["events"]][-3:] == [
            "tasks.imported",
            "message.posted",
            "message.posted",
        ]
        [said] = [each for each in by_lin["events"] if each["kind"] == "message.posted"]
        assert (said["data"]["topic"], said["subject"]) == (topic, None)
        assert said["actor"] == world.member_id("lea")
        assert by_lin["seq"] == by_lea["seq"]
        assert by_lin["epoch"] == by_lea["epoch"]
        assert (await ask(door, "eve")).status_code == 404
        assert (await ask(door, "lin", focus="x " * 80 + "y" * 200)).status_code == 422


async def test_plain_events_are_waited_for(world: World) -> None:
    async with serve(world, live_check=0.05) as door:
        seq = (await ask(door, "lea")).json()["seq"]
        asking = asyncio.ensure_future(ask(door, "lea", after=seq, wait=20))
        await post(world, "lin", "lounge", "news")
        found = (await asyncio.wait_for(asking, 5)).json()["events"]
        assert [each["kind"] for each in found] == ["message.posted"]


async def test_polls_do_not_hold_up_the_end(world: World) -> None:
    async with serve(world) as door:
        head = (await ask(door, "kim", focus="lounge", after=0)).json()["seq"]
        asking = [
            asyncio.ensure_future(ask(door, "kim", focus="lounge", after=head, wait=30)),
            asyncio.ensure_future(ask(door, "kim", after=head, wait=30)),
        ]
        await inside(door, 1)
    assert [each.status_code for each in await asyncio.wait_for(asyncio.gather(*asking), 5)] == [
        200,
        200,
    ]
