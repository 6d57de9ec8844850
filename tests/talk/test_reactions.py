"""Reactions: set, never toggled, and telling nobody who has been at a task."""

import pytest

from app.actions.reactions import add_reaction, drop_reaction
from app.actions.removals import delete_message
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.pages.messages import ReactionView
from tests.cast import World
from tests.talk.floor import answer, events, hold, make_task, say, thread

THUMB, PARTY = "👍", "🎉"


async def given(world: World, name: str, topic: str) -> list[tuple[str, int, str]]:
    """The signs under the first message of a thread, as somebody sees them."""
    signs: tuple[ReactionView, ...] = (await thread(world, name, topic)).messages[0].reactions
    return [(one.emoji, one.count, one.names) for one in signs]


async def test_signs_are_counted_once_a_person_in_the_order_they_came(world: World) -> None:
    key = await say(world, "lea", "lounge", "We have a new clause.")
    for name, sign in (("lin", PARTY), ("sam", THUMB), ("lin", THUMB), ("lin", PARTY)):
        await world.write(add_reaction, name, key, emoji=sign)
    assert await given(world, "vic", "lounge") == [(PARTY, 1, "Lin"), (THUMB, 2, "Sam, Lin")]
    assert len(await events(world, "message.reacted")) == 3
    for _ in range(2):
        await world.write(drop_reaction, "lin", key, emoji=PARTY)
    assert await given(world, "lea", "lounge") == [(THUMB, 2, "Sam, Lin")]


async def test_only_our_signs_on_what_is_there(world: World) -> None:
    key = await say(world, "lin", "lounge", "hello")
    with pytest.raises(Invalid):
        await world.write(add_reaction, "sam", key, emoji="<b>")
    with pytest.raises(Forbidden):
        await world.write(add_reaction, "vic", key, emoji=THUMB)
    with pytest.raises(NotFound):
        await world.write(add_reaction, "eve", key, emoji=THUMB)
    await world.write(delete_message, "lin", key)
    with pytest.raises(Conflict):
        await world.write(add_reaction, "sam", key, emoji=THUMB)


async def test_on_a_task_a_labelers_sign_would_tell_that_they_were_there(world: World) -> None:
    topic = f"task:{await make_task(world)}"
    await hold(world, "lin")
    await hold(world, "sam")
    key = await say(world, "lea", topic, "See clause 4.")
    await answer(world, "lin")
    with pytest.raises(Forbidden):
        await world.write(add_reaction, "lin", key, emoji=THUMB)
    await world.write(add_reaction, "rui", key, emoji=THUMB)
    assert await given(world, "sam", topic) == [(THUMB, 1, "Rui")]


async def test_what_is_hidden_cannot_be_reacted_to(world: World) -> None:
    topic = f"task:{await make_task(world)}"
    await hold(world, "lin")
    await hold(world, "sam")
    key = await say(world, "lin", topic, "hidden from Sam")
    with pytest.raises(NotFound):
        await world.write(add_reaction, "sam", key, emoji=THUMB)


async def test_over_both_doors(world: World) -> None:
    key = await say(world, "lea", "lounge", "hello")
    lin, page = world.client("lin"), world.client("lin", browser=True)
    path = f"/api/v1/projects/hate/messages/{key}/reactions/{THUMB}"
    made = await lin.put(path)
    assert made.status_code == 201
    assert made.json()["reactions"][0]["names"] == "Lin"
    assert (await lin.delete(path)).json()["reactions"] == []
    form = {"emoji": THUMB}
    address = f"/projects/hate/messages/{key}/reactions"
    assert (await page.post(address, data=form)).status_code == 303
    assert len(await given(world, "lea", "lounge")) == 1
    await page.post(address, data={**form, "given": "false"})
    assert await given(world, "lea", "lounge") == []
