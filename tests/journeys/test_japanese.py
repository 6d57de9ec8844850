"""The loop in Japanese: flag, ruling and notice, in the words of the catalog alone."""

import re

import pytest
from playwright.async_api import Page, expect

from app.languages import say, speaking
from tests.journeys.stage import Theatre, Window
from tests.journeys.test_loop import answer, clean, furnish

pytestmark = [pytest.mark.browser, pytest.mark.pages]
# kana or han: what only a Japanese sentence has
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def ja(message: str, **values: object) -> str:
    """A message as the page says it."""
    with speaking("ja"):
        said = say(message, **values)
    assert said != message, f"not translated: {message}"
    return said


async def in_japanese(theatre: Theatre, name: str, path: str) -> Window:
    """Somebody's window, after they chose the language on their account page."""
    window = await theatre.window(name, "/notices")
    await window.page.goto("/account")
    await window.page.get_by_label("Language").select_option("ja")
    await window.page.get_by_role("button", name="Save").first.click()
    await expect(window.page.locator("html")).to_have_attribute("lang", "ja")
    await window.page.goto(f"/projects/hate{path}")
    await expect(window.page.locator("#live-state")).to_have_text(ja("live"))
    return window


async def flag(page: Page, note: str) -> None:
    """Raise a flag by keys."""
    await page.keyboard.press("f")
    dialog = page.get_by_role("dialog", name=ja("Flag an edge case"))
    await dialog.get_by_label(ja("What is unclear?")).fill(note)
    await dialog.get_by_role("button", name=ja("Flag"), exact=True).click()
    await expect(dialog).to_be_hidden()


async def test_the_loop_goes_in_japanese(theatre: Theatre) -> None:
    await furnish(theatre.world)
    lin = await in_japanese(theatre, "lin", "/desk")
    lea = await in_japanese(theatre, "lea", "/inbox")
    await expect(lin.page.locator("#desk-paper")).to_contain_text("neighbour")
    await flag(lin.page, "引用は含まれますか?")
    await expect(lea.page.locator("#inbox-open")).to_contain_text("引用は含まれますか?")
    await answer(lin.page, "neighbour", "1")

    # what is pushed is drawn in the language of whoever looks
    await lea.page.get_by_role("link", name="引用は含まれますか?").click()
    form = lea.page.locator("#rule")
    await form.locator("[name=condition]").fill("攻撃が、否定するために引用されている")
    await form.get_by_label(ja("Then the answer is")).select_option("non-hateful")
    await lea.page.get_by_label(ja("Because")).first.fill(
        "書き手は攻撃された人々の側に立っている。"
    )
    await lea.page.get_by_role("button", name=ja("Make the ruling")).click()
    await expect(lea.page.get_by_text(ja("proposed")).first).to_be_visible()
    await theatre.world.app.state.followers.settle()
    await lin.page.goto("/projects/hate/notices")
    await expect(lin.page.get_by_role("main")).to_contain_text(ja("ruled on your question"))

    # a refusal is said in Japanese too
    refused = await lin.page.evaluate(
        "fetch('/api/v1/projects/hate/drafts', {method: 'POST', body: '{}',"
        " headers: {'content-type': 'application/json'}}).then(r => r.json())"
    )
    assert JAPANESE.search(str(refused["detail"]) + str(refused["title"])), refused
    await clean(lin, lea)


async def test_the_language_of_the_browser_is_that_of_the_sign_in_page(theatre: Theatre) -> None:
    context = await theatre.browser.new_context(base_url=theatre.url, locale="ja-JP")
    theatre.contexts.append(context)
    page = await context.new_page()
    await page.goto("/sign-in")
    await expect(page.locator("html")).to_have_attribute("lang", "ja")
    await expect(page.get_by_role("heading", level=1)).to_have_text(ja("Sign in"))
