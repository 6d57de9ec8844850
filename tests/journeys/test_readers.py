"""Readers of the screen: what is new is said once, what is replayed or one's own is not."""

import pytest
from playwright.async_api import Page, expect

from app.actions.messages import edit_message
from app.live.connections import GOING
from tests.journeys.stage import Theatre
from tests.talk.floor import say

pytestmark = [pytest.mark.browser, pytest.mark.pages]
CATCHING_UP = 2200  # a little more than the page gives itself after it is connected


async def said(page: Page) -> str:
    """What was announced so far."""
    return str(await page.locator("#announcer").inner_text())


async def test_new_messages_are_said_and_a_replay_is_silent(theatre: Theatre) -> None:
    world = theatre.world
    await say(world, "lea", "lounge", "there before")
    lin = await theatre.window("lin", "/threads/lounge")
    await lin.page.wait_for_timeout(CATCHING_UP)
    key = await say(world, "lea", "lounge", "good *morning*")
    await expect(lin.page.locator("#announcer")).to_have_text("Lea: good morning")
    await world.write(edit_message, "lea", key, body="good evening")
    await expect(lin.page.locator(".thread-log")).to_contain_text("good evening")
    await lin.page.get_by_label("Write a message").fill("my own words")
    await lin.page.keyboard.press("Control+Enter")
    await expect(lin.page.locator(".message", has_text="my own words")).to_be_visible()
    assert await said(lin.page) == "Lea: good morning"

    for one in world.app.state.hub.everybody():
        one.close(GOING)
    await say(world, "lea", "lounge", "while you were away")
    await expect(lin.page.locator(".thread-log")).to_contain_text("while you were away")
    assert "away" not in await said(lin.page)
    await expect(lin.page.locator("#live-state")).to_have_text("live")
    await lin.page.wait_for_timeout(CATCHING_UP)
    await say(world, "lea", "lounge", "and on we go")
    await expect(lin.page.locator("#announcer")).to_contain_text("Lea: and on we go")
    assert "away" not in await said(lin.page)
