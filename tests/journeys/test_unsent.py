"""What could not be sent stays where it was, says so, and is sent once that can be."""

import pytest
from playwright.async_api import Page, expect
from sqlmodel import Session, col, select

from app.actions.clauses import edit_clause
from app.actions.trials import stop_trial
from app.domain.roles import Actor
from app.queries.drafts import get_draft
from app.records.labels import Label
from app.records.revisions import Revision
from tests.actions.loop import (
    NO,
    YES,
    change_draft,
    first_guideline,
    make_tasks,
    submitted,
)
from tests.book import shelf
from tests.book.test_trials import answer_as, opened
from tests.cast import World
from tests.desk.test_readings import published
from tests.journeys.stage import Theatre, Window
from tests.journeys.test_loop import flag, furnish

pytestmark = [pytest.mark.browser, pytest.mark.pages]
UNSENT = "[data-unsent]"


async def sign_out(page: Page) -> list[object]:
    """The session ends behind one's back; returns what signs in again."""
    cookies = await page.context.cookies()
    await page.context.clear_cookies()
    return list(cookies)


async def labels_of(world: World, name: str) -> list[tuple[str, str]]:
    """The answer and the comment of each label of somebody's, in order."""
    mine = select(Label).where(Label.member_id == world.member_id(name)).order_by(col(Label.id))
    return await world.edge.read(
        lambda db: [(each.value, each.comment) for each in db.exec(mine).all()]
    )


async def correcting(theatre: Theatre) -> Window:
    """Lin before a label of hers."""
    await first_guideline(theatre.world)
    (task,) = await make_tasks(theatre.world, ["a post"])
    await submitted(theatre.world)
    return await theatre.window("lin", f"/labels/{task.key}")


async def test_an_answer_of_the_reading_check_outlives_a_lost_connection(theatre: Theatre) -> None:
    await published(theatre.world)
    lin = await theatre.window("lin", "/revisions/2/reading")
    page = lin.page
    await page.keyboard.press("y")
    await expect(page.get_by_text("Case 1 of 2")).to_be_visible()
    await expect(page.locator("html[data-ready]")).to_be_attached()
    await page.context.set_offline(True)
    await page.keyboard.press("1")
    await page.keyboard.press("Enter")
    await expect(page.locator(UNSENT)).to_contain_text("is sent once it does")
    await expect(page.locator("[name='answer']:checked")).to_have_count(1)
    await page.context.set_offline(False)
    await page.wait_for_url("**/reading?answered=*")
    assert lin.complaints == []


async def test_a_correction_outlives_a_lost_session(theatre: Theatre) -> None:
    lin = await correcting(theatre)
    page = lin.page
    await page.keyboard.press("2")
    await page.keyboard.press("m")
    await page.keyboard.type("Irony")
    await page.keyboard.press("Escape")
    cookies = await sign_out(page)
    await page.keyboard.press("Enter")
    way = page.locator("#banner a")
    await expect(way).to_have_text("Sign in")
    await expect(page.get_by_label("Comment on the answer")).to_have_value("Irony")
    await page.context.add_cookies(cookies)  # type: ignore[arg-type]
    await way.click()  # who is signed in is led on at once
    await expect(page.locator("#banner")).to_be_hidden()
    await expect(page.locator("html[data-ready]")).to_be_attached()
    await expect(page.get_by_label("Comment on the answer")).to_have_value("Irony")
    await expect(page.locator("[value='non-hateful']")).to_be_checked()
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_contain_text("Not hateful")
    assert await labels_of(theatre.world, "lin") == [(YES, ""), (NO, "Irony")]
    await expect(page.get_by_label("Comment on the answer")).to_have_value("Irony")
    assert lin.complaints == []


async def test_a_label_that_nothing_was_changed_in_is_not_sent(theatre: Theatre) -> None:
    lin = await correcting(theatre)
    page, button = lin.page, lin.page.get_by_role("button", name="Correct my label")
    await expect(button).to_be_disabled()
    await page.keyboard.press("Enter")
    await page.keyboard.press("2")
    await expect(button).to_be_enabled()
    await page.keyboard.press("1")
    await expect(button).to_be_disabled()
    assert await labels_of(theatre.world, "lin") == [(YES, "")]


