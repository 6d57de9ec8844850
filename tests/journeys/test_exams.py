"""An exam from its making to the first task, in browsers: by keys, through a reload."""

import pytest
from playwright.async_api import Page, expect
from sqlmodel import select

from app.records.exams import Attempt
from tests.exams.stage import pooled, wind_back
from tests.journeys.stage import Theatre, Window

pytestmark = [pytest.mark.browser, pytest.mark.pages]


async def listening(page: Page) -> None:
    """Keys are heard from now on."""
    await expect(page.locator("#live-state")).to_have_attribute("data-state", "live")
    await expect(page.locator("html[data-ready]")).to_be_attached()


async def answer(page: Page) -> None:
    """The question on the screen, rightly, by keys."""
    words = await page.locator("#desk-paper .task-text").inner_text()
    await page.keyboard.press("2" if "oath" in words else "1")
    await page.keyboard.press("Enter")
    await expect(page.locator("#pane-task")).not_to_contain_text(words)


async def made(theatre: Theatre) -> Window:
    """Lea's window at an exam of ten questions that she has just made."""
    await pooled(theatre.world)
    lea = await theatre.window("lea", "/exams/new")
    for place, many in enumerate(("4", "4", "2")):
        await lea.page.locator("[name=many]").nth(place).fill(many)
    await lea.page.get_by_label("Pass mark").fill("75")
    await expect(lea.page.locator("#passing")).to_contain_text("No score reaches this mark")
    await expect(lea.page.locator("#passing")).to_contain_text("Ask 11 questions")
    await lea.page.get_by_label("Pass mark").fill("70")
    await expect(lea.page.locator("#passing")).to_contain_text("10 of 10 right")
    await lea.page.get_by_label("Everybody’s").check()
    assert await lea.axe() == []
    await lea.page.get_by_role("button", name="Make the exam").click()
    await expect(lea.page.locator("#exam-led-1")).to_contain_text("Nobody has tried it yet")
    assert await lea.axe() == []
    return lea


async def test_an_exam_is_made_passed_and_work_begins(theatre: Theatre) -> None:
    lea = await made(theatre)
    lin = await theatre.window("lin", "/desk")
    await expect(lin.page.locator("#pane-task")).to_contain_text("First an exam")
    await lin.page.keyboard.press("Enter")
    await expect(lin.page.locator("#exam-own-1")).to_contain_text("3 attempts are left")
    assert await lin.axe() == []
    await lin.page.get_by_role("button", name="Practise").click()
    await expect(lin.page.locator("#desk-paper")).to_be_visible()
    await listening(lin.page)
    await lin.page.keyboard.press("1")
    await lin.page.keyboard.press("Enter")
    await expect(lin.page.locator(".attempt-explained")).to_contain_text("You answered")
    assert await lin.axe() == []
    await lin.page.get_by_role("button", name="Stop practising").click()
    await lin.page.get_by_role("link", name="How to go on").click()
    await lin.page.get_by_role("button", name="Begin the exam").click()
    await expect(lin.page.locator("#desk-paper")).to_be_visible()
    await listening(lin.page)
    for _ in range(4):
        await answer(lin.page)
    await expect(lea.page.locator("#exam-led-1")).to_contain_text("at it")
    await lin.page.reload()
    await expect(lin.page.locator(".desk-head")).to_contain_text("4 of 10")
    await listening(lin.page)
    assert (await lin.page.locator(".attempt-clock").inner_text()).startswith("29:")
    assert await lin.axe() == []
    for _ in range(6):
        await answer(lin.page)
    await expect(lin.page.locator("#pane-task")).to_contain_text("All answered")
    await lin.page.keyboard.press("Enter")
    await expect(lin.page.locator("main")).to_contain_text("Passed: 10 of 10 right")
    await listening(lin.page)
    assert await lin.axe() == []
    await expect(lea.page.locator("#exam-led-1")).to_contain_text("1 of 1 passed")
    await lin.page.keyboard.press("Enter")
    await expect(lin.page.locator("#desk-paper .task-text")).to_contain_text("post number")
    assert lin.complaints == lea.complaints == []


async def test_the_clock_ends_it_on_the_screen(theatre: Theatre) -> None:
    world = theatre.world
    await pooled(world)
    lea = await theatre.window("lea", "/exams/new")
    await lea.page.get_by_role("button", name="Make the exam").click()
    await expect(lea.page.locator("#exam-led-1")).to_be_visible()
    lin = await theatre.window("lin", "/exams/1")
    await lin.page.get_by_role("button", name="Begin the exam").click()
    await expect(lin.page.locator("#desk-paper")).to_be_visible()
    await listening(lin.page)
    await answer(lin.page)
    [attempt] = await world.edge.read(lambda db: db.exec(select(Attempt)).all())
    await wind_back(world, attempt, seconds=30 * 60 - 3)
    await lin.page.reload()
    await expect(lin.page.locator(".attempt-clock[data-hurry]")).to_be_visible()
    await expect(lin.page.locator("main")).to_contain_text("Not passed: 1 of 20 right")
    await expect(lin.page.locator("main")).to_contain_text("The time ended it")
    assert lin.complaints == []
