"""How a push goes out: its headers, what a push service may answer, and what is tried again."""

import asyncio
from datetime import timedelta
from email.utils import format_datetime

import pytest

from app.actions.deliveries import Outcome
from app.actions.pushes import Claim, claim_pushes, note_push, send_trial, sweep_pushes
from app.actions.removals import delete_message
from app.clock import now
from app.domain.pushes import LONGEST_WAIT, WAITS, read_wait, wait_after
from app.domain.wrapping import RECORD
from app.errors import Conflict, TooMany
from tests.pushes.stage import Service, make_pusher
from tests.talk.floor import asked, say


def busy(status: int, wait: str) -> bytes:
    """An answer that asks to be left alone."""
    return f"HTTP/1.1 {status} Busy\r\nRetry-After: {wait}\r\n\r\n".encode()


async def test_a_push_says_what_it_should_and_no_more(service: Service) -> None:
    sam = await service.add("sam")
    await say(service.world, "lin", "lounge", "@Sam WORDS")
    await service.send()
    [got] = service.receiver.got
    assert got.line == f"POST {sam.path} HTTP/1.1"
    assert set(got.headers) == {
        *("host", "user-agent", "content-type", "content-length", "connection"),
        *("authorization", "content-encoding", "ttl", "topic", "urgency"),
    }
    assert got.headers["content-encoding"] == "aes128gcm"
    assert got.headers["urgency"] == "normal"
    assert 12 * 3600 - 60 < int(got.headers["ttl"]) <= 12 * 3600
    assert len(got.body) <= RECORD
    for word in (b"WORDS", b"lounge", b"hate", b"Lin", b"sam"):
        assert word not in got.body
    assert "lounge" not in str(got.headers)


async def test_of_one_discussion_a_later_push_takes_the_place_of_one_that_waits(
    service: Service,
) -> None:
    await service.add("sam", 1)
    await service.add("sam", 2)
    topics: dict[str, list[str]] = {}
    for words in ("@Sam one", "@Sam two"):
        await say(service.world, "lin", "lounge", words)
        await service.send()
    number, _ = await asked(service.world, "lin", "sam")
    await say(service.world, "lea", f"question:{number}", "@Lin and @Sam, see")
    await service.send()
    for got in service.receiver.got:
        topic = got.headers["topic"]
        assert len(topic) == 32
        topics.setdefault(got.line.split()[1], []).append(topic)
    for first, second, *_ in topics.values():
        assert first == second
    assert len({each for said in topics.values() for each in said[:2]}) == 2  # each browser's own


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_is_gone_is_removed(service: Service, status: int) -> None:
    await service.add("sam", 1)
    phone = await service.add("sam", 2)
    service.receiver.answers = [status]
    await say(service.world, "lin", "lounge", "@Sam look")
    await service.send()
    assert len(await service.browsers()) == 1
    assert len(service.receiver.got) == 2
    await say(service.world, "lin", "lounge", "@Sam again")
    await service.send()
    assert len(service.receiver.got) == 3
    assert phone


@pytest.mark.parametrize("status", [429, 503])
async def test_one_that_asks_for_a_pause_gets_it(service: Service, status: int) -> None:
    sam = await service.add("sam")
    service.receiver.answers = [busy(status, "300")]
    await say(service.world, "lin", "lounge", "@Sam look")
    await service.send()
    assert len(service.receiver.got) == 1
    # not for what comes meanwhile either: it is the push service that rests
    await say(service.world, "lin", "lounge", "@Sam again")
    service.wait(seconds=295)
    await service.settle()
    assert len(service.receiver.got) == 1
    service.wait(seconds=6)
    await service.settle()
    [_, told] = service.take(sam)
    assert told["title"] == "2 notifications in Hate"
    assert await service.fates() == ["sent"] * 2
    [browser] = await service.browsers()
    assert (browser.failures, browser.failing_since, browser.rests_until) == (0, None, None)


async def test_it_is_tried_again_until_it_is_taken(service: Service) -> None:
    sam = await service.add("sam")
    service.receiver.answers = [500, "reset", "stall", 502]
    await say(service.world, "lin", "lounge", "@Sam look")
    await service.send()
    for seconds in (6.1, 36.1, 145, 721):
        early = len(service.receiver.got)
        await service.settle()
        assert len(service.receiver.got) == early, "it was sent again too early"
        service.wait(seconds=seconds)
        await service.settle()
    told = service.take(sam)
    assert len(told) == 5
    assert len({each["tag"] for each in told}) == 1  # a browser shows them as one
    assert await service.fates() == ["sent"]


async def test_what_is_read_before_the_next_attempt_is_not_sent_again(service: Service) -> None:
    await service.add("sam")
    service.receiver.answers = [500]
    key = await say(service.world, "lin", "lounge", "@Sam look")
    await service.send()
    await service.world.write(delete_message, "lin", key)
    service.wait(seconds=60)
    await service.settle()
    assert len(service.receiver.got) == 1
    assert await service.fates() == ["dropped"]


@pytest.mark.parametrize("status", [302, 400, 401, 403, 413])
async def test_what_is_refused_for_good_is_not_tried_again(service: Service, status: int) -> None:
    sam = await service.add("sam")
    service.receiver.answers = [status]
    await say(service.world, "lin", "lounge", "@Sam look")
    await service.send()
    service.wait(hours=1)
    await service.settle()
    assert len(service.take(sam)) == 1
    assert await service.fates() == ["failed"]
    await say(service.world, "lin", "lounge", "@Sam again")
    await service.send()
    assert len(service.take(sam)) == 1


