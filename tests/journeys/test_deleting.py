"""Deleting in a browser: the page asks, and once is enough."""

import pytest
from playwright.async_api import expect

from tests.journeys.stage import Theatre
from tests.talk.floor import said, say

pytestmark = [pytest.mark.browser, pytest.mark.pages]


async def test_a_message_goes_once_the_question_is_answered(theatre: Theatre) -> None:
    for words in ("first", "second"):
        await say(theatre.world, "lin", "lounge", words)
    lin = await theatre.window("lin", "/threads/lounge")
    message = lin.page.locator(".message", has_text="second")
    await message.hover()
    await message.get_by_role("button", name="Delete this message").click()
    await lin.page.get_by_role("button", name="Cancel").click()
    await expect(message).to_be_visible()
    await message.hover()
    await message.get_by_role("button", name="Delete this message").click()
    await lin.page.locator("#confirm-yes").click()
    await expect(lin.page.get_by_text("This message was deleted.")).to_be_visible()
    await expect(message).to_have_count(0)
    assert await said(theatre.world, "lea", "lounge") == ["first", ""]
    assert lin.complaints == []
