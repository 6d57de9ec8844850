"""Moving a message in a browser: what is typed is helped, and a refusal loses none of it."""

import re

import pytest
from playwright.async_api import expect

from tests.journeys.stage import Theatre
from tests.talk.floor import asked, said, say

pytestmark = [pytest.mark.browser, pytest.mark.pages]


async def test_a_wrong_target_is_put_right_where_it_was_typed(theatre: Theatre) -> None:
    await asked(theatre.world, "lin", note="Do quotes count?")
    await say(theatre.world, "rui", "lounge", "about the quotes")
    lea = await theatre.window("lea", "/threads/lounge")
    message = lea.page.locator(".message", has_text="about the quotes")
    await message.hover()
    await message.get_by_role("link", name="More about this message").click()
    await lea.page.get_by_text("Move …").click()
    box = lea.page.get_by_label("To which discussion?")
    await box.fill("#99")
    await box.press("Enter")
    await expect(lea.page.locator("#toasts")).to_contain_text("no discussion of “#99”")
    await expect(box).to_have_value("#99")
    await expect(box).to_be_focused()
    await expect(box).to_have_attribute("aria-invalid", "true")
    # while one types, what there is is offered, by its words too
    await box.fill("")
    await box.press_sequentially("#quot")
    await expect(lea.page.locator("#suggestions")).to_contain_text("Do quotes count?")
    assert await lea.axe() == []
    await box.press("Enter")
    await expect(box).to_have_value("#1 ")
    await box.press("Enter")
    await expect(lea.page.locator("#message-menu")).to_be_hidden()
    await expect(lea.page.get_by_text("moved a message to question 1")).to_be_visible()
    assert (await said(theatre.world, "lea", "question:1"))[-1] == "about the quotes"
    await theatre.go(lea, "/questions/1")
    await expect(lea.page.get_by_text(re.compile("moved here, written .*"))).to_be_visible()
    assert lea.complaints == []
