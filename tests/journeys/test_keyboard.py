"""The whole loop by the keyboard alone: no pointer, and the focus is always to be seen."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.journeys.stage import Theatre
from tests.journeys.test_loop import answer, clean, confirm, furnish, read

pytestmark = [pytest.mark.browser, pytest.mark.pages]

MOST_STEPS = 80
SEEN = """() => {
    const here = document.activeElement;
    if (!here || here === document.body) return true;  // nothing is focused: keys are heard anyway
    if (!here.checkVisibility({visibilityProperty: true})) return false;
    for (let at = here, i = 0; at && i < 4; at = at.parentElement, i += 1) {
        const {outlineStyle, outlineWidth} = getComputedStyle(at);
        if (outlineStyle !== "none" && parseFloat(outlineWidth) > 0) return true;
    }
    return false;
}"""


async def tab_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Walk there with Tab; on the way the focus is always seen."""
    await expect(target).to_be_visible()
    start = await page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
    for _ in range(MOST_STEPS):
        if await target.evaluate("each => each === document.activeElement"):
            return
        await page.keyboard.press(key)
        here = await page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        assert await page.evaluate(SEEN), f"nobody sees that this has the focus: {here}"
    raise AssertionError(f"{MOST_STEPS} steps from {start} do not lead there")


async def test_the_loop_goes_by_the_keyboard_alone(theatre: Theatre) -> None:
    await furnish(theatre.world)
    lin = await theatre.window("lin", "/desk")
    lea = await theatre.window("lea", "/inbox")
    rui = await theatre.window("rui", "/drafts")
    await flag_words(lin.page)
    await answer(lin.page, "neighbour", "1")
    await answer(lin.page, "rain", "2")
    await answer(lin.page, "shouted", "1")
    await rule(lea.page)
    await edit(lea.page)
    await settle_scope(lea.page)
    await approve(rui.page)
    await publish(lea.page)
    await theatre.world.app.state.keeper.settle()
    await read_and_relabel(lin.page)
    await read_the_report(lea.page)
    await clean(lin, lea, rui)


async def flag_words(page: Page) -> None:
    """Select words with the arrows, press f, say what is unclear; the task is in hand again."""
    await expect(page.locator("#desk-paper")).to_contain_text("neighbour")
    await tab_to(page, page.locator("#desk-paper [data-anchorable]"))
    for key in ("ArrowRight",) * 5 + ("Shift+ArrowRight",) * 4:
        await page.keyboard.press(key)
    assert await page.evaluate("getSelection().toString().trim()") == "the hill people are vermin"
    await page.keyboard.press("f")
    dialog = page.get_by_role("dialog", name="Flag an edge case")
    await expect(dialog).to_contain_text("the hill people are vermin")
    await expect(dialog.get_by_label("What is unclear?")).to_be_focused()
    await page.keyboard.type("Quoted to reject it. Hateful?")
    await page.keyboard.press("Control+Enter")
    await expect(dialog).to_be_hidden()
    await expect(page.locator("#desk-paper mark")).to_have_text("the hill people are vermin")
    await tab_to(page, page.locator("#desk-paper [data-anchorable]"))


async def rule(page: Page) -> None:
    """From the inbox to a ruling; the draft that it opened is one key away."""
    await expect(page.locator("#inbox-open")).to_contain_text("Quoted to reject it.")
    await page.keyboard.press("j")
    await page.keyboard.press("r")
    await page.wait_for_url("**/questions/1#rule")
    await expect(page.get_by_label("When").first).to_be_focused()
    await page.keyboard.type("an attack is quoted in order to reject it")
    await tab_to(page, page.get_by_label("Then the answer is").first)
    await page.keyboard.type("Not")
    await tab_to(page, page.get_by_label("Because").first)
    await page.keyboard.type("Its author stands by the people attacked.")
    await page.keyboard.press("Control+Enter")
    await expect(page.get_by_role("link", name="Go to the draft")).to_be_visible()
    await expect(page.locator("#live-state")).to_have_text("live")
    await page.keyboard.press("o")
    await page.wait_for_url("**/drafts/2")


async def edit(page: Page) -> None:
    """Put the new clause in other words."""
    await tab_to(page, page.locator("#draft-changes").get_by_role("link", name="Edit"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("What it says")).to_be_focused()
    await page.keyboard.press("Control+End")
    await page.keyboard.type(" Swearing with it changes nothing.")
    await expect(page.locator("#preview")).to_contain_text("changes nothing")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#draft-changes")).to_contain_text("changes nothing")
    await expect(page.locator("#live-state")).to_have_text("live")


async def settle_scope(page: Page) -> None:
    """Ask for review, say which labels are affected, see what it would cost."""
    await page.keyboard.press("v")
    await expect(page.locator("#draft-standing")).to_contain_text("approval needed")
    await tab_to(page, page.get_by_label("The task’s text contains any of"))
    await page.keyboard.type('"')
    second = page.get_by_label("Where an answer flips, a second person looks too")
    await tab_to(page, second)
    await page.keyboard.press("Space")
    await expect(second).not_to_be_checked()
    await page.keyboard.press("Enter")
    await expect(page.locator("#preview")).to_contain_text("Labels to make again")
    await expect(page.locator("#scope")).to_be_focused()
    await tab_to(page, page.locator("#scope").get_by_text("Change the scope"))


async def approve(page: Page) -> None:
    await tab_to(page, page.get_by_role("link", name="an attack is quoted"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Approve")).to_be_visible()
    await expect(page.locator("#live-state")).to_have_text("live")
    await page.keyboard.press("a")
    await expect(page.locator("#draft-standing")).not_to_contain_text("approval needed")


async def publish(page: Page) -> None:
    """The draft says that it was approved; whoever publishes is asked first."""
    await expect(page.get_by_role("button", name="Publish 2.0.0")).to_be_visible()
    await page.keyboard.press("p")
    await expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    await expect(page.locator("#confirm-facts")).to_contain_text("Publishing asks for")
    await tab_to(page, page.locator("#confirm-yes"))
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/changelog**")


async def read_and_relabel(page: Page) -> None:
    """Go on from the desk: read what changed, confirm what is in hand, make two labels again."""
    await open_by_keys(page, "g", "d")
    await read(page)
    await confirm(page, "The hill people are vermin.", "1")
    for text in ("neighbour", "shouted"):
        await expect(page.locator("#desk-paper")).to_contain_text("to be made again")
        await answer(page, text, "2")


async def open_by_keys(page: Page, *keys: str) -> None:
    """Another page by its shortcut."""
    await page.evaluate("document.documentElement.dataset.old = 'yes'")
    for key in keys:
        await page.keyboard.press(key)
    await expect(page.locator("html[data-old]")).to_have_count(0)
    await expect(page.locator("#live-state")).to_have_text("live")


async def read_the_report(page: Page) -> None:
    """From anywhere to what the relabel did."""
    await expect(page.locator("#live-state")).to_have_text("live")
    await open_by_keys(page, "g", "r")
    await tab_to(page, page.get_by_role("link", name="Relabel 1"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("main")).to_contain_text("Flipped 2")
