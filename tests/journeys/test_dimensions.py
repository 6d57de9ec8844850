"""Several ratings of one task by keys alone, and what the ML team then reads of a proxy."""

import pytest
from playwright.async_api import expect

from tests.imports.files import HATE, lines, send
from tests.journeys.stage import Theatre
from tests.journeys.test_loop import clean
from tests.tasks.test_dimensions import FORM

pytestmark = [pytest.mark.browser, pytest.mark.pages]


async def test_digits_answer_one_after_the_other(theatre: Theatre) -> None:
    world = theatre.world
    told = await world.client("lea", browser=True).post(
        "/projects/hate/settings/answers", data=FORM
    )
    assert told.status_code == 303, told.text
    await send(world, b"id,text\nt1,first post\nt2,second post\nt3,third\n", "tasks")
    lin = await theatre.window("lin", "/desk")
    paper = lin.page.locator("#desk-paper")
    await expect(paper).to_contain_text("first post")
    chosen = lin.page.locator("[data-dimension] input:checked")
    current = lin.page.locator("[data-dimension][data-current]")
    await expect(current).to_contain_text("Relevant")
    await clean(lin)
    await lin.page.keyboard.press("4")
    await expect(current).to_contain_text("Kind")
    await lin.page.keyboard.press("Enter")
    await expect(lin.page.locator("[data-need]")).to_be_visible()
    await lin.page.keyboard.press("2")
    await expect(chosen).to_have_count(2)
    await lin.page.keyboard.press("Enter")
    await expect(paper).to_contain_text("second post")
    await lin.page.keyboard.press("u")
    await expect(paper).to_contain_text("first post")
    await expect(chosen).to_have_count(2)
    await lin.page.keyboard.press("Enter")
    await expect(paper).to_contain_text("second post")
    rows = [{"id": f"t{n}", "annotator": "A", "answer": f"relevant={n};kind=no"} for n in (1, 2, 3)]
    await send(world, lines(*rows), "labels")
    clicks = [{"id": f"t{n}", "value": 9 - n} for n in (1, 2, 3)]
    await send(world, lines(*clicks), "proxies", proxy="clicks")
    await world.client("lea").get(f"{HATE}/objective")
    await world.app.state.figures.finish()
    lea = await theatre.window("lea", "/objective")
    await expect(lea.page.get_by_role("heading", name="It would push these")).to_be_visible()
    await clean(lea)
    await lea.page.get_by_role("button", name="Ask about").first.click()
    await expect(lea.page).to_have_url(
        f"{lea.page.url.split('/projects')[0]}/projects/hate/questions/1"
    )
