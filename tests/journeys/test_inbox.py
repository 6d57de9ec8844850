"""The inbox in a browser: what arrives and what is decided elsewhere shows on every open page."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from app.actions.questions import answer_question, snooze_question, title_question
from app.clock import new_ordered_id, now
from tests.journeys.stage import Theatre
from tests.talk.floor import asked, flag, held_task

pytestmark = [pytest.mark.browser, pytest.mark.pages]


async def test_the_bar_counts_along_and_the_row_one_stands_on_stays_it(theatre: Theatre) -> None:
    world = theatre.world
    lea = await theatre.window("lea", "/guideline")
    count = lea.page.locator("#inbox-count")
    await expect(count).to_be_empty()
    await asked(world, "lin")
    await flag(world, "sam", await held_task(world, "sam"), "And irony?")
    await expect(count).to_have_text("2 open")
    await theatre.go(lea, "/inbox")
    # nothing is done to a question that nobody has chosen
    rule = lea.page.get_by_role("button", name="Rule")
    await expect(rule).to_be_disabled()
    await lea.page.keyboard.press("r")
    await lea.page.keyboard.press("j")
    await expect(rule).to_be_enabled()
    row = lea.page.locator('[data-rows] > [aria-current="true"]')
    number = int((await row.get_attribute("id") or "").removeprefix("question-"))
    await world.write(title_question, "ada", number, title="Do quoted slurs count?")
    await expect(row).to_contain_text("Do quoted slurs count?")
    await lea.page.keyboard.press("a")
    await expect(lea.page).to_have_url(f"{theatre.url}/projects/hate/questions/{number}#answer")
    await expect(lea.page.locator("#answer-body")).to_be_focused()
    await theatre.go(lea, "/inbox")
    await world.write(snooze_question, "ada", number, until=now() + timedelta(days=1))
    await expect(count).to_have_text("1 open")
    await lea.page.get_by_role("button", name="Take it up again").click()
    await expect(count).to_have_text("2 open")
    # and by itself, when its time has come
    await world.write(snooze_question, "ada", number, until=now() + timedelta(seconds=3))
    await expect(lea.page.locator(f"#inbox-later > #question-{number}")).to_be_visible()
    await expect(lea.page.locator(f"#inbox-open > #question-{number}")).to_be_visible()
    await world.write(snooze_question, "ada", number, until=now() + timedelta(days=1))
    await expect(count).to_have_text("1 open")
    body = "Yes."
    await world.write(answer_question, "ada", 3 - number, key=new_ordered_id(), body=body)
    await expect(count).to_be_empty()
    assert lea.complaints == []


async def test_a_row_that_is_drawn_anew_under_a_press_still_gets_the_click(
    theatre: Theatre,
) -> None:
    world = theatre.world
    await asked(world, "lin")
    lea = await theatre.window("lea", "/inbox")
    link = lea.page.locator("#question-1 a[href$='/questions/1']").first
    await link.hover()
    await lea.page.mouse.down()
    await world.write(title_question, "ada", 1, title="Do quoted slurs count?")
    await flag(world, "sam", await held_task(world, "sam"), "And irony?")
    await expect(lea.page.locator("#inbox-count")).to_have_text("2 open")
    await lea.page.mouse.up()
    await expect(lea.page).to_have_url(f"{theatre.url}/projects/hate/questions/1")


async def test_what_is_typed_after_r_goes_into_the_ruling(theatre: Theatre) -> None:
    """And a letter on a choice of the form opens nothing else, least of all what reaches askers."""
    await asked(theatre.world, "lin")
    lea = await theatre.window("lea", "/inbox")
    page = lea.page
    for key in ("j", "r"):
        await page.keyboard.press(key)
    await page.wait_for_url("**/questions/1#rule")
    await expect(page.locator("#condition")).to_be_focused()
    await page.keyboard.type("an author quotes")
    await expect(page.locator("#condition")).to_have_value("an author quotes")
    await page.get_by_role("radio", name="The guideline changes").focus()
    await page.keyboard.type("an author")
    await expect(page.locator("#answer")).not_to_have_attribute("open", "")
    await page.locator("h1").click()
    await page.keyboard.press("r")
    await expect(page.locator("#condition")).to_be_focused()
    assert lea.complaints == []
