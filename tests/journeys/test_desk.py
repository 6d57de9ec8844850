"""The desk when the network goes, when somebody slips, and when one person says much."""

import re

import pytest
from playwright.async_api import expect

from tests.journeys.stage import Theatre
from tests.journeys.test_loop import clean, furnish
from tests.talk.floor import say

pytestmark = [pytest.mark.browser, pytest.mark.pages]


async def test_an_answer_that_the_network_lost_goes_by_itself_when_it_is_back(
    theatre: Theatre,
) -> None:
    await furnish(theatre.world)
    lin = await theatre.window("lin", "/desk")
    paper = lin.page.locator("#desk-paper")
    await expect(paper).not_to_be_empty()
    before = await paper.inner_text()
    await lin.page.context.set_offline(True)
    await lin.page.keyboard.press("1")
    await lin.page.keyboard.press("Enter")
    await expect(lin.page.get_by_text("Your answer stays here")).to_be_visible()
    assert await paper.inner_text() == before
    await lin.page.context.set_offline(False)
    await expect(paper).not_to_have_text(before, use_inner_text=True)
    await expect(lin.page.get_by_text("1 today")).to_be_visible()


async def test_a_label_and_a_skip_are_taken_back_by_a_key(theatre: Theatre) -> None:
    await furnish(theatre.world)
    lin = await theatre.window("lin", "/desk")
    paper = lin.page.locator("#desk-paper")
    await expect(paper).not_to_be_empty()
    before = await paper.inner_text()
    await lin.page.keyboard.press("1")
    await lin.page.keyboard.press("Enter")
    await expect(paper).not_to_have_text(before, use_inner_text=True)
    await lin.page.keyboard.press("u")
    await expect(paper).to_have_text(before, use_inner_text=True)
    await expect(lin.page.get_by_role("radio", name="Hateful", exact=False).first).to_be_checked()
    await expect(lin.page.get_by_text("0 today")).to_be_visible()
    await lin.page.keyboard.press("x")
    await lin.page.keyboard.press("1")
    await expect(paper).not_to_have_text(before, use_inner_text=True)
    await lin.page.keyboard.press("u")
    await expect(paper).to_have_text(before, use_inner_text=True)
    await clean(lin)


async def test_what_one_person_says_in_a_row_stands_under_one_name(theatre: Theatre) -> None:
    for name, body in (("sam", "one"), ("sam", "two"), ("lea", "three"), ("sam", "four")):
        await say(theatre.world, name, "lounge", body)
    lin = await theatre.window("lin", "/threads/lounge")
    rows = lin.page.locator(".message")
    await expect(rows).to_have_count(4)
    follows = "all => all.map(each => each.classList.contains('message-follows'))"
    assert await rows.evaluate_all(follows) == [False, True, False, False]
    await say(theatre.world, "sam", "lounge", "five")
    await expect(rows).to_have_count(5)
    await expect(rows.last).to_have_class(re.compile("message-follows"))
    await clean(lin)
