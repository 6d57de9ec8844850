"""Away from the screen: what was not looked at is not read, is mailed, and alerts once."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect
from sqlmodel import Session

from app.actions.readings import move_reading
from app.queries.notices import count_unseen
from app.settings import Settings
from tests.journeys.stage import Theatre, Window
from tests.mail.post import Post
from tests.mail.receiver import MailServer, receiving
from tests.talk.floor import say, thread

pytestmark = [pytest.mark.browser, pytest.mark.pages]
MINUTES = 2.1
# what a headless browser cannot do: be hidden, and show alerts
STAND_INS = """
let away = false;
Object.defineProperty(document, "hidden", { get: () => away });
window.turnAway = (hidden) => {
  away = hidden;
  document.dispatchEvent(new Event("visibilitychange"));
};
window.alerts = [];
window.Notification = class {
  static permission = "granted";
  constructor(title, options) {
    Object.assign(this, { title, ...options });
    window.alerts.push(this);
  }
  close() { this.closed = true; }
};
"""


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    """The mail server."""
    async with receiving() as made:
        yield made


@pytest.fixture
def settings(database: str, tmp_path: Path, server: MailServer) -> Settings:
    """Settings that name it."""
    mail: dict[str, Any] = {
        "smtp_url": f"smtp://127.0.0.1:{server.port}",
        "smtp_starttls": False,
        "mail_from": "label@example.org",
    }
    return Settings(database=database, files=tmp_path / "files", **mail)


@pytest.fixture
async def post(theatre: Theatre, server: MailServer) -> Post:
    """The outbox of the theatre's world."""
    await theatre.world.app.state.carrier.stop()
    return Post(theatre.world, server)


async def window(theatre: Theatre, name: str, path: str) -> Window:
    """A window that can be turned away from."""
    made = await theatre.window(name, path)
    await made.page.context.add_init_script(STAND_INS)
    await theatre.go(made, path)
    return made


async def turn(made: Window, *, away: bool) -> None:
    """Look away, or look again."""
    await made.page.evaluate("(away) => window.turnAway(away)", away)


async def unseen(theatre: Theatre, name: str) -> int:
    """How many notices somebody has not seen."""
    await theatre.world.app.state.followers.settle()

    def count(db: Session) -> int:
        return count_unseen(db, theatre.world.member_id(name))

    return await theatre.world.edge.read(count)


async def test_a_message_on_a_hidden_screen_is_not_read_and_is_mailed(
    theatre: Theatre, post: Post
) -> None:
    await post.confirm("sam")
    sam = await window(theatre, "sam", "/threads/lounge")
    await turn(sam, away=True)
    await say(theatre.world, "lin", "lounge", "@Sam are you there?")
    await expect(sam.page.locator(".message-body")).to_have_text("@Sam are you there?")
    await asyncio.sleep(1.5)  # longer than a message has to be looked at
    assert await unseen(theatre, "sam") == 1
    [mail] = await post.carry_after(minutes=MINUTES)
    assert "are you there?" in mail.text


async def test_a_lid_closed_a_moment_after_a_message_came_leaves_it_unread(
    theatre: Theatre, post: Post
) -> None:
    await post.confirm("sam")
    sam = await window(theatre, "sam", "/threads/lounge")
    await say(theatre.world, "lin", "lounge", "@Sam one")
    await expect(sam.page.locator(".message-body")).to_have_text("@Sam one")
    await turn(sam, away=True)
    await asyncio.sleep(1.5)
    assert await unseen(theatre, "sam") == 1
    assert len(await post.carry_after(minutes=MINUTES)) == 1
    # opened again, it is looked at, and read
    await turn(sam, away=False)
    await expect(sam.page.locator("#notice-count")).to_have_text("")
    assert await unseen(theatre, "sam") == 0
    # and what is looked at for a while is never mailed
    await say(theatre.world, "lin", "lounge", "@Sam two")
    await expect(sam.page.locator(".message-body").last).to_have_text("@Sam two")
    await asyncio.sleep(1.5)
    await expect(sam.page.locator("#notice-count")).to_have_text("")
    assert await post.carry_after(minutes=MINUTES) == []
    assert sam.complaints == []


async def alerts_of(*windows: Window) -> list[list[str]]:
    """What each window has alerted to."""
    told = "() => window.alerts.filter((each) => !each.closed).map((each) => each.body)"
    return [await each.page.evaluate(told) for each in windows]


async def until_alerts(*windows: Window, count: int) -> list[str]:
    """The alerts of all windows, once there are so many."""
    for _ in range(200):
        told = [body for bodies in await alerts_of(*windows) for body in bodies]
        if len(told) >= count:
            break
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.5)  # and for those that should not come
    return [body for bodies in await alerts_of(*windows) for body in bodies]


async def until_none(made: Window) -> None:
    """Wait until the window shows no alert any more."""
    for _ in range(200):
        if await alerts_of(made) == [[]]:
            return
        await asyncio.sleep(0.05)
    pytest.fail("an alert of what was seen is still shown")


async def test_hidden_tabs_alert_once_together_and_not_while_one_is_looked_at(
    theatre: Theatre,
) -> None:
    first = await window(theatre, "sam", "/guideline")
    second = await theatre.tab(first.page.context)
    await theatre.go(second, "/notices")
    await turn(first, away=True)
    await say(theatre.world, "lin", "lounge", "@Sam seen in the bell")
    await expect(second.page.locator("#notice-count")).to_have_text("1")
    assert await until_alerts(first, second, count=0) == []
    await turn(second, away=True)
    await say(theatre.world, "lin", "lounge", "@Sam come back")
    told = await until_alerts(first, second, count=1)
    assert told.count("@Sam come back") == 1
    assert len(told) == len(set(told))


async def test_a_click_on_an_alert_opens_it_and_what_was_seen_elsewhere_goes(
    theatre: Theatre,
) -> None:
    sam = await window(theatre, "sam", "/guideline")
    await turn(sam, away=True)
    await say(theatre.world, "lin", "lounge", "@Sam gone")
    assert await until_alerts(sam, count=1) == ["@Sam gone"]
    order = (await thread(theatre.world, "sam", "lounge")).messages[-1].order
    await theatre.world.write(move_reading, "sam", "lounge", upto=order)
    await until_none(sam)
    await say(theatre.world, "lin", "lounge", "@Sam open me")
    assert await until_alerts(sam, count=1) == ["@Sam open me"]
    await sam.page.evaluate("window.alerts[1].onclick()")
    await sam.page.wait_for_url("**/threads/lounge#message-*")
    await expect(sam.page.locator("#notice-count")).to_have_text("")
    assert sam.complaints == []


async def test_the_account_page_knows_the_zone_and_can_be_used_by_all(theatre: Theatre) -> None:
    made = await theatre.window("sam", "/guideline", timezone_id="Asia/Tokyo")
    await made.page.goto("/account")
    await expect(made.page.get_by_label("Time zone")).to_have_value("Asia/Tokyo")
    await made.page.get_by_label("Mail address").fill("sam@example.org")
    await made.page.get_by_role("button", name="Send a link to confirm it").click()
    await expect(made.page.get_by_text("A link was sent to sam@example.org.")).to_be_visible()
    await made.page.get_by_label("From").fill("22:00")
    await made.page.get_by_label("Until").fill("07:30")
    await made.page.locator("#told").get_by_role("button", name="Save").click()
    await expect(made.page.get_by_label("Until")).to_have_value("07:30")
    assert await made.axe() == []
    assert made.strangers + made.complaints == []
