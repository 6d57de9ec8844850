"""Planted secrets, searched for in everything that is served or sent to anybody.

Every page and answer of the API, every frame, search, notice, mail and webhook, for every role, an
outsider and the outside.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import AsyncExitStack

import pytest
import time_machine

from app.clock import now
from app.queries.exports import NOUNS
from tests.addresses import filled, paths
from tests.cast import EVERYBODY, World
from tests.live.door import Tab, serve
from tests.mail.conftest import server, settings
from tests.mail.post import Post as Letters
from tests.security.secrets import MAY_KNOW, plant
from tests.talk.floor import say
from tests.webhooks.receiver import receiving
from tests.webhooks.stage import Post as Hooks
from tests.webhooks.stage import make_sender

__all__ = ["server", "settings"]  # fixtures: this world has a mail server
INSIDE = tuple(name for name in EVERYBODY if name != "eve")
WISHES = {"digest": "daily", "digest_hour": 8}
SECRET = re.compile("|".join(MAY_KNOW))


def leaks(told: str, who: str) -> set[str]:
    """The secrets in a text that somebody may not know."""
    found = set(SECRET.findall(told))
    return {each for each in found if who not in MAY_KNOW[each]}


def addresses(things: dict[str, list[str]], world: World) -> Iterator[str]:
    """Every address that can be looked at, with everything that the scene holds put in."""
    topics = [
        *(f"task:{each}" for each in things["tasks"]),
        "question:1",
        "question:2",
        "clause:c2",
        "lounge",
    ]
    given = {
        "slug": ["hate"],
        "number": ["1", "2", "3"],
        "drafts/number": ["2"],
        "code": ["c2"],
        "version": ["1.0.0"],
        "task": things["tasks"],
        "tasks/key": things["tasks"],
        "messages/key": things["messages"],
        "topic": topics,
        "member_id": [str(world.member_id(each)) for each in ("sam", "kim")],
        "noun": list(NOUNS),
        "format": ["jsonl"],
    }
    for path in (*paths("app.web"), *paths("app.api", "/api/v1")):
        yield from filled(path, given)


def searches() -> Iterator[str]:
    """Every secret, searched for in every way; in capitals: pages repeat what was asked."""
    for word in map(str.upper, MAY_KNOW):
        for place in ("/projects/hate/search", "/api/v1/projects/hate/search"):
            yield f"{place}?q={word}"
        for mark in ("@", "%23"):
            yield f"/projects/hate/suggestions?mark={mark}&words={word}"


async def everything_served(world: World, who: str, every: Iterable[str]) -> dict[str, str]:
    """What somebody gets from all these addresses, by address."""
    browser, program = world.client(who, browser=True), world.client(who)
    got = {}
    for path in every:
        client = program if path.startswith("/api/") else browser
        answer = await client.get(path)
        assert answer.status_code < 500, (path, answer.text[:200])
        got[path] = answer.text
    return got


@pytest.fixture
async def letters(world: World, server: object) -> Letters:
    """The outbox of the world, carried when the test says so."""
    await world.app.state.carrier.stop()
    return Letters(world, server)  # type: ignore[arg-type]


async def test_no_page_answer_or_search_holds_what_its_reader_may_not_know(world: World) -> None:
    things = await plant(world)
    await world.app.state.followers.settle()
    every = list(dict.fromkeys([*addresses(things, world), *searches()]))
    assert len(every) > 200
    known: dict[str, set[str]] = {each: set() for each in MAY_KNOW}
    # Ada may what Lea may
    for who in (each for each in EVERYBODY if each != "ada"):
        for path, told in (await everything_served(world, who, every)).items():
            assert not leaks(told, who), (who, path)
            for each in SECRET.findall(told):
                known[each].add(who)
    for secret, may in MAY_KNOW.items():
        lacking = (may - {"eve", "ada"}) - known[secret]
        assert not lacking, f"{secret} was planted where {lacking} do not find it"


async def test_no_frame_holds_what_its_reader_may_not_know(world: World) -> None:
    topics = (
        "lounge",
        "question:1",
        "question:2",
        "clause:c2",
        "clause:c3",
        "inbox",
        "tasks",
        "drafts",
        "me",
    )
    more = ("draft:1", "draft:2", "questions", "rulings", "guideline", "changelog", "team:1")
    async with serve(world) as door, AsyncExitStack() as stack:
        tabs: dict[str, Tab] = {}
        for who in INSIDE:
            own = f"desk:{world.member_id(who)}"
            tabs[who] = await stack.enter_async_context(door.tab(who, *topics, *more, own))
        things = await plant(world)
        tasks = tuple(f"task:{each}" for each in things["tasks"])
        for who in INSIDE:
            again = await stack.enter_async_context(door.tab(who, *topics, *more, *tasks, since=0))
            tabs[f"{who} again"] = again
        await say(world, "lea", "lounge", "the last word")
        for name, tab in tabs.items():
            await tab.holding("the last word")
            who, _, again = name.partition(" ")
            # what was erased later was everybody's before
            public = set() if again else {"zqdeleted", "zqearlier", "zqredacted"}
            assert not leaks(tab.text(), who) - public, name
        assert "zqpeer" in tabs["rui again"].text()
        assert "zqteam" in tabs["lin again"].text()


async def test_no_mail_or_notice_holds_what_its_reader_may_not_know(letters: Letters) -> None:
    world = letters.world
    with time_machine.travel(now(), tick=False) as clock:
        await letters.confirm(*INSIDE, **WISHES)
        await plant(world)
        await letters.carry()
        start, mails = now(), []
        for minutes in (3, 26 * 60):
            clock.move_to(start)
            mails += await letters.carry_after(minutes=minutes)
    assert {"zqteam", "zqpeer"} <= set(SECRET.findall("".join(each.whole for each in mails)))
    for mail in mails:
        assert not leaks(mail.whole, mail.to.partition("@")[0]), mail.to


async def test_no_webhook_holds_a_secret(world: World) -> None:
    await world.app.state.sender.stop()
    async with receiving() as receiver:
        hooks = Hooks(world, receiver, make_sender(world))
        for shape in ("standard", "slack"):
            await hooks.add(name=shape, format=shape)
        await plant(world)
        await hooks.send()
        await hooks.sender.stop()
        assert len(receiver.got) > 2
        for got in receiver.got:
            assert not leaks(got.body.decode(), "the outside"), got.line
