"""What resembles the task, in a browser: read beside the work, joined, put aside, by keyboard."""

import pytest
from playwright.async_api import expect

from app.actions.questions import title_question
from tests.journeys.stage import Theatre
from tests.talk.floor import asked, hold, make_task

pytestmark = [pytest.mark.browser, pytest.mark.pages]

TITLE = "Do scare quotes count?"
NEAR = "She put “those people” in quotation marks in class, and nobody did anything."


async def test_a_question_like_the_task_is_joined_or_put_aside(theatre: Theatre) -> None:
    world = theatre.world
    number, _ = await asked(world, "lin", note="Zanzibar?")
    await world.write(title_question, "lea", number, title=TITLE)
    await make_task(world, NEAR)
    await hold(world, "sam")  # the first, which Sam lays aside for the second
    sam = await theatre.window("sam", "/desk")
    page, dialog = sam.page, sam.page.locator("dialog#flag")
    # about the very task that was flagged nothing is told
    await expect(page.locator(".resemblances")).to_be_hidden()
    await page.keyboard.press("1")
    await page.keyboard.press("Enter")
    offer = page.locator(".resemblance")
    await expect(offer).to_contain_text(TITLE)
    await expect(offer.locator("mark").first).to_be_visible()
    assert not await sam.axe()
    await offer.get_by_role("button", name="Same question").press("Enter")
    chosen = dialog.get_by_role("radio", name=TITLE)
    await expect(chosen).to_be_checked()
    async with page.expect_response("**/askable?*"):
        await dialog.get_by_label("What is unclear?").fill("Something else altogether")
    await expect(chosen).to_be_checked()
    assert not await sam.axe()
    await dialog.get_by_role("button", name="Not similar").press("Enter")
    await expect(chosen).to_have_count(0)
    await expect(dialog.get_by_label("What is unclear?")).to_have_value("Something else altogether")
    await page.keyboard.press("Escape")
    await theatre.go(sam, "/desk")
    await expect(offer).to_have_count(0)
    await page.get_by_role("button", name="Offer again").press("Enter")
    await expect(offer).to_contain_text(TITLE)
    await offer.get_by_role("button", name="Not similar").press("Enter")
    await expect(page.locator(".resemblances")).to_be_focused()
    assert not sam.complaints
