"""A calibration with three people live: judged blind, revealed, talked over, revised."""

import pytest
from playwright.async_api import Page, expect

from tests.calibrations.stage import contested
from tests.journeys.stage import Theatre, Window

pytestmark = [pytest.mark.browser, pytest.mark.pages]


async def listening(page: Page) -> None:
    """Keys are heard from now on."""
    await expect(page.locator("#live-state")).to_have_attribute("data-state", "live")
    await expect(page.locator("html[data-ready]")).to_be_attached()


async def judge(page: Page, place: int, key: str) -> None:
    """The task at hand, by keys; the next one is there."""
    await expect(page.locator(".desk-head")).to_contain_text(f"Task {place} of 3")
    await listening(page)
    await page.keyboard.press(key)
    await page.keyboard.press("Enter")


async def opened(theatre: Theatre) -> Window:
    """Lea's window at a session that she has just opened over three tasks."""
    await contested(theatre.world)
    lea = await theatre.window("lea", "/calibrations/new")
    await lea.page.get_by_label("Name").fill("Quoted slurs")
    await lea.page.get_by_label("How many").fill("3")
    assert await lea.axe() == []
    await lea.page.get_by_role("button", name="Open it").click()
    await expect(lea.page.locator("#calibration-board-1")).to_contain_text("Kim")
    return lea


async def test_three_people_judge_reveal_and_revise(theatre: Theatre) -> None:
    lea = await opened(theatre)
    lin = await theatre.window("lin", "/notices")
    await lin.page.get_by_text("asks you to judge some tasks").first.click()
    await expect(lin.page.locator("#calibration-board-1")).to_be_visible()
    sam = await theatre.window("sam", "/calibrations/1")
    kim = await theatre.window("kim", "/calibrations/1")
    windows = (lea, lin, sam, kim)
    for place in (1, 2, 3):
        await judge(lin.page, place, "1")
        await judge(sam.page, place, "2")
    await expect(kim.page.locator("#calibration-1-given-1")).to_contain_text("2 of 3 have judged")
    await expect(kim.page.locator("#calibration-1-given-1")).not_to_contain_text("Hateful")
    await expect(lea.page.locator("#calibration-1-given-1")).to_contain_text("Not hateful")
    await expect(kim.page.locator("[data-presence]").first).to_contain_text("here")
    for place in (1, 2):
        await judge(kim.page, place, "1")
    await expect(kim.page.locator(".desk-head")).to_contain_text("Task 3 of 3")
    for window in windows:
        assert await window.axe() == []

    await listening(kim.page)
    await kim.page.keyboard.press("2")  # chosen, and not sent yet
    await lea.page.get_by_role("button", name="Reveal all").click()
    await lea.page.locator("#confirm-yes").click()
    given = kim.page.locator("#calibration-1-given-3")
    await expect(given).to_contain_text("people differ")
    await expect(given).to_contain_text("Sam")
    board = kim.page.locator("#calibration-board-1")
    await expect(board).to_contain_text("alpha")
    await expect(board.locator("[aria-current]")).to_have_text("3")  # it came anew, without a place
    assert await kim.page.locator('[name="answer"][value="non-hateful"]').is_checked()
    await sam.page.goto("/projects/hate/calibrations/1?at=1")
    await listening(sam.page)
    assert await sam.axe() == []
    await sam.page.get_by_label("Write a message").fill("It is aimed at people, you are right.")
    await sam.page.keyboard.press("Control+Enter")
    await lin.page.goto("/projects/hate/calibrations/1?at=1")
    await expect(lin.page.locator("#pane-thread")).to_contain_text("you are right")
    await sam.page.locator("#desk-paper").focus()
    await sam.page.keyboard.press("1")
    await sam.page.keyboard.press("Enter")
    await expect(lin.page.locator("#calibration-1-given-1")).to_contain_text("→")
    await lea.page.goto("/projects/hate/calibrations/1?at=1")
    await lea.page.get_by_label("What you came to").fill("Aimed at people: hateful.")
    await lea.page.get_by_role("button", name="Note it").click()
    await expect(lin.page.locator("#calibration-1-given-1")).to_contain_text("Aimed at people")
    assert await lin.axe() == []
    for window in windows:
        assert window.complaints == []