async def test_enter_without_an_answer_says_what_is_missing(theatre: Theatre) -> None:
    await furnish(theatre.world)
    lin = await theatre.window("lin", "/desk")
    await expect(lin.page.locator("#desk-paper")).not_to_be_empty()
    await lin.page.keyboard.press("Enter")
    missing = lin.page.get_by_role("alert").filter(has_text="Choose an answer first.")
    await expect(missing).to_be_in_viewport()
    await lin.page.keyboard.press("1")
    await expect(missing).to_have_count(0)


async def test_what_a_lead_writes_outlives_a_lost_connection(theatre: Theatre) -> None:
    await furnish(theatre.world)
    lea = await theatre.window("lea", "/drafts")
    page = lea.page
    await page.context.set_offline(True)
    await page.get_by_label("New draft").fill("Quotes")
    await page.get_by_label("New draft").press("Enter")
    await expect(page.locator(UNSENT)).to_contain_text("What you entered stays here")
    await expect(page.get_by_label("New draft")).to_have_value("Quotes")
    await page.context.set_offline(False)
    await page.get_by_role("button", name="Send it again").dblclick()
    await page.wait_for_url("**/drafts/2")
    drafts = select(Revision.title).where(Revision.state == "draft")
    found = await theatre.world.edge.read(lambda db: list(db.exec(drafts).all()))
    assert found == ["Quotes"], "pressed twice, it is begun once"
    await theatre.go(lea, "/drafts/2/clauses/c2")
    await page.locator("#text").fill("a slur, quoted or not")
    await page.context.set_offline(True)
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(UNSENT)).to_be_visible()
    await theatre.world.write(end_edition, "lea")
    await page.context.set_offline(False)
    await page.get_by_role("button", name="Send it again").click()
    await expect(page.get_by_text("What somebody saved meanwhile")).to_be_visible()
    await expect(page.locator("#text")).to_have_value("a slur, quoted or not")
    assert lea.complaints == []


def end_edition(db: Session, actor: Actor) -> None:
    """Somebody else saves the same clause."""
    edition = get_draft(db, actor, 2).edition
    edit_clause(db, actor, 2, edition=edition, code="c2", text="another")


async def trying(world: World) -> object:
    """A trial that Lin takes part in: its key."""
    await shelf.first_guideline(world)
    await make_tasks(world, ["a post", "another"])
    await answer_as(world, "lin", {"t1": YES, "t2": YES})
    await answer_as(world, "sam", {"t1": NO, "t2": NO})
    await change_draft(world)
    return (await opened(world)).key


async def test_what_was_begun_in_a_trial_stays_in_sight_when_it_ends(theatre: Theatre) -> None:
    world = theatre.world
    trial = await trying(world)
    lin = await theatre.window("lin", f"/trials/{trial}")
    page = lin.page
    await page.keyboard.press("2")
    await page.keyboard.press("m")
    await page.keyboard.type("What of quotes?")
    await page.keyboard.press("Escape")
    await world.write(stop_trial, "lea", 2)
    await expect(page.get_by_text("The trial has ended: this was not sent.")).to_be_visible()
    begun = page.locator(".unsent-fields")
    await expect(begun.locator("input[name='comment']")).to_have_value("What of quotes?")
    await expect(begun.locator("[name='answer']:checked")).to_have_count(1)
    assert lin.complaints == []


async def test_a_question_pressed_twice_is_ruled_once(theatre: Theatre) -> None:
    await furnish(theatre.world)
    lin = await theatre.window("lin", "/desk")
    await flag(lin.page, "vermin", "Quoted: hateful?")
    lea = await theatre.window("lea", "/questions/1")
    await lea.page.keyboard.press("a")
    await lea.page.keyboard.type("No.")
    await (
        lea.page.locator("#answer-body")
        .locator("xpath=ancestor::form")
        .get_by_role("button")
        .last.dblclick()
    )
    await expect(lea.page.locator(".message-body").last).to_have_text("No.")
    await expect(lea.page.locator(".toast")).to_have_count(0)
    assert lea.complaints == []
