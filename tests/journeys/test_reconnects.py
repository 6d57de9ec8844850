"""A page whose connection breaks, is refused or falls behind: it shows what is so, and goes on."""

import asyncio

import pytest
from playwright.async_api import Route, expect

from app.actions.locks import lock_thread
from app.actions.messages import edit_message
from app.clock import new_ordered_id
from tests.cast import World
from tests.journeys.stage import Theatre, Window
from tests.journeys.test_coming_back import leave
from tests.talk.floor import say

pytestmark = [
    pytest.mark.pages,
    pytest.mark.browser,
    pytest.mark.parametrize("dialect", ["sqlite"], indirect=True),
]
FAR = 101  # more than is replayed


async def reset(made: Window, why: str, topic: str | None) -> None:
    """A reset frame, as the server sends it."""
    await made.page.evaluate(
        """async ([why, topic]) => {
            const {handle} = await import("/static/js/live.js");
            handle({type: "reset", why, seq: 0, ...(topic ? {topic} : {})});
        }""",
        [why, topic],
    )


async def talk(world: World, count: int) -> None:
    """So many messages by Sam."""
    for number in range(count):
        await say(world, "sam", "lounge", f"no {number}")


async def test_what_is_told_while_a_region_is_fetched_stays(theatre: Theatre) -> None:
    lin = await theatre.window("lin", "/threads/lounge")
    asked, told = asyncio.Event(), asyncio.Event()

    async def hold(route: Route) -> None:
        answer = await route.fetch()
        asked.set()
        await told.wait()
        await route.fulfill(response=answer)

    await lin.page.route("**/threads/lounge/log", hold, times=1)
    await reset(lin, "rights", "lounge")
    await asked.wait()
    await say(theatre.world, "sam", "lounge", "said meanwhile")
    body = lin.page.locator(".thread-log .message-body")
    await expect(body).to_have_text("said meanwhile")
    async with lin.page.expect_response("**/threads/lounge/log"):
        told.set()
    await say(theatre.world, "sam", "lounge", "said afterwards")
    await expect(body).to_have_text(["said meanwhile", "said afterwards"])
    assert lin.complaints == []


async def test_an_old_message_that_is_edited_waits_until_it_is_fetched(theatre: Theatre) -> None:
    first = await say(theatre.world, "sam", "lounge", "the first")
    await talk(theatre.world, 50)
    lin = await theatre.window("lin", "/threads/lounge")
    await theatre.world.write(edit_message, "sam", first, body="put differently")
    await say(theatre.world, "sam", "lounge", "the newest")
    bodies = lin.page.locator(".thread-log .message-body")
    await expect(bodies.last).to_have_text("the newest")
    await expect(bodies.first).to_have_text("no 0")
    await lin.page.get_by_role("link", name="Earlier messages").click()
    await expect(bodies.first).to_have_text("put differently")
    await expect(bodies).to_have_count(52)
    assert lin.complaints == []


async def test_who_comes_back_from_afar_sees_counters_and_locks_as_they_are(
    theatre: Theatre,
) -> None:
    lin = await theatre.window("lin", "/threads/lounge")
    box = lin.page.get_by_label("Write a message")
    await box.press_sequentially("half a thought")
    await leave(theatre, lin)
    await talk(theatre.world, FAR)
    await say(theatre.world, "sam", "lounge", "@Lin are you there?")
    await theatre.world.write(lock_thread, "lea", "lounge", key=new_ordered_id())
    await theatre.world.app.state.followers.settle()
    await lin.page.context.set_offline(False)
    await expect(lin.page.locator(".message-body").last).to_have_text("@Lin are you there?")
    await expect(lin.page.locator(".thread-closing")).to_contain_text("Locked by the ML team")
    await expect(lin.page.locator(".unread-line")).to_have_text(f"{FAR + 2} new")
    await expect(lin.page.locator("#notice-count")).to_have_text("1")
    await expect(box).to_have_value("half a thought")
    assert lin.complaints == []


async def test_a_page_that_was_sent_away_listens_again(theatre: Theatre) -> None:
    lin = await theatre.window("lin", "/threads/lounge")
    [one] = theatre.world.app.state.hub.everybody()
    one.close(1008)
    await say(theatre.world, "sam", "lounge", "said while nobody listened")
    body = lin.page.locator(".thread-log .message-body")
    await expect(body).to_have_text("said while nobody listened")
    await expect(lin.page.locator("#live-state")).to_have_text("live")
    assert lin.complaints == []


async def test_what_is_sent_from_a_page_of_earlier_messages_is_seen(theatre: Theatre) -> None:
    await talk(theatre.world, 60)
    lin = await theatre.window("lin", "/threads/lounge?at=1")
    await lin.page.get_by_label("Write a message").fill("a late reply")
    await lin.page.get_by_label("Write a message").press("Enter")
    await expect(lin.page.locator(".message-body").last).to_have_text("a late reply")
    assert lin.page.url.endswith("/threads/lounge")
    assert lin.complaints == []
