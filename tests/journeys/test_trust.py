"""Work that is looked at: gold failed, told of and doubted; a tie adjudicated; by keys."""

import pytest
from playwright.async_api import expect
from sqlmodel import Session, select

from app.actions.golds import set_gold
from app.domain.roles import Actor
from app.records.tasks import Task
from tests.actions.honeypots import asked
from tests.actions.loop import YES
from tests.actions.test_settled_honeypots import failing, settle
from tests.cast import World
from tests.imports.files import send
from tests.journeys.stage import Theatre, Window

pytestmark = [pytest.mark.browser, pytest.mark.pages]
DIFFERING = b"item_id,annotator,label\nt7,A1,hateful\nt7,A2,non-hateful\n"


async def task_of(world: World, task_id: int) -> Task:
    """A task by its number."""
    return await world.edge.read(lambda db: db.exec(select(Task).where(Task.id == task_id)).one())


async def label(window: Window, many: int) -> None:
    """Answer so many tasks with the second answer, by keys."""
    page = window.page
    for _ in range(many):
        hand = page.locator("#desk-paper")
        words = await hand.inner_text()
        await page.keyboard.press("2")
        await page.keyboard.press("Enter")
        await expect(hand).not_to_have_text(words, use_inner_text=True)


def failed(db: Session, actor: Actor) -> list[int]:
    """The gold that somebody met."""
    return [pot.task_id for pot in asked(db, actor)]


async def test_who_fails_gold_reads_why_and_good_labelers_put_it_in_doubt(theatre: Theatre) -> None:
    world = theatre.world
    [doubted] = await failing(world, 1, tells=True)
    for task_id in await world.read(failed, "lin"):
        await world.write(
            set_gold, "lea", (await task_of(world, task_id)).key, answer=YES, clause="c2"
        )
    kim = await theatre.window("kim", "/desk")
    await expect(kim.page.locator("#desk-paper")).to_contain_text("words")
    await label(kim, 8)
    met = await world.read(failed, "kim")
    assert met
    await settle(world)
    await world.app.state.followers.settle()
    await theatre.go(kim, "/notices")
    await kim.page.get_by_text("a task that you answered has a settled answer").first.click()
    note = kim.page.locator(".thread-settled")
    await expect(note).to_contain_text("This task has a settled answer: Hateful")
    await expect(note).to_contain_text("Clause c2 says why.")
    assert await kim.axe() == []

    lea = await theatre.window("lea", "/gold")
    cards = lea.page.locator("#gold-list article")
    await expect(cards).to_have_count(1)
    assert await lea.axe() == []
    await cards.get_by_label("Or say why").fill("Does a quoted slur count?")
    await cards.get_by_role("button", name="Ask everybody").click()
    await expect(cards).to_have_count(0)
    await theatre.go(lea, "/inbox")
    await expect(lea.page.locator("#inbox-open")).to_contain_text("Does a quoted slur count?")
    await theatre.go(lea, "/gold")
    external_id = (await task_of(world, doubted)).external_id
    await lea.page.get_by_label("External id of the task").fill(external_id)
    await lea.page.get_by_label("Trusted answer", exact=True).select_option("non-hateful")
    await lea.page.get_by_role("button", name="Set").click()
    row = lea.page.locator(
        ".gold-row", has=lea.page.get_by_role("link", name=external_id, exact=True)
    )
    await expect(row).to_contain_text("Not hateful")
    assert kim.complaints == lea.complaints == []


async def test_a_tie_is_adjudicated_by_two_keys(theatre: Theatre) -> None:
    world = theatre.world
    await failing(world, 0)
    await send(world, DIFFERING, "labels")
    rui = await theatre.window("rui", "/adjudications")
    await expect(rui.page.locator("#contests li")).to_have_count(1)
    assert await rui.axe() == []
    lea = await theatre.window("lea", "/adjudications")
    await rui.page.keyboard.press("b")
    await expect(rui.page.get_by_role("heading", name="Decide one task")).to_be_visible()
    await expect(rui.page.locator("html[data-ready]")).to_be_attached()
    assert await rui.axe() == []
    await rui.page.keyboard.press("2")
    await rui.page.keyboard.press("Enter")
    await expect(rui.page.locator("#decided-lately")).to_contain_text("Not hateful")
    await expect(lea.page.locator("#decided-lately")).to_contain_text("Not hateful")
    await expect(lea.page.locator("#contests > li.list-row")).to_have_count(0)
    assert rui.complaints == lea.complaints == []
