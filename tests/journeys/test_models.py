"""Suspected labels in browsers: reckoned while one waits, judged by keys, followed live."""

import pytest
from playwright.async_api import expect

from tests.imports.files import HATE, lines, send
from tests.journeys.stage import Theatre
from tests.quality.crowds import import_crowd
from tests.quality.test_models import BERT, doubtful

pytestmark = [pytest.mark.browser, pytest.mark.pages]


async def test_suspects_are_judged_by_keys_while_a_reviewer_looks_on(theatre: Theatre) -> None:
    world = theatre.world
    rows, predictions = doubtful()
    await import_crowd(world, ["hateful", "non-hateful"], rows)
    await send(world, lines(*predictions), "predictions", **BERT)
    lea = await theatre.window("lea", "/quality/models")
    assert await lea.axe() == []
    await lea.page.get_by_role("link", name="bert 3").click()
    draw = lea.page.get_by_role("button", name="Draw and judge")
    await expect(draw).to_be_visible()  # the page has asked again by itself
    assert await lea.axe() == []
    await lea.page.get_by_role("link", name="Suspected labels").click()
    await expect(lea.page.locator("ol > li").first).to_contain_text("Model:")
    assert await lea.axe() == []
    rui = await theatre.window("rui", "/quality/models/1")
    await expect(rui.page.get_by_role("button", name="Draw and judge")).to_have_count(0)
    await theatre.go(lea, "/quality/models/1")
    await lea.page.get_by_role("button", name="Draw and judge").click()
    for place, key in enumerate("121", 1):
        judged = lea.page.locator(".progress-text").first
        await expect(judged).to_contain_text(f"{place - 1} of")
        await expect(lea.page.locator("html[data-ready]")).to_be_attached()
        await lea.page.keyboard.press(key)
    await expect(lea.page.locator(".progress-text").first).to_contain_text("3 of")
    assert await lea.axe() == []
    await expect(rui.page.locator("#judged")).to_contain_text("2 of 3 judged were wrong labels")
    assert await rui.axe() == []
    assert lea.complaints == rui.complaints == []


async def test_a_suggestion_stands_beside_the_task_and_chooses_nothing(theatre: Theatre) -> None:
    world = theatre.world
    await send(world, lines({"id": "t1", "text": "They said it again."}), "tasks")
    told = {"id": "t1", "prediction": "hateful", "confidence": 0.9}
    await send(world, lines(told), "predictions", **BERT)
    lea = await theatre.window("lea", "/settings")
    await lea.page.locator("#suggestions select").select_option("1")
    assert await lea.axe() == []
    await lea.page.locator("#suggestions").get_by_role("button", name="Save").click()
    await expect(lea.page.locator("#suggestions select")).to_have_value("1")
    lin = await theatre.window("lin", "/desk")
    await expect(lin.page.locator("#suggestion")).to_contain_text("bert 3 suggests: Hateful 90 %")
    await expect(lin.page.locator("#answer input:checked[name=answer]")).to_have_count(0)
    assert await lin.axe() == []
    assert (await world.client("lea").get(HATE)).json()["prelabels"] == 1
