"""What was begun is not lost: to a sign-out, a reload, another form's Save, another's decision."""

import pytest
from playwright.async_api import Locator, expect
from sqlmodel import select

from app.actions.questions import answer_question
from app.clock import new_ordered_id
from app.records.labels import Assignment
from tests.journeys.stage import Theatre, Window
from tests.journeys.test_loop import flag, furnish
from tests.talk.floor import say

pytestmark = [pytest.mark.browser, pytest.mark.pages]


async def sit_down(theatre: Theatre) -> tuple[Window, Locator, str]:
    """Lin with a task in hand: where it stands, and its words."""
    await furnish(theatre.world)
    lin = await theatre.window("lin", "/desk")
    paper = lin.page.locator("#desk-paper")
    await expect(paper).not_to_be_empty()
    return lin, paper, await paper.inner_text()


async def test_signed_out_at_the_desk_one_comes_back_to_what_was_begun(theatre: Theatre) -> None:
    lin, paper, before = await sit_down(theatre)
    page = lin.page
    cookies = await page.context.cookies()
    await page.keyboard.press("2")
    await page.keyboard.press("m")
    await page.keyboard.type("Reads both ways to me")
    await page.keyboard.press("Escape")
    await page.context.clear_cookies()
    await page.keyboard.press("Enter")
    way_back = page.locator("#banner a")
    await expect(way_back).to_have_text("Sign in")
    assert "/sign-in?next=%2Fprojects%2Fhate%2Fdesk" in str(await way_back.get_attribute("href"))
    await page.context.add_cookies(cookies)  # type: ignore[arg-type]
    await theatre.go(lin, "/desk")
    await expect(paper).to_have_text(before, use_inner_text=True)
    await expect(page.locator("[name='answer']:checked")).to_have_count(1)
    await expect(page.get_by_label("Comment on the answer")).to_have_value("Reads both ways to me")
    await page.keyboard.press("Enter")
    await expect(paper).not_to_have_text(before, use_inner_text=True)
    await expect(page.locator("[name='answer']:checked")).to_have_count(0)
    assert lin.complaints == []


async def test_a_skip_taken_back_has_what_was_chosen(theatre: Theatre) -> None:
    lin, paper, before = await sit_down(theatre)
    page = lin.page
    for key in ("2", "x", "1"):
        await page.keyboard.press(key)
    await expect(paper).not_to_have_text(before, use_inner_text=True)
    await page.keyboard.press("u")
    await expect(paper).to_have_text(before, use_inner_text=True)
    await expect(page.locator("[name='answer']:checked")).to_have_count(1)


async def test_whoever_stops_has_no_task_in_hand(theatre: Theatre) -> None:
    await furnish(theatre.world)
    lin = await theatre.window("lin", "/desk")
    await expect(lin.page.locator("#desk-paper")).not_to_be_empty()
    await lin.page.get_by_role("button", name="Stop here").click()
    await lin.page.wait_for_url("**/projects/hate/labels")
    await expect(lin.page.locator("html[data-ready]")).to_be_attached()
    held = select(Assignment.id).where(Assignment.state == "leased")
    assert await theatre.world.edge.read(lambda db: db.exec(held).all()) == []
    assert lin.complaints == []


async def test_what_somebody_writes_stays_when_another_decides(theatre: Theatre) -> None:
    world = theatre.world
    await furnish(world)
    lin = await theatre.window("lin", "/desk")
    await flag(lin.page, "vermin", "Quoted: hateful?")
    lea = await theatre.window("lea", "/questions/1")
    await lea.page.keyboard.press("a")
    written = lea.page.locator("#answer-body")
    await expect(written).to_be_focused()
    await lea.page.keyboard.type("It depends on who speaks")
    await world.write(answer_question, "ada", 1, key=new_ordered_id(), body="No.")
    await expect(lea.page.get_by_text("decided meanwhile")).to_be_visible()
    await lea.page.keyboard.type(", and to whom")
    await expect(written).to_have_value("It depends on who speaks, and to whom")
    await expect(written).to_be_visible()
    await theatre.go(lea, "/questions/1")
    await expect(written).to_be_hidden()


async def test_a_save_beside_it_leaves_what_was_begun(theatre: Theatre) -> None:
    lea = await theatre.window("lea", "/settings")
    name = lea.page.locator("#asked [name='name']")
    await name.fill("Hate, renamed")
    async with lea.page.expect_navigation():
        await lea.page.locator("#independence form button").last.click()
    await expect(lea.page.locator("html[data-ready]")).to_be_attached()
    await expect(name).to_have_value("Hate, renamed")
    async with lea.page.expect_navigation():
        await lea.page.locator("#asked form button").last.click()
    await theatre.go(lea, "/settings")
    await expect(name).to_have_value("Hate, renamed")


async def test_a_thread_that_was_read_opens_at_its_end(theatre: Theatre) -> None:
    for number in range(30):
        await say(theatre.world, "lin", "lounge", f"message {number}")
    lin = await theatre.window("lin", "/threads/lounge")
    await expect(lin.page.locator(".message").last).to_be_in_viewport()
    await expect(lin.page.locator("form[data-composer] textarea")).to_be_in_viewport()


async def test_a_merge_into_nothing_says_so_where_it_was_typed(theatre: Theatre) -> None:
    await furnish(theatre.world)
    lin = await theatre.window("lin", "/desk")
    await flag(lin.page, "vermin", "Quoted: hateful?")
    lea = await theatre.window("lea", "/questions/1")
    await lea.page.keyboard.press("d")
    other = lea.page.get_by_label("Or its number")
    await other.fill("999")
    await other.press("Enter")
    await expect(lea.page.get_by_text("There is no question 999.")).to_be_visible()
    await expect(other).to_have_value("999")


async def test_a_key_is_changed_by_pressing_another(theatre: Theatre) -> None:
    await furnish(theatre.world)
    lin = await theatre.window("lin", "/desk")
    page = lin.page
    await expect(page.locator("#desk-paper")).not_to_be_empty()
    await page.keyboard.press("?")
    skip = page.get_by_label("Key for Skip")
    await skip.press("f")  # which flags
    assert "already" in str(await skip.evaluate("each => each.validationMessage"))
    await skip.press("k")
    assert await skip.evaluate("each => each.validationMessage") == ""
    await page.locator("#shortcuts [data-close]").first.click()
    await page.keyboard.press("k")
    await expect(page.locator("dialog#skip")).to_be_visible()
    await expect(page.locator(".status-hints")).to_contain_text("k")
