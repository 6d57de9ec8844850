"""Notices: who is told, and who is not; once per event and person, however often it is followed."""

import asyncio

import pytest
from sqlmodel import Session, select

from app.actions.approvals import request_review
from app.actions.members import change_role
from app.actions.messages import edit_message
from app.actions.notices import follow_notices, see_all_notices, see_notice
from app.actions.questions import answer_question
from app.actions.readings import move_reading
from app.actions.withdrawals import withdraw_revision
from app.clock import new_ordered_id
from app.errors import NotFound
from app.followers.runner import Followers
from app.pages.notices import NoticeView, show_notices
from app.records.notices import FollowerCursor, Notice
from tests.book.shelf import first_guideline, publish
from tests.book.test_standings import drafted
from tests.cast import World
from tests.talk.floor import answer, asked, events, hold, make_task, say, thread


async def told(world: World, name: str) -> list[NoticeView]:
    """What a person has been told, newest first, once the follower is through."""
    await Followers(world.edge).settle()
    return list((await world.read(show_notices, name)).notices)


async def kinds(world: World, *names: str) -> dict[str, list[str]]:
    """The kinds of notices by person."""
    return {name: [notice.kind for notice in await told(world, name)] for name in names}


async def test_those_who_asked_hear_the_answer_and_others_do_not(world: World) -> None:
    number, _ = await asked(world, "lin", "sam")
    body = "Yes."
    await world.write(answer_question, "lea", number, key=new_ordered_id(), body=body)
    assert await kinds(world, "lin", "sam", "lea", "vic") == {
        "lin": ["question"],
        "sam": [],
        "lea": [],
        "vic": [],
    }
    [notice] = await told(world, "lin")
    assert (notice.by, notice.what) == ("Lea", "answered your question")
    assert notice.url == f"/projects/hate/questions/{number}"
    assert notice.quote == "Do quotes count?"


async def test_a_mention_is_heard_only_by_those_who_may_read_it(world: World) -> None:
    topic = f"task:{await make_task(world)}"
    await hold(world, "lin")
    await hold(world, "sam")
    await say(world, "lin", topic, "@Sam @Rui @Kim @Eve @Lin what do you say?")
    assert await kinds(world, "sam", "rui", "kim", "lin") == {
        "sam": [],  # holds the task, and has not answered
        "rui": ["mention"],
        "kim": [],
        "lin": [],
    }
    await say(world, "lea", topic, "@Sam see the guideline")
    assert (await kinds(world, "sam"))["sam"] == ["mention"]


async def test_an_edit_tells_those_newly_named_only(world: World) -> None:
    key = await say(world, "lin", "lounge", "@Sam look")
    await told(world, "sam")
    await world.write(edit_message, "lin", key, body="@Sam @Kim look")
    assert await kinds(world, "sam", "kim") == {"sam": ["mention"], "kim": ["mention"]}


async def test_replies_reach_those_who_wrote_before_and_may_read(world: World) -> None:
    topic = f"task:{await make_task(world)}"
    await hold(world, "lin")
    await hold(world, "sam")
    await say(world, "lin", topic, "first")
    await say(world, "sam", topic, "second")
    assert await kinds(world, "lin", "sam") == {"lin": [], "sam": []}
    await say(world, "lea", topic, "third")
    assert await kinds(world, "lin", "sam") == {"lin": ["reply"], "sam": ["reply"]}
    await answer(world, "lin")
    await say(world, "sam", topic, "fourth")
    assert (await kinds(world, "lin"))["lin"] == ["reply", "reply"]


async def test_a_new_role_is_told(world: World) -> None:
    await world.write(change_role, "ada", world.member_id("lin"), role="reviewer")
    [notice] = await told(world, "lin")
    assert notice.what == "made you reviewer of this project"


async def test_following_twice_at_once_or_from_the_start_tells_once(world: World) -> None:
    await say(world, "lin", "lounge", "@Sam look")
    follow = [
        world.edge.write(world.project_id, follow_notices, world.project_id) for _ in range(4)
    ]
    await asyncio.gather(*follow)

    def forget(db: Session) -> None:
        for cursor in db.exec(select(FollowerCursor)):
            cursor.seq = 0
            db.add(cursor)

    await world.edge.write(world.project_id, forget)
    await Followers(world.edge).settle()
    assert (await kinds(world, "sam"))["sam"] == ["mention"]
    assert len(await events(world, "notice.made")) == 1


async def test_seen_once_is_seen_everywhere(world: World) -> None:
    for words in ("@Sam one", "@Sam two", "@Sam three"):
        await say(world, "lin", "lounge", words)
    three, two, one = await told(world, "sam")
    with pytest.raises(NotFound):
        await world.write(see_notice, "lin", one.id)
    await world.write(see_notice, "sam", one.id)
    view = await thread(world, "sam", "lounge")
    await world.write(move_reading, "sam", "lounge", upto=view.messages[1].order)
    assert [notice.is_seen for notice in await told(world, "sam")] == [False, True, True]
    assert await world.write(see_all_notices, "sam") == 1
    assert (await world.read(show_notices, "sam")).unseen == 0
    seen = await events(world, "notice.seen")
    assert [event.subject for event in seen] == [one.id, two.id, three.id]
    assert {event.audience for event in seen} == {f"member:{world.member_id('sam')}"}


async def test_what_was_read_before_the_follower_came_is_no_news(world: World) -> None:
    await say(world, "lin", "lounge", "@Sam look")
    order = (await thread(world, "sam", "lounge")).messages[0].order
    await world.write(move_reading, "sam", "lounge", upto=order)
    await Followers(world.edge).settle()

    def seen(db: Session) -> list[bool]:
        return [notice.seen_at is not None for notice in db.exec(select(Notice))]

    assert await world.edge.read(seen) == [True]


async def test_a_review_and_a_withdrawal_say_which_and_why(world: World) -> None:
    await first_guideline(world)
    draft = await drafted(world, "Quotes and irony")
    asked = await world.write(request_review, "lea", draft.number, edition=draft.edition)
    [review] = [each for each in await told(world, "rui") if f"/drafts/{asked.number}" in each.url]
    assert (review.kind, review.quote) == ("review", "Quotes and irony")
    revision = await publish(world, asked)
    await world.write(withdraw_revision, "ada", revision.number, reason="It read too far.")
    quotes = [each.quote for each in await told(world, "lin") if each.kind == "revision"]
    assert quotes[:2] == ["It read too far.", "Quotes and irony"]
