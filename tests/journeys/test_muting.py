"""Being muted in a browser: told on the open page, and the composer comes back by itself."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from app.actions.mutes import mute_member, unmute_member
from app.clock import now
from tests.journeys.stage import Theatre

pytestmark = [pytest.mark.browser, pytest.mark.pages]


async def test_who_is_muted_is_told_at_once_and_writes_on_when_it_is_over(
    theatre: Theatre,
) -> None:
    world, lin = theatre.world, theatre.world.member_id("lin")
    one = await theatre.window("lin", "/threads/lounge")
    await one.page.clock.install()
    await theatre.go(one, "/threads/lounge")
    box = one.page.get_by_label("Write a message", exact=True)
    await box.fill("half a thou")
    await world.write(mute_member, "lea", lin, why="Cool down, please.")
    note = one.page.locator("#muting")
    await expect(note).to_contain_text("Why: Cool down, please.")
    await expect(box).to_be_hidden()
    assert await one.axe() == []
    await one.page.clock.fast_forward(timedelta(minutes=59).seconds * 1000)
    await expect(box).to_be_hidden()
    await one.page.clock.fast_forward(timedelta(minutes=1, seconds=5).seconds * 1000)
    await expect(box).to_be_visible()
    await expect(box).to_have_value("half a thou")
    # the team may end it before
    await one.page.clock.set_system_time(now())
    await world.write(mute_member, "lea", lin)
    await expect(box).to_be_hidden()
    await world.write(unmute_member, "lea", lin)
    await expect(box).to_be_visible()
    await expect(box).to_have_value("half a thou")
    assert one.complaints == []
