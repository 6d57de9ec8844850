"""The replay law: a page as it was, with the frames of an action applied, is the page afresh.

`Stage` plays actions while people look at pages; after each, every page must have followed: half
of the frames are applied twice, regions are fetched where a reset says so, and the outcome is
compared with a fresh rendering. What an action is called, the stage notes (`played`).
"""

import difflib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar

from lxml import html
from lxml.html import HtmlElement
from sqlmodel import Session

from app.domain.roles import Actor
from tests.cast import World
from tests.upserts import by_id, renew_rest, upsert

P = ParamSpec("P")
R = TypeVar("R")

# what differs between two renderings of the same: positions, seconds, ids for the next sending;
# and what stands in the fields of forms: it is in the hands of whoever has them open, and goes back
# to the server with the edition it was made from
FLEETING = {"data-since", "nonce", "data-shown-at", "data-mine", "data-left"}
FIELDS = {"input", "textarea"}
# what is of the moment of looking (data-moment, too): the unread line stands where it was when one
# came; who has a task in hand is told by no event
MOMENTARY = ("unread-line", "day-line")
# which questions resemble this one is suggested in a form, as of when it was opened
SUGGESTING = ("/duplicate",)


@dataclass
class Seen:
    """A page in somebody's hands."""

    who: str
    url: str
    tree: HtmlElement
    since: int
    epoch: str
    topics: list[str]


@dataclass
class Stage:
    """Pages that people look at, while actions are played."""

    world: World
    pages: list[Seen] = field(default_factory=list)
    played: set[str] = field(default_factory=set)

    async def watch(self, *looks: str) -> None:
        """Let people look: "lea inbox" is Lea at /projects/hate/inbox. Forgets earlier pages.

        "rui relabels/1#relabel-progress" looks at one part: the rest of that page is a report,
        reckoned when somebody asks for it.
        """
        self.pages = [await look(self.world, *each.split(" ", 1)) for each in looks]

    async def play(
        self,
        action: Callable[Concatenate[Session, Actor, P], R],
        who: str,
        /,
        *args: P.args,
        **kw: P.kwargs,
    ) -> R:
        """Run an action as somebody; every page that is watched must follow it."""

        def act(db: Session, actor: Actor) -> R:
            return action(db, actor, *args, **kw)

        result = await self.world.write(act, who)
        self.played.add(f"{action.__module__.rpartition('.')[2]}.{action.__name__}")
        await self.follow(action.__name__)
        return result

    async def follow(self, what: str) -> None:
        """Bring every page up to date by its frames, and hold it to a fresh one."""
        await self.world.app.state.keeper.settle()
        await self.world.app.state.followers.settle()
        for seen in self.pages:
            await catch_up(self.world, seen)
        for index, seen in enumerate(self.pages):
            fresh = await look(self.world, seen.who, seen.url)
            told = differences(seen, fresh)
            assert not told, f"{what}: {seen.who} at {seen.url} shows something else\n{told}"
            self.pages[index] = fresh


async def look(world: World, who: str, url: str) -> Seen:
    """A page as a browser of this person gets it."""
    path = f"/projects/{world.slug}/{url.partition('#')[0]}"
    client = world.client(who, browser=True)
    try:
        answer = await client.get(path)
    finally:
        await client.aclose()
    assert answer.status_code == 200, f"{who} at {path}: {answer.status_code}"
    tree = html.document_fromstring(answer.text)
    live = by_id(tree, "live")
    assert live is not None, f"{path} does not listen"
    topics = live.get("data-focus", "").split()
    return Seen(who, url, tree, int(live.get("data-since", 0)), live.get("data-epoch", ""), topics)


async def catch_up(world: World, seen: Seen) -> None:
    """Apply to a page what has happened since, as the client does: half of it twice."""
    client = world.client(seen.who, browser=True)
    try:
        query: dict[str, str | int] = {
            "after": seen.since,
            "epoch": seen.epoch,
            "focus": " ".join(seen.topics),
        }
        answer = await client.get(f"/api/v1/projects/{world.slug}/events", params=query)
        assert answer.status_code == 200, answer.text
        for index, frame in enumerate(answer.json()["frames"]):
            for _ in range(1 + index % 2):
                if frame["type"] == "event":
                    upsert(seen.tree, frame["content"])
                elif frame["type"] == "reset":
                    await renew(client, seen, frame)
                    if "topic" not in frame:
                        fresh = await look(world, seen.who, seen.url)
                        renew_rest(seen.tree, fresh.tree)
    finally:
        await client.aclose()


async def renew(client: Any, seen: Seen, frame: dict[str, Any]) -> None:
    """Fetch the regions of a topic again; a page without one is loaded again, as in a browser."""
    regions = seen.tree.xpath("//*[@data-topic][@data-src]")
    topic = frame.get("topic")
    wanted = [each for each in regions if topic is None or each.get("data-topic") == topic]
    assert wanted or topic, f"{seen.url} has no region, and is loaded again: {json.dumps(frame)}"
    for region in wanted:
        answer = await client.get(region.get("data-src"), headers={"hx-request": "true"})
        assert answer.status_code == 200, f"{region.get('data-src')}: {answer.status_code}"
        upsert(seen.tree, answer.text)


def differences(followed: Seen, fresh: Seen) -> str:
    """What the two pages show differently, as a diff of their outlines; empty if nothing."""
    parts = [followed.url.partition("#")[2] or "main", "notice-count", "bar-force"]
    assert all(by_id(fresh.tree, part) is not None for part in parts), parts
    if by_id(fresh.tree, "inbox-count") is not None:  # in the bar of the staff
        parts.append("inbox-count")
    ours, theirs = (
        [line for part in parts for line in outline(by_id(seen.tree, part))]
        for seen in (followed, fresh)
    )
    return "\n".join(difflib.unified_diff(ours, theirs, "followed", "fresh", lineterm="", n=1))


def outline(node: HtmlElement | None, depth: int = 0) -> Iterator[str]:
    """Elements, attributes and words, a line each, without what is fleeting or not shown."""
    if node is None or not isinstance(node.tag, str) or _is_momentary(node):
        return
    shown = sorted(
        f"{name}={' '.join(value.split())!r}"
        for name, value in node.attrib.items()
        if name not in FLEETING and not (name == "value" and node.tag in FIELDS)
    )
    yield "  " * depth + " ".join((f"<{node.tag}", *shown)) + ">"
    if node.tag in FIELDS or "data-local" in node.attrib:  # how long ago, by the clock
        return
    yield from _words(node.text, depth + 1)
    for child in node:
        yield from outline(child, depth + 1)
        yield from _words(child.tail, depth + 1)


def _is_momentary(node: HtmlElement) -> bool:
    classes = node.get("class", "").split()
    gone = node.get("hidden") is not None and node.get("data-into") is not None
    gone = gone or node.get("data-moment") is not None
    gone = gone or node.get("action", "").endswith(SUGGESTING)
    return gone or node.get("data-empty-note") is not None or any(c in MOMENTARY for c in classes)


def _words(text: str | None, depth: int) -> Iterator[str]:
    if text and text.strip():
        yield "  " * depth + " ".join(text.split())
