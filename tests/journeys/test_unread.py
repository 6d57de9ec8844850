"""What is new in a thread that is open: the line and the button count it, until it is read."""

import pytest
from playwright.async_api import expect

from app.actions.messages import edit_message
from app.actions.readings import move_reading
from app.actions.removals import delete_message
from tests.journeys.stage import Theatre
from tests.talk.floor import say, thread

pytestmark = [
    pytest.mark.pages,
    pytest.mark.browser,
    pytest.mark.parametrize("dialect", ["sqlite"], indirect=True),
]


async def read_all(theatre: Theatre, name: str) -> None:
    """The person has read the lounge."""
    upto = (await thread(theatre.world, name, "lounge")).messages[-1].order
    await theatre.world.write(move_reading, name, "lounge", upto=upto)


@pytest.mark.parametrize("language", ["en", "ja"])
async def test_the_line_counts_on_until_all_is_read(theatre: Theatre, language: str) -> None:
    world = theatre.world
    await say(world, "sam", "lounge", "before")
    await read_all(theatre, "lin")
    for n in range(30):
        await say(world, "sam", "lounge", f"number {n}")
    lin = await theatre.window("lin", "/threads/lounge", locale=language)
    line = lin.page.locator(".unread-line")
    await expect(line).to_contain_text("30")
    await say(world, "sam", "lounge", "one more")
    await expect(line).to_contain_text("31")
    await lin.page.locator(".message").last.scroll_into_view_if_needed()
    await expect(line).to_have_attribute("data-read", "")
    # what comes from now on is read as it comes: the line tells of what was there before
    await say(world, "sam", "lounge", "and one")
    await expect(lin.page.locator(".message").last).to_contain_text("and one")
    await expect(line).to_contain_text("31")
    # what is marked as unread stands under the line at once
    await lin.page.locator("[data-menu]").nth(28).evaluate("each => each.click()")
    await lin.page.locator("[data-unread-from]").click()
    await expect(line).to_contain_text("5")
    assert await lin.axe() == []
    assert lin.complaints == []


async def test_the_button_counts_what_is_below_and_not_what_was_seen(theatre: Theatre) -> None:
    world = theatre.world
    for n in range(60):
        await say(world, "sam", "lounge", f"number {n}\n\nof sixty")
    await read_all(theatre, "lin")
    lin = await theatre.window("lin", "/threads/lounge")
    page, pill = lin.page, lin.page.locator("[data-to-end]")
    await page.evaluate("scrollTo(0, 0)")
    keys = [await say(world, "sam", "lounge", f"new {n}\n\n" + "line\n\n" * 20) for n in range(4)]
    await expect(pill).to_have_text("4 new messages below")
    # drawn anew, each is still one
    await world.write(edit_message, "sam", keys[0], body="edited\n\n" + "line\n\n" * 20)
    await expect(page.get_by_text("edited", exact=True).first).to_be_attached()
    await expect(pill).to_have_text("4 new messages below")
    await world.write(delete_message, "sam", keys[1])
    await expect(pill).to_have_text("4 new messages below")
    # it leads to the first, and goes on counting those below
    await page.keyboard.press("n")
    await expect(page.locator(f"#message-{keys[0]}")).to_be_in_viewport()
    await expect(pill).to_have_text("3 new messages below")
    bottom = await page.evaluate("document.querySelector('.status').getBoundingClientRect().top")
    box = await pill.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= bottom  # nothing lies over it
    # the last is on the screen: nothing is left, though the page goes on below it
    await page.locator(f"#message-{keys[3]} .message-head").evaluate("e => e.scrollIntoView()")
    await expect(pill).to_be_hidden()
    assert lin.complaints == []
