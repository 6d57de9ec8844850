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
