"""The whole loop in a browser: three people at once, nobody reloads."""

import pytest
from playwright.async_api import Page, expect

from app.actions.approvals import approve_draft, request_review
from app.actions.guidelines import import_guideline
from app.actions.publications import publish_revision
from app.actions.tasks import add_task
from tests.cast import World
from tests.journeys.stage import Theatre, Window

pytestmark = pytest.mark.browser

GUIDELINE = """# Hate speech

## Hateful

- A post is hateful when it attacks people for belonging to a group.

## Not hateful

- Swearing at nobody is not hateful.
"""
TEXTS = (
    'My neighbour said "the hill people are vermin". I asked him to leave.',
    "The rain ruined my shoes again.",
    'They shouted "the hill people are vermin" on the bus. I reported it.',
    "The hill people are vermin.",
)
SECRET = "peers-must-not-read-this-0451"


async def furnish(world: World) -> None:
    """Tasks, and a first guideline in force."""
    for number, text in enumerate(TEXTS, 1):
        await world.write(
            add_task, "ada", external_id=f"t{number}", kind="text", content={"text": text}
        )
    draft = await world.write(import_guideline, "lea", markdown=GUIDELINE)
    await world.write(request_review, "lea", draft.number, edition=draft.edition)
    await world.write(approve_draft, "rui", draft.number, edition=draft.edition)
    await world.write(publish_revision, "lea", draft.number, edition=draft.edition)


async def answer(page: Page, text: str, key: str) -> None:
    """Answer the task that holds the text, by keyboard alone."""
    await expect(page.locator("#desk-paper")).to_contain_text(text)
    await page.keyboard.press(key)
    await page.keyboard.press("Enter")
    await expect(page.locator("#desk")).not_to_contain_text(text)


async def read(page: Page) -> None:
    """Read what changed, answer its one case as the ruling says, and go back to the desk."""
    await page.keyboard.press("r")
    await page.wait_for_url("**/reading")
    await expect(page.locator("html[data-ready]")).to_be_attached()
    await page.keyboard.press("y")
    await expect(page.locator("#check")).to_contain_text("Case 1 of 1")
    await expect(page.locator("html[data-ready]")).to_be_attached()
    await page.keyboard.press("2")
    await page.keyboard.press("Enter")
    await expect(page.locator("#check")).to_contain_text("You have passed its check.")
    await expect(page.locator("html[data-ready]")).to_be_attached()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/desk")


async def confirm(page: Page, text: str, key: str) -> None:
    """Answer a task that was opened under the guideline before."""
    await expect(page.locator("#live-state")).to_have_text("live")
    await expect(page.locator("#desk-paper")).to_contain_text(text)
    await page.keyboard.press(key)
    await page.keyboard.press("Enter")


async def flag(page: Page, quote: str, note: str) -> None:
    """Select words, press f, say what is unclear, send."""
    await page.evaluate(
        """quote => {
            const walk = document.createTreeWalker(
                document.querySelector('[data-anchorable]'), NodeFilter.SHOW_TEXT);
            for (let node; (node = walk.nextNode());) {
                const at = node.data.indexOf(quote);
                if (at >= 0) { getSelection().setBaseAndExtent(node, at, node, at + quote.length); }
            }
        }""",
        quote,
    )
    await page.keyboard.press("f")
    dialog = page.get_by_role("dialog", name="Flag an edge case")
    await dialog.get_by_label("What is unclear?").fill(note)
    await dialog.get_by_role("button", name="Flag", exact=True).click()
    await expect(dialog).to_be_hidden()


async def rule(page: Page) -> None:
    """The lead decides the question that is open before them."""
    await page.get_by_label("When").first.fill("an attack is quoted in order to reject it")
    await page.get_by_label("Then the answer is").first.select_option("non-hateful")
    await page.get_by_label("Because").first.fill("Its author stands by the people attacked.")
    await page.get_by_role("button", name="Make the ruling").click()


async def look_blind(theatre: Theatre) -> Window:
    """Sam, who has answered nothing yet, learns nothing of what Lin wrote; then answers too."""
    sam = await theatre.window("sam", "/desk")
    await expect(sam.page.locator("#desk-paper")).to_contain_text("neighbour")
    assert SECRET not in await sam.page.content()
    await sam.page.keyboard.press("1")
    await sam.page.keyboard.press("Enter")
    await expect(sam.page.locator("#desk-paper")).to_contain_text("rain")
    return sam


