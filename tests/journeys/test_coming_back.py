"""Somebody comes back to a page that was cut off: all is there, and the line where they were."""

import pytest
from playwright.async_api import expect

from app.actions.messages import edit_message
from app.actions.readings import move_reading
from app.actions.removals import delete_message
from tests.journeys.stage import Theatre, Window
from tests.journeys.test_away import turn, window
from tests.talk.floor import say, thread

pytestmark = [
    pytest.mark.pages,
    pytest.mark.browser,
    pytest.mark.parametrize("dialect", ["sqlite"], indirect=True),
]


async def leave(theatre: Theatre, made: Window) -> None:
    """The network of this window is gone: its connections break, and no other comes about."""
    await made.page.context.set_offline(True)
    account = int(await made.page.locator("body").get_attribute("data-account") or 0)
    for one in theatre.world.app.state.hub.everybody():
        if one.shown.account_id == account:
            one.close(1001)
    await expect(made.page.locator("#live-state")).to_have_text("offline")


async def test_who_was_offline_sees_all_that_was_said_meanwhile(theatre: Theatre) -> None:
    world = theatre.world
    edited = await say(world, "sam", "lounge", "before")
    deleted = await say(world, "lea", "lounge", "soon gone")
    read = (await thread(world, "lin", "lounge")).messages[-1].order
    await world.write(move_reading, "lin", "lounge", upto=read)
    lin = await theatre.window("lin", "/threads/lounge")
    bodies = lin.page.locator(".thread-log .message-body")
    await expect(bodies).to_have_count(2)
    await leave(theatre, lin)
    await world.write(edit_message, "sam", edited, body="put differently")
    await world.write(delete_message, "lea", deleted)
    await say(world, "sam", "lounge", "while you were away")
    await say(world, "lea", "lounge", "@Lin and for you")
    await lin.page.get_by_label("Write a message").fill("written offline")
    await lin.page.get_by_label("Write a message").press("Enter")
    await expect(lin.page.locator(".message-failed")).to_contain_text("written offline")
    await lin.page.context.set_offline(False)
    await expect(lin.page.locator("#live-state")).to_have_text("live")
    told = ["put differently", "This message was deleted.", "while you were away",
            "@Lin and for you", "written offline"]  # fmt: skip
    await expect(bodies).to_have_text(told)
    await expect(lin.page.locator(".message-pending, .message-failed")).to_have_count(0)
    await expect(lin.page.locator("#notice-count")).to_have_text("")  # it was seen by now
    fresh = await theatre.window("lin", "/threads/lounge")
    await expect(fresh.page.locator(".thread-log .message-body")).to_have_text(told)
    line = lin.page.locator(".unread-line")
    await expect(line).to_have_text("2 new, all read")
    await expect(lin.page.locator(".unread-line + .message")).to_contain_text("while you were away")
    assert lin.complaints == []


async def test_a_hidden_tab_draws_the_line_where_its_reader_looked_away(theatre: Theatre) -> None:
    lin = await window(theatre, "lin", "/threads/lounge")
    first = lin.page.locator(".unread-line + .message")
    for said in ("one", "another"):
        seen = f"{said}, seen as it came"
        await say(theatre.world, "sam", "lounge", seen)
        await expect(lin.page.locator(".message-body").last).to_have_text(seen)
        async with lin.page.expect_response("**/lounge/reading"):
            pass  # it was looked at for long enough
        await turn(lin, away=True)
        await say(theatre.world, "sam", "lounge", f"{said}, on a hidden screen")
        await say(theatre.world, "lea", "lounge", "and more")
        await expect(lin.page.locator(".unread-line")).to_have_text("2 new")
        await expect(first).to_contain_text(f"{said}, on a hidden screen")
        async with lin.page.expect_response("**/lounge/reading"):
            await turn(lin, away=False)
    assert lin.complaints == []
