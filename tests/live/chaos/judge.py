"""The end of a run: whether every tab shows what a fresh page shows, and nothing was lost."""

import asyncio
import time
from collections.abc import Iterator
from itertools import pairwise

from lxml import html
from lxml.html import HtmlElement

from tests.live.chaos.ledger import Said
from tests.live.chaos.people import Somebody
from tests.live.chaos.script import LOUNGE
from tests.live.chaos.tabs import ROOT, Tab, look
from tests.live.chaos.viewers import Stage
from tests.replay import Seen, differences
from tests.upserts import by_id

PATIENCE = 20.0  # seconds that pages may take to follow, once all is quiet
MADE_UP = ("word ", "put differently ")


async def settle(people: list[Somebody]) -> None:
    """Everybody is back, and knows the log as far as it goes; returns when it stands still."""
    for one in people:
        for tab in one.tabs:
            tab.come_back()
    until, last = time.monotonic() + PATIENCE * 3, -1
    while time.monotonic() < until:
        head = await read_head(people[0])
        behind = min(tab.since for one in people for tab in one.tabs)
        if head == last and behind >= head:
            return
        last = head
        await asyncio.sleep(0.5)
    told = {f"{tab.who} {tab.path}": tab.since for one in people for tab in one.tabs}
    raise AssertionError(f"the log stands at {last}, and not all came so far: {told}")


async def read_head(one: Somebody) -> int:
    """Where the log stands."""
    answer = await one.doors.ask("GET", f"/api/v1{ROOT}/events", params={"after": 2**61})
    return int(answer.json()["seq"])


async def check(people: list[Somebody], stage: Stage) -> int:
    """All that must hold. Returns how many messages there are."""
    staff = next(each for each in people if each.name == "lea")
    logs = {}
    for topic in (LOUNGE, stage.task, stage.question):
        logs[topic] = await read_log(staff, topic, 0)
        check_ledger(logs[topic], topic, staff.ledger.said.values())
    for one in people:
        assert keys(await read_log(one, LOUNGE, 0)) == keys(logs[LOUNGE]), f"{one.name}: the lounge"
        for topic in (LOUNGE, stage.task):
            await check_unread(one, topic)
        for tab in one.tabs:
            await check_tab(one, tab)
    return sum(map(len, logs.values()))


def check_ledger(log: list[HtmlElement], topic: str, said: Iterator[Said] | object) -> None:
    """Each acknowledged message once, as it was left; in one order; and none that nobody sent."""
    found = {key_of(each): each for each in log}
    assert len(found) == len(log), f"{topic}: a message stands twice"
    orders = [int(each.get("data-order", "")) for each in log]
    assert all(a < b for a, b in pairwise(orders)), f"{topic}: two orders"
    wanted = {each.key: each for each in said if each.topic == topic}  # type: ignore[attr-defined]
    assert not wanted.keys() - found.keys(), f"{topic}: lost {wanted.keys() - found.keys()}"
    for key, node in found.items():
        words, state = words_of(node), state_of(node)
        if key in wanted:
            expected = wanted[key]
            assert state == expected.state, f"{expected} is {state}"
            assert state != "there" or words == expected.body, f"{expected} says {words}"
        else:
            assert not words.startswith(MADE_UP), f"{topic}: nobody was told of {key}: {words}"


async def check_unread(one: Somebody, topic: str) -> None:
    """The number of new messages: at every process the same, and as counted by hand."""
    told = set()
    for port in one.doors.servers.ports:
        path = f"/api/v1{ROOT}/threads/{topic}/reading"
        told.add((await one.doors.ask("GET", path, port=port)).json()["unread"])
    member = str(one.doors.member_id)
    log = await read_log(one, topic, 0)
    own = [int(each.get("data-order", "")) for each in log if each.get("data-author") == member]
    mark = max([0, *own, one.ledger.marks.get((one.name, topic), 0)])
    new = [
        each
        for each in log
        if int(each.get("data-order", "")) > mark
        and each.get("data-author") != member
        and state_of(each) != "undone"
    ]
    assert told == {len(new)}, f"{one.name} in {topic}: unread {told}, by hand {len(new)}"


async def check_tab(one: Somebody, tab: Tab) -> None:
    """The tab is a fresh page, once it has followed."""
    until, told = time.monotonic() + PATIENCE, "nothing is shown"
    while time.monotonic() < until:
        fresh = await look(one.doors, one.name, tab.path)
        if tab.page is not None:
            told = differences(*await alike(one, tab.page, fresh))
            if not told:
                return
        await asyncio.sleep(0.5)
    raise AssertionError(f"{one.name} at {tab.path} shows something else\n{told}")


async def alike(one: Somebody, followed: Seen, fresh: Seen) -> tuple[Seen, Seen]:
    """Both with logs that begin where the followed one does: it has grown, the other is short."""
    copy = Seen(**{f: getattr(followed, f) for f in ("who", "url", "since", "epoch", "topics")},
                tree=html.document_fromstring(html.tostring(followed.tree)))  # fmt: skip
    for ours in copy.tree.xpath("//*[@role='log']"):
        theirs = by_id(fresh.tree, ours.get("id"))
        assert theirs is not None, f"{ours.get('id')} is not there afresh"
        orders = [int(each) for each in ours.xpath("./*/@data-order")]
        first = min(orders, default=0)
        log = await read_log(one, ours.get("data-topic", ""), first)
        for box, kept in ((ours, list(ours)), (theirs, log)):
            for child in list(box):
                box.remove(child)
            box.extend(each for each in kept if each.get("data-order") is not None)
    return copy, fresh


async def read_log(one: Somebody, topic: str, since: int) -> list[HtmlElement]:
    """A thread as somebody reads it, page by page, from an order on."""
    answer = await one.doors.get(f"{ROOT}/threads/{topic}/log", partial=True)
    page = html.fragments_fromstring(answer.text)[0]
    found: list[HtmlElement] = page.xpath("./*[@data-order]")
    earlier = page.xpath(".//*[starts-with(@id, 'earlier-')]/a/@hx-get")
    while earlier and int(found[0].get("data-order", "")) > since:
        answer = await one.doors.get(earlier[0], partial=True)
        parts = html.fragments_fromstring(answer.text)
        found = [each for each in parts if each.get("data-order") is not None] + found
        earlier = [link for each in parts for link in each.xpath("./a/@hx-get")
                   if each.get("id", "").startswith("earlier-")]  # fmt: skip
    return [each for each in found if int(each.get("data-order", "")) >= since]


def keys(log: list[HtmlElement]) -> list[str]:
    """The ids of messages, in order."""
    return [key_of(each) for each in log]


def key_of(node: HtmlElement) -> str:
    """The id of a message."""
    return node.get("id", "").removeprefix("message-")


def words_of(node: HtmlElement) -> str:
    """What a message says."""
    [*found] = node.xpath(".//*[contains(concat(' ', @class, ' '), ' message-body ')]")
    return " ".join(found[0].text_content().split()) if found else ""


def state_of(node: HtmlElement) -> str:
    """Whether it is there, gone or undone."""
    if node.get("hidden") is not None:
        return "undone"
    return "gone" if "message-removed" in node.get("class", "") else "there"
