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
    await lea.page.keyboard.press("j")
    row = lea.page.locator('[data-rows] > [aria-current="true"]')
    number = int((await row.get_attribute("id") or "").removeprefix("question-"))
    await world.write(title_question, "ada", number, title="Do quoted slurs count?")
    await expect(row).to_contain_text("Do quoted slurs count?")
    await lea.page.keyboard.press("Enter")
    await expect(lea.page).to_have_url(f"{theatre.url}/projects/hate/questions/{number}")
    await world.write(snooze_question, "ada", number, until=now() + timedelta(days=1))
    await expect(count).to_have_text("1 open")
    body = "Yes."
    await world.write(answer_question, "ada", 3 - number, key=new_ordered_id(), body=body)
    await expect(count).to_be_empty()
    assert lea.complaints == []
