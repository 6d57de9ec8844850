"""The digest: at the hour of one's own zone, what is new and waits, and nothing twice."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from app.actions.clauses import edit_clause
from app.actions.members import change_role, remove_member
from app.actions.notices import see_all_notices
from app.actions.wishes import Wanted, set_wishes
from app.queries.guidelines import get_revision
from tests.book.shelf import first_guideline, new_draft, publish
from tests.mail.post import Post
from tests.talk.floor import asked, say

NOON = datetime(2031, 1, 9, 12, 0, tzinfo=UTC)  # a Thursday
DAILY: dict[str, Any] = {"zone": "Asia/Tokyo", "digest": "daily", "digest_hour": 8}
EIGHT_IN_TOKYO = datetime(2031, 1, 9, 23, 0, tzinfo=UTC)
DAY = timedelta(days=1)


async def test_a_digest_comes_at_its_hour_with_what_is_unseen_and_once(post: Post) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        await post.confirm("kim", mentions=False, **DAILY)
        await say(post.world, "kim", "lounge", "I was here")
        await say(post.world, "lin", "lounge", "@Kim UNSEEN")
        await post.world.write(change_role, "ada", post.world.member_id("kim"), role="reviewer")
        await post.carry()
        clock.move_to(EIGHT_IN_TOKYO - timedelta(minutes=1))
        assert await post.carry() == []
        clock.move_to(EIGHT_IN_TOKYO)
        [mail] = await post.carry()
        assert mail.subject == "What waits for you in Hate"
        assert "Lin named you in the lounge" in mail.text
        assert "UNSEEN" in mail.text
        assert "made you reviewer of this project" in mail.text
        clock.move_to(EIGHT_IN_TOKYO + DAY)
        assert await post.carry() == []
        assert await post.fates() == ["sent", "dropped"]


async def test_nothing_comes_when_there_is_nothing(post: Post) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        await post.confirm("kim", **DAILY)
        await say(post.world, "lin", "lounge", "@Kim look")
        await post.carry()
        await post.world.write(see_all_notices, "kim")
        clock.move_to(EIGHT_IN_TOKYO)
        assert await post.carry() == []


async def test_a_weekly_digest_comes_on_monday(post: Post) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        await post.confirm("kim", mentions=False, digest="weekly", digest_hour=9)
        await say(post.world, "lin", "lounge", "@Kim look")
        await post.carry()
        monday = datetime(2031, 1, 13, 9, 0, tzinfo=UTC)
        clock.move_to(monday - timedelta(minutes=1))
        assert await post.carry() == []
        clock.move_to(monday)
        assert len(await post.carry()) == 1


async def test_the_ml_team_reads_which_questions_wait_and_labelers_do_not(post: Post) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        await post.confirm("lea", "kim", "rui", **DAILY)
        number, _ = await asked(post.world, "lin", note="ASKERSWORDS do they count?")
        await post.carry()
        clock.move_to(EIGHT_IN_TOKYO)
        [mail] = await post.carry()
        assert mail.to == "lea@example.org"
        assert f"Question {number} waits for a decision" in mail.text
        assert "ASKERSWORDS" in mail.text
        assert f"http://127.0.0.1/projects/hate/questions/{number}" in mail.text


async def test_what_was_published_is_told_to_viewers_too_and_once(post: Post) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        await first_guideline(post.world)
        clock.shift(timedelta(minutes=1))
        await post.confirm("vic", "lin", "lea", **DAILY)
        clock.shift(timedelta(minutes=1))
        draft = await new_draft(post.world)
        await post.world.write(
            edit_clause, "lea", draft.number, edition=1, code="c2", text="no slur at all"
        )
        edited = await post.world.read(get_revision, "lea", draft.number)
        await publish(post.world, edited)
        await post.carry()
        clock.move_to(EIGHT_IN_TOKYO)
        mails = {mail.to: mail for mail in await post.carry()}
        told = {name: mail.text.count("of the guideline") for name, mail in mails.items()}
        # Lea has published it herself, and hears that it was approved
        assert told == {"vic@example.org": 1, "lin@example.org": 1, "lea@example.org": 0}
        assert "approved draft" in mails["lea@example.org"].text
        clock.move_to(EIGHT_IN_TOKYO + DAY)
        assert await post.carry() == []


@pytest.mark.parametrize("way", ["off", "gone"])
async def test_whoever_wants_none_gets_none(post: Post, way: str) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        await post.confirm("kim", mentions=False, **DAILY)
        await say(post.world, "lin", "lounge", "@Kim look")
        await post.carry()
        if way == "off":
            await post.as_account("kim", set_wishes, Wanted(digest="off"))
        else:
            await post.world.write(remove_member, "ada", post.world.member_id("kim"))
        clock.move_to(EIGHT_IN_TOKYO)
        assert await post.carry() == []
