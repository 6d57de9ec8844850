"""Sending when it suits: quiet hours, so many an hour, the rest in the digest."""

from datetime import UTC, datetime, timedelta

import time_machine

from app.actions.notices import see_all_notices
from app.actions.wishes import Wanted, set_wishes
from tests.mail.post import Post
from tests.talk.floor import say

# a Thursday; in Berlin it is an hour later
NIGHT = datetime(2031, 1, 9, 21, 30, tzinfo=UTC)
MORNING = datetime(2031, 1, 10, 7, 0, tzinfo=UTC)
QUIET = {"zone": "Europe/Berlin", "quiet_from": "22:00", "quiet_until": "08:00"}


async def test_quiet_hours_hold_mail_back_and_let_it_go_after_them(post: Post) -> None:
    with time_machine.travel(NIGHT, tick=False) as clock:
        await post.confirm("sam", "kim", **QUIET)
        await say(post.world, "lin", "lounge", "@Sam @Kim look")
        assert await post.carry() == []
        clock.move_to(NIGHT + timedelta(minutes=3))
        assert await post.carry() == []
        await post.world.write(see_all_notices, "kim")
        clock.move_to(MORNING - timedelta(minutes=1))
        assert await post.carry() == []
        clock.move_to(MORNING)
        assert [mail.to for mail in await post.carry()] == ["sam@example.org"]


async def test_quiet_weekends_last_until_monday_there(post: Post) -> None:
    friday = datetime(2031, 1, 10, 23, 30, tzinfo=UTC)  # in Berlin it is Saturday
    with time_machine.travel(friday, tick=False) as clock:
        await post.confirm("sam", zone="Europe/Berlin", quiet_weekends=True)
        await say(post.world, "lin", "lounge", "@Sam look")
        await post.carry()
        clock.move_to(datetime(2031, 1, 12, 22, 59, tzinfo=UTC))
        assert await post.carry() == []
        clock.move_to(datetime(2031, 1, 12, 23, 0, tzinfo=UTC))
        assert len(await post.carry()) == 1


async def fill_an_hour(post: Post, clock: time_machine.Traveller) -> None:
    """As many mails to Sam as an hour may bring."""
    for number in range(post.world.settings.mails_per_hour):
        await say(post.world, "lin", "lounge", f"@Sam number {number}")
        await post.carry()
        clock.shift(timedelta(minutes=3))
        assert len(await post.carry()) == 1


async def test_beyond_so_many_an_hour_the_digest_has_the_rest(post: Post) -> None:
    with time_machine.travel(NIGHT, tick=False) as clock:
        await post.confirm("sam", digest="daily", digest_hour=7)
        await fill_an_hour(post, clock)
        await say(post.world, "lin", "lounge", "@Sam one too many")
        await post.carry()
        clock.shift(timedelta(minutes=3))
        assert await post.carry() == []
        clock.move_to(MORNING)
        [digest] = await post.carry()
        assert "one too many" in digest.text
        assert "number 0" not in digest.text  # a mail has told of it


async def test_without_a_digest_the_rest_waits_for_its_hour(post: Post) -> None:
    with time_machine.travel(NIGHT, tick=False) as clock:
        await post.confirm("sam")
        await fill_an_hour(post, clock)
        await say(post.world, "lin", "lounge", "@Sam one too many")
        await post.carry()
        clock.shift(timedelta(minutes=3))
        assert await post.carry() == []
        clock.move_to(NIGHT + timedelta(minutes=63))
        [mail] = await post.carry()
        assert "one too many" in mail.text


async def test_wishes_that_change_meanwhile_count(post: Post) -> None:
    await post.confirm("sam")
    await say(post.world, "lin", "lounge", "@Sam look")
    await post.carry()
    await post.as_account("sam", set_wishes, Wanted(mentions=False, digest="off"))
    assert await post.carry_after(minutes=3) == []
    assert await post.fates() == ["dropped"]