async def test_what_is_old_is_dropped_and_a_browser_that_never_answers_goes(
    service: Service,
) -> None:
    await service.add("sam")
    service.receiver.usual = 503
    for day in range(4):
        await say(service.world, "lin", "lounge", f"@Sam day {day}")
        await service.send()
        for _ in range(4):
            service.wait(hours=2)
            await service.settle()
        if day == 0:
            service.wait(hours=5)
            before = len(service.receiver.got)
            await service.settle()
            assert len(service.receiver.got) == before
            assert await service.fates() == ["dropped"]
        service.wait(hours=16 if day else 11)
    assert await service.browsers() == []
    assert await service.pushes() == []


async def test_one_that_stalls_holds_up_no_other(service: Service) -> None:
    service.pusher.outgoing.seconds = 30
    slow, quick = await service.add("sam"), await service.add("kim")
    service.receiver.answers = ["stall"]
    await say(service.world, "lin", "lounge", "@Sam look")
    await service.world.app.state.followers.settle()
    service.wait(seconds=13)
    await service.pusher.settle()
    await service.receiver.reach(1)
    await say(service.world, "lin", "lounge", "@Kim look")
    await service.world.app.state.followers.settle()
    service.wait(seconds=13)
    await service.pusher.settle()
    await service.receiver.reach(2)
    assert len(service.take(quick)) == len(service.take(slow)) == 1


async def test_two_processes_do_not_tell_one_browser_at_once(service: Service) -> None:
    sams = [await service.add("sam", number) for number in range(6)]
    await say(service.world, "lin", "lounge", "@Sam look")
    await service.world.app.state.followers.settle()
    service.wait(seconds=13)
    others = [make_pusher(service.world) for _ in range(3)]
    for each in others:
        await each.settle()
    await asyncio.gather(*(each.drain() for each in others))
    assert [len(service.take(each)) for each in sams] == [1] * 6


async def test_a_claim_is_for_one_until_its_lease_ends(service: Service) -> None:
    sam = await service.add("sam")
    await say(service.world, "lin", "lounge", "@Sam look")
    await service.world.app.state.followers.settle()
    service.wait(seconds=13)

    async def claim() -> Claim | None:
        return await service.world.edge.write(0, claim_pushes, sam.id)

    [first] = [each for each in await asyncio.gather(*(claim() for _ in range(5))) if each]
    service.wait(seconds=89)
    assert await claim() is None
    service.wait(seconds=2)
    second = await claim()
    assert second
    # the first comes back late: its failure counts for nothing, its success would
    await service.world.edge.write(0, note_push, first, Outcome(500, "", 1.0))
    assert (await service.browsers())[0].failures == 0
    assert await service.fates() == ["waiting"]
    await service.world.edge.write(0, note_push, first, Outcome(201, "", 1.0))
    await service.world.edge.write(0, note_push, second, Outcome(500, "", 1.0))
    assert await service.fates() == ["sent"]


async def test_the_running_app_sends_by_itself(service: Service) -> None:
    sam = await service.add("sam")
    service.pusher.start()
    await service.act("sam", send_trial, sam.id)
    await service.receiver.reach(1)
    await service.pusher.drain()
    [told] = service.take(sam)
    assert told["title"] == "It works"
    assert told["always"]


async def test_a_trial_goes_out_in_quiet_hours_too_and_not_twice_at_once(service: Service) -> None:
    sam = await service.add("sam")
    await service.wish("sam", quiet_from="00:00", quiet_until="23:59", browser=False)
    await service.act("sam", send_trial, sam.id)
    with pytest.raises(Conflict):
        await service.act("sam", send_trial, sam.id)
    await service.settle()
    assert len(service.take(sam)) == 1
    for _ in range(19):
        await service.act("sam", send_trial, sam.id)
        await service.settle()
    with pytest.raises(TooMany):
        await service.act("sam", send_trial, sam.id)
    assert len(service.take(sam)) == 19


async def test_what_was_told_long_ago_is_forgotten(service: Service) -> None:
    await service.add("sam")
    await say(service.world, "lin", "lounge", "@Sam look")
    await service.send()
    service.wait(days=8)
    await service.world.edge.write(0, sweep_pushes)
    assert await service.pushes() == []


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_waits_grow_and_are_no_shorter_than_asked(chance: float) -> None:
    waits = [wait_after(failures, None, chance) for failures in range(1, 12)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=5 + chance)
    assert waits[-1] == WAITS[-1] * (1 + 0.2 * chance)
    assert wait_after(1, timedelta(minutes=9), chance) == timedelta(minutes=9)
    assert wait_after(1, timedelta(days=9), chance) == LONGEST_WAIT


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("120", 120), (" 0 ", 0), ("-1", None), ("soon", None), ("", None), ("9" * 40, None)],
)
def test_what_a_retry_after_says(said: str, seconds: int | None) -> None:
    wait = None if seconds is None else timedelta(seconds=seconds)
    assert read_wait(said, now()) == wait


def test_a_retry_after_may_be_a_date() -> None:
    at = now().replace(microsecond=0)
    later = at + timedelta(minutes=3)
    assert read_wait(format_datetime(later, usegmt=True), at) == timedelta(minutes=3)
    assert read_wait(format_datetime(at - timedelta(days=1), usegmt=True), at) == timedelta()
    assert read_wait("Mon, 99 Foo 2026 25:61:00 GMT", at) is None