async def approve_and_publish(theatre: Theatre, lea: Window, rui: Window) -> None:
    """Review asked for, scope settled and previewed, approval by another, publication."""
    await lea.page.get_by_role("button", name="Ask for review").click()
    await lea.page.get_by_label("The task’s text contains any of").fill('"')
    second = lea.page.get_by_label("Where an answer flips, a second person looks too")
    await second.uncheck()
    await lea.page.get_by_role("button", name="Save and preview").click()
    await expect(lea.page.locator("#preview")).to_contain_text("3")
    await theatre.go(rui, "/drafts/2")
    await rui.page.get_by_role("button", name="Approve").click()
    await expect(lea.page.get_by_role("button", name="Publish 2.0.0")).to_be_visible()
    await lea.page.get_by_role("button", name="Publish 2.0.0").click()
    await lea.page.locator("#confirm-yes").click()
    await lea.page.wait_for_url("**/changelog**")


async def clean(*windows: Window) -> None:
    """Nothing went wrong in anybody's browser, and nothing foreign was asked for."""
    for window in windows:
        assert window.complaints == []
        assert window.strangers == []


async def test_flag_to_effect_with_three_people_at_once(theatre: Theatre) -> None:
    world = theatre.world
    await furnish(world)
    lin = await theatre.window("lin", "/desk")
    lea = await theatre.window("lea", "/inbox")
    rui = await theatre.window("rui", "/drafts")

    # Lin asks; Lea's inbox shows it without a reload
    await expect(lin.page.locator("#desk-paper")).to_contain_text("neighbour")
    await flag(lin.page, "the hill people are vermin", f"Quoted to reject it. {SECRET}")
    await expect(lea.page.locator("#inbox-open")).to_contain_text("Quoted to reject it.")
    await answer(lin.page, "neighbour", "1")
    await answer(lin.page, "rain", "2")
    await answer(lin.page, "shouted", "1")

    sam = await look_blind(theatre)

    # Lea rules; the draft stands before Rui without a reload
    await lea.page.get_by_role("link", name="Quoted to reject it.").click()
    await lea.page.wait_for_url("**/questions/*")
    await rule(lea.page)
    await expect(rui.page.get_by_role("main")).to_contain_text("An attack is quoted")
    await expect(lea.page.get_by_text("proposed").first).to_be_visible()

    # what a labeler wrote does not become a public heading
    await theatre.go(lea, "/drafts/2")
    assert SECRET not in await lea.page.locator("h1").inner_text()

    await approve_and_publish(theatre, lea, rui)
    await world.app.state.keeper.settle()

    # Lin reads, then makes the two labels again without seeing the old answer
    await theatre.go(lin, "/desk")
    await read(lin.page)
    await confirm(lin.page, "The hill people are vermin.", "1")
    await expect(lin.page.locator("#desk-paper")).to_contain_text("to be made again")
    await expect(lin.page.locator("input[name=answer]:checked")).to_have_count(0)
    await theatre.go(lea, "/relabels/1")
    await answer(lin.page, "neighbour", "2")
    await answer(lin.page, "shouted", "2")
    await expect(lea.page.locator("#relabel-progress")).to_contain_text("2 of 3")
    await theatre.go(sam, "/desk")
    await read(sam.page)
    await confirm(sam.page, "rain", "2")
    await answer(sam.page, "neighbour", "2")

    # the effect is a number, on the page that Lea has open
    await expect(lea.page.get_by_role("main")).to_contain_text("3 of 3 flipped in scope")
    await clean(lin, lea, rui, sam)


async def test_the_loop_goes_without_the_cdn(theatre: Theatre) -> None:
    theatre.cdn = False
    await furnish(theatre.world)
    lin = await theatre.window("lin", "/desk")
    lea = await theatre.window("lea", "/inbox")
    await expect(lin.page.locator("#desk-paper")).to_contain_text("neighbour")
    await flag(lin.page, "vermin", "Without a CDN?")
    await expect(lea.page.locator("#inbox-open")).to_contain_text("Without a CDN?")
    await answer(lin.page, "neighbour", "1")
    await clean(lin, lea)
