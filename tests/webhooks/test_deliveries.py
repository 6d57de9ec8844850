"""Deliveries: once per endpoint and event, at least once sent, retried, given up, sent again."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.actions.deliveries import (
    Claim,
    Outcome,
    note_attempt,
    retry_delivery,
    retry_failed,
    send_test,
)
from app.actions.endpoints import rotate_secret
from app.actions.removals import undo_message
from app.clock import now
from app.domain.endpoints import ATTEMPTS, WAITS, wait_after
from app.errors import Conflict, Forbidden
from app.records.notices import FollowerCursor
from tests.domain.test_signatures import by_hand
from tests.talk.floor import asked, flag, held_task, say
from tests.webhooks.stage import Post, make_sender


async def test_an_event_is_told_once_with_a_signature_that_fits(post: Post) -> None:
    number = await post.add("message.posted")
    await say(post.world, "lin", "lounge", "Hello & <welcome>")
    await post.send()
    await post.send()
    [got] = post.receiver.got
    [delivery] = await post.deliveries()
    assert (delivery.state, delivery.status, delivery.attempts) == ("delivered", 200, 1)
    id, at = got.headers["webhook-id"], int(got.headers["webhook-timestamp"])
    assert id == f"msg_{delivery.key.hex}"
    assert abs(now().timestamp() - at) < 60
    secret = (await post.endpoint(number)).secret
    assert got.headers["webhook-signature"] == by_hand(secret, id, at, got.body)
    assert got.json["type"] == "message.posted"
    assert got.json["data"]["message"]["text"] == "Hello & <welcome>"


async def test_only_what_was_asked_for_and_only_from_then_on(post: Post) -> None:
    await asked(post.world, "lin")
    await post.add("question.opened")
    await say(post.world, "lin", "lounge", "not asked for")
    await post.send()
    assert post.receiver.got == []
    await flag(post.world, "sam", await held_task(post.world, "sam"), "Another one?")
    await post.send()
    assert [each.json["type"] for each in post.receiver.got] == ["question.opened"]
    assert post.receiver.got[0].json["data"]["question"]["number"] == 2


async def test_other_projects_hear_nothing(post: Post) -> None:
    await post.add()
    await say(post.world, "eve", "lounge", "in another project")
    await post.send()
    assert post.receiver.got == []


async def test_each_endpoint_gets_its_own(post: Post) -> None:
    await post.add("message.posted", name="One")
    await post.add("message.posted", name="Two", format="slack")
    await say(post.world, "lin", "lounge", "Hello")
    await post.send()
    assert len({each.headers["webhook-id"] for each in post.receiver.got}) == 2
    assert sorted(set(each.json) == {"text", "blocks"} for each in post.receiver.got) == [
        False,
        True,
    ]


async def test_followed_twice_at_once_or_from_the_start_it_is_written_once(post: Post) -> None:
    await post.add("message.posted")
    for words in ("one", "two", "three"):
        await say(post.world, "lin", "lounge", words)
    settle = post.world.app.state.followers.settle
    await asyncio.gather(*(settle() for _ in range(4)))

    def forget(db: Session) -> None:
        for cursor in db.exec(select(FollowerCursor)):
            cursor.seq = 0
            db.add(cursor)

    await post.world.edge.write(post.world.project_id, forget)
    await say(post.world, "lin", "lounge", "four")
    await post.send()
    assert await post.states() == ["delivered"] * 4


async def test_two_processes_do_not_send_one_delivery_at_once(post: Post) -> None:
    await post.add("message.posted")
    for number in range(6):
        await say(post.world, "lin", "lounge", f"message {number}")
    await post.write()
    others = [make_sender(post.world) for _ in range(3)]
    for sender in others:
        await sender.settle()
    await asyncio.gather(*(sender.drain() for sender in others))
    ids = [each.headers["webhook-id"] for each in post.receiver.got]
    assert len(ids) == len(set(ids)) == 6
    assert [each.attempts for each in await post.deliveries()] == [1] * 6


async def test_a_claim_is_for_one_until_its_lease_ends(post: Post) -> None:
    number = await post.add("message.posted")
    await say(post.world, "lin", "lounge", "Hello")
    await post.write()
    claims = await asyncio.gather(*(post.claim(number) for _ in range(5)))
    [first] = [each for each in claims if each]
    post.wait(seconds=89)
    assert await post.claim(number) is None
    post.wait(seconds=2)
    second = await post.claim(number)
    assert second
    assert (second.key, second.attempt) == (first.key, 2)

    async def note(claim: Claim, status: int) -> None:
        project_id, outcome = post.world.project_id, Outcome(status, "", 1.0)
        await post.world.edge.write(project_id, note_attempt, claim, outcome)

    # the first comes back late: its failure counts for nothing, its success would
    await note(first, 500)
    assert (await post.deliveries())[0].status is None
    await note(first, 200)
    await note(second, 500)
    [delivery] = await post.deliveries()
    assert (delivery.state, delivery.status) == ("delivered", 200)


async def test_it_is_retried_under_the_same_id_until_it_is_taken(post: Post) -> None:
    number = await post.add("message.posted")
    post.receiver.answers = [500, "reset", "stall", 302]
    await say(post.world, "lin", "lounge", "Hello")
    await post.send()
    assert (await post.endpoint(number)).failing_since
    for seconds in (6.1, 36.1, 145, 721):
        early = len(post.receiver.got)
        await post.send()
        assert len(post.receiver.got) == early, "it was sent again too early"
        post.wait(seconds=seconds)
        await post.send()
    assert len({each.headers["webhook-id"] for each in post.receiver.got}) == 1
    assert len({each.headers["webhook-timestamp"] for each in post.receiver.got}) == 5
    [delivery] = await post.deliveries()
    assert (delivery.state, delivery.attempts, delivery.status) == ("delivered", 5, 200)
    assert (await post.endpoint(number)).failing_since is None


async def test_after_the_last_wait_it_is_given_up(post: Post) -> None:
    await post.add("message.posted")
    post.receiver.usual = 503
    await say(post.world, "lin", "lounge", "Hello")
    await post.send()
    for wait in WAITS:
        post.wait(seconds=wait.total_seconds() * 1.2 + 1)
        await post.send()
    [delivery] = await post.deliveries()
    assert (delivery.state, delivery.attempts, delivery.status) == ("given_up", ATTEMPTS, 503)
    post.wait(days=2)
    await post.send()
    assert len(post.receiver.got) == ATTEMPTS


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_waits_grow_and_are_never_the_same_for_all(chance: float) -> None:
    waits = [wait_after(attempts, chance) for attempts in range(1, ATTEMPTS)]
    assert waits == sorted(waits, key=lambda wait: wait or timedelta())
    assert waits[0] == timedelta(seconds=5 + chance)
    assert waits[-1] == timedelta(hours=24) * (1 + 0.2 * chance)
    assert wait_after(ATTEMPTS, chance) is None


async def test_one_that_stalls_holds_up_no_other(post: Post) -> None:
    await post.add("message.posted", name="Slow", url=post.receiver.url("/slow"))
    post.receiver.answers = ["stall"]
    await say(post.world, "lin", "lounge", "one")
    await post.write()
    await post.sender.settle()
    await post.receiver.reach(1)
    await post.add("message.posted", name="Quick", url=post.receiver.url("/quick"))
    await say(post.world, "lin", "lounge", "two")
    await post.write()
    await post.sender.settle()
    await post.receiver.reach(2)
    assert [each.line.split()[1] for each in post.receiver.got] == ["/slow", "/quick"]
    assert "waiting" in await post.states()


async def test_what_was_given_up_can_be_sent_again(post: Post) -> None:
    number = await post.add("message.posted")
    post.receiver.usual = 500
    for words in ("one", "two"):
        await say(post.world, "lin", "lounge", words)
        await post.send()
    await post.change(number, is_on=False)
    with pytest.raises(Conflict):
        await post.world.write(retry_failed, "lea", number)
    await post.change(number, is_on=True)
    post.receiver.usual = 200
    later = now() + timedelta(hours=1)
    assert await post.world.write(retry_failed, "lea", number, since=later) == 0
    assert await post.world.write(retry_failed, "ada", number) == 2
    await post.send()
    assert await post.states() == ["delivered"] * 2
    before = [each.headers["webhook-id"] for each in post.receiver.got]
    [first, _] = await post.deliveries()
    await post.world.write(retry_delivery, "lea", number, first.key)
    await post.send()
    assert post.receiver.got[-1].headers["webhook-id"] == f"msg_{first.key.hex}"
    assert post.receiver.got[-1].headers["webhook-id"] in before


async def test_a_test_is_sent_and_not_twice_at_once(post: Post) -> None:
    number = await post.add("revision.published", name="My “pipeline”")
    with pytest.raises(Forbidden):
        await post.world.write(send_test, "rui", number)
    await post.world.write(send_test, "lea", number)
    with pytest.raises(Conflict):
        await post.world.write(send_test, "lea", number)
    await post.send()
    [got] = post.receiver.got
    assert (got.json["type"], got.json["data"]["endpoint"]) == ("endpoint.tested", "My “pipeline”")
    await post.world.write(send_test, "lea", number)
    await post.send()
    assert len(post.receiver.got) == 2


async def test_for_a_day_the_old_secret_signs_too(post: Post) -> None:
    number = await post.add("message.posted")
    old = (await post.endpoint(number)).secret
    await post.world.write(rotate_secret, "lea", number)
    new = (await post.endpoint(number)).secret
    assert new != old
    for hours, secrets in ((23, [new, old]), (2, [new])):
        post.wait(hours=hours)
        await say(post.world, "lin", "lounge", f"after {hours} hours")
        await post.send()
        got = post.receiver.got[-1]
        id, at = got.headers["webhook-id"], int(got.headers["webhook-timestamp"])
        assert got.headers["webhook-signature"].split() == [
            by_hand(each, id, at, got.body) for each in secrets
        ]


async def test_the_running_app_sends_by_itself(post: Post) -> None:
    await post.add("message.posted")
    post.sender.start()
    await say(post.world, "lin", "lounge", "Hello")
    await post.receiver.reach(1)
    await post.sender.drain()
    assert await post.states() == ["delivered"]


async def test_a_message_waits_until_it_can_be_undone_no_more(post: Post) -> None:
    await post.add("message.posted")
    undone = await say(post.world, "lin", "lounge", "too quick")
    await say(post.world, "lin", "lounge", "meant")
    await post.world.app.state.followers.settle()
    await post.sender.settle()
    await post.sender.drain()
    assert post.receiver.got == []
    await post.world.write(undo_message, "lin", undone)
    post.wait(seconds=13)
    await post.sender.settle()
    await post.sender.drain()
    assert ["meant" in each.body.decode() for each in post.receiver.got] == [True]
    assert "too quick" not in str([each.body for each in post.receiver.got])
