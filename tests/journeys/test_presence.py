"""Who is there, in two browsers: whoever closes the tab, or goes elsewhere, is gone at once."""

import pytest
from playwright.async_api import expect

from tests.journeys.stage import Theatre

pytestmark = [pytest.mark.browser, pytest.mark.pages]


async def test_whoever_leaves_the_page_is_not_there_any_more(theatre: Theatre) -> None:
    lin = await theatre.window("lin", "/threads/lounge")
    sam = await theatre.window("sam", "/threads/lounge")
    here = lin.page.locator("[data-presence]")
    await expect(here).to_have_text("Sam is here")
    await theatre.go(sam, "/guideline")
    await expect(here).to_be_empty(timeout=5000)
    await theatre.go(sam, "/threads/lounge")
    await expect(here).to_have_text("Sam is here")
    await sam.page.reload()
    await expect(here).to_have_text("Sam is here", timeout=5000)
    await sam.page.close()
    await expect(here).to_be_empty(timeout=5000)
    assert lin.complaints == []


async def test_who_types_the_next_message_is_seen_typing_again(theatre: Theatre) -> None:
    lin = await theatre.window("lin", "/threads/lounge")
    lea = await theatre.window("lea", "/threads/lounge")
    typing = lin.page.locator("[data-typing]")
    write = lea.page.locator("form[data-composer] textarea")
    # one after the other: the server passes on one such word of a person in two seconds
    for words in ("First", "Then"):
        await write.press_sequentially(words)
        await expect(typing).to_have_text("Lea is typing")
        await lea.page.wait_for_timeout(2100)
        await write.press("Enter")
        await expect(typing).to_have_text("")
    await expect(lin.page.locator(".message")).to_have_count(2)
    assert not lin.complaints + lea.complaints
