"""Locks and mutes: who may close a thread, or somebody's mouth, and what goes on all the same."""

from datetime import timedelta

import pytest
import time_machine

from app.actions.locks import lock_thread, unlock_thread
from app.actions.message_drafts import keep_draft
from app.actions.mutes import mute_member, unmute_member
from app.actions.readings import move_back, move_reading
from app.clock import new_ordered_id, now
from app.domain.orders import LARGEST
from app.errors import Conflict, Forbidden, Invalid, NotFound
from tests.cast import World
from tests.talk.floor import asked, events, hold, make_task, said, say, thread


async def test_in_a_locked_thread_staff_go_on_and_others_read(world: World) -> None:
    await say(world, "lin", "lounge", "before")
    for _ in range(2):
        await world.write(lock_thread, "lea", "lounge", key=new_ordered_id())
    with pytest.raises(Forbidden, match="locked"):
        await say(world, "lin", "lounge", "too late")
    await say(world, "rui", "lounge", "by staff")
    view = await thread(world, "lin", "lounge")
    assert (view.may_post, view.closing.is_locked) == (False, True)
    assert await said(world, "lin", "lounge") == ["before", "locked this discussion", "by staff"]
    await world.write(unlock_thread, "ada", "lounge", key=new_ordered_id())
    await say(world, "lin", "lounge", "again")
    told = [event.kind for event in await events(world, "thread.locked", "thread.unlocked")]
    assert told == ["thread.locked", "thread.unlocked"]


async def test_only_the_ml_team_locks(world: World) -> None:
    for name in ("rui", "lin", "vic"):
        with pytest.raises(Forbidden):
            await world.write(lock_thread, name, "lounge", key=new_ordered_id())
    with pytest.raises(NotFound):
        await world.write(
            lock_thread, "lin", f"task:{await make_task(world)}", key=new_ordered_id()
        )


async def test_for_an_hour_they_write_nothing_and_ask_as_ever(world: World) -> None:
    lin = world.people["lin"].member_id
    await world.write(mute_member, "lea", lin)
    with pytest.raises(Forbidden, match="another 60 minutes"):
        await say(world, "lin", "lounge", "no")
    await asked(world, "lin")
    with time_machine.travel(now() + timedelta(minutes=61), tick=False):
        await say(world, "lin", "lounge", "yes")
    await world.write(unmute_member, "lea", lin)
    await say(world, "lin", "lounge", "at once")
    told = await events(world, "member.muted", "member.unmuted")
    assert [each.audience for each in told] == ["staff", f"member:{lin}"] * 2


async def test_who_is_muted_reads_why_and_nobody_else_does(world: World) -> None:
    lin = world.people["lin"].member_id
    for why in ("two\nlines", "x" * 301):
        with pytest.raises(Invalid):
            await world.write(mute_member, "lea", lin, why=why)
    await world.client("lea").put(
        f"/api/v1/projects/hate/members/{lin}/mute", json={"why": "Cool down, please."}
    )
    for name, reads in (("lin", True), ("sam", False), ("lea", False)):
        page = await world.client(name, browser=True).get("/projects/hate/threads/lounge")
        assert ("Cool down, please." in page.text) is reads, name
        other = await world.client(name, browser=True).get(f"/projects/hate/people/{lin}")
        assert ("Cool down, please." in other.text) is (name == "lea"), name
    # what was begun waits in the composer, which comes back when the time is over
    assert (await thread(world, "lin", "lounge")).could_post
    with time_machine.travel(now() + timedelta(minutes=61), tick=False):
        assert (await thread(world, "lin", "lounge")).muting.until is None


async def test_nobody_mutes_those_who_answer_or_without_the_right(world: World) -> None:
    with pytest.raises(Conflict):
        await world.write(mute_member, "lea", world.people["rui"].member_id)
    for name in ("rui", "sam", "vic"):
        with pytest.raises(Forbidden):
            await world.write(mute_member, name, world.people["lin"].member_id)
    with pytest.raises(NotFound):
        await world.write(mute_member, "lea", world.people["eve"].member_id)


async def test_a_draft_is_ones_own_and_goes_with_the_message(world: World) -> None:
    topic = f"task:{await make_task(world)}"
    await hold(world, "lin")
    await world.write(keep_draft, "lin", topic, body="half a thou")
    assert (await thread(world, "lin", topic)).draft == "half a thou"
    assert (await thread(world, "lea", topic)).draft == ""
    with pytest.raises(NotFound):
        await world.write(keep_draft, "sam", topic, body="not mine")
    await say(world, "lin", topic, "half a thought")
    assert (await thread(world, "lin", topic)).draft == ""
    page = world.client("lin", browser=True)
    draft = f"/projects/hate/threads/{topic}/draft"
    assert (await page.put(draft, data={"body": "more"})).status_code == 204
    assert 'data-draft="more"' in (await page.get(f"/projects/hate/threads/{topic}")).text
    assert (await page.put(draft, data={"body": "  "})).status_code == 204
    assert (await thread(world, "lin", topic)).draft == ""


async def test_the_mark_moves_back_if_asked_and_never_before_ones_own_words(world: World) -> None:
    for n in range(5):
        await say(world, "lea", "lounge", f"{n}")
    await world.write(move_reading, "lin", "lounge", upto=LARGEST)
    view = await thread(world, "lin", "lounge")
    assert view.unread == 0
    await world.write(move_back, "lin", "lounge", upto=view.messages[2].order - 1)
    assert (await thread(world, "lin", "lounge")).unread == 3
    await world.write(move_back, "lin", "lounge", upto=LARGEST)
    assert (await thread(world, "lin", "lounge")).unread == 3
    path = "/api/v1/projects/hate/threads/lounge/reading"
    moved = await world.client("lin").put(path, json={"upto": 0, "back": True})
    assert moved.json()["unread"] == 5
