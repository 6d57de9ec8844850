"""Typing and presence: told to those who look at the same thread, kept nowhere, lost at any time.

A labeler who has not answered a task does not learn which peers are there; staff everybody sees.
Only people connected to the same process see each other: content does not pass between processes.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from app.domain.roles import Actor, is_staff
from app.live.audience import Audience
from app.live.connections import Connection

LASTING = {"typing": 15, "presence": 75}  # seconds
EVERY = 2.0  # seconds between two of a kind that are passed on
PLACES = ("task:", "question:", "clause:", "calibration:", "lounge")


@dataclass(slots=True)
class Here:
    """Somebody at a topic: when they were last said to be, and by which of their windows."""

    actor: Actor
    at: float
    tabs: dict[Connection, float] = field(default_factory=dict)


class Ephemerals:
    """What is true for a moment in one project."""

    def __init__(self, audience: Audience) -> None:
        self.audience = audience
        self._told: dict[tuple[int, str, str], float] = {}
        self._present: dict[str, dict[int, Here]] = {}

    def take(self, one: Connection, kind: str, topic: str) -> None:
        """Pass on that somebody types, or is there."""
        if one.actor is None or topic not in one.topics or not topic.startswith(PLACES):
            return
        at = time.monotonic()
        known = (one.actor.member_id, kind, topic)
        if kind == "presence":
            people = self._present.setdefault(topic, {})
            here = people.setdefault(one.actor.member_id, Here(one.actor, at))
            here.actor, here.at, here.tabs[one] = one.actor, at, at
        if at - self._told.get(known, -EVERY) < EVERY:
            return
        self._tidy(at)
        self._told[known] = at
        self._pass_on(kind, topic, one.actor, LASTING[kind])

    def part(self, one: Connection, topics: Iterable[str], *, told: bool) -> None:
        """A window is at these topics no more. `told`: it said so, and others are told at once, if
        no other window of the person is there; a connection that broke may come back."""
        at = time.monotonic()
        for topic in topics:
            people = self._present.get(topic, {})
            here = people.get(one.actor.member_id) if one.actor else None
            if here is None or here.tabs.pop(one, None) is None or not told:
                continue
            if any(at - then < LASTING["presence"] for then in here.tabs.values()):
                continue
            del people[here.actor.member_id]
            # whoever comes back in the same breath is heard again
            self._told.pop((here.actor.member_id, "presence", topic), None)
            self._pass_on("presence", topic, here.actor, 0)

    def greet(self, one: Connection) -> None:
        """Tell a newcomer who is there already."""
        at = time.monotonic()
        for topic in one.topics:
            for here in self._present.get(topic, {}).values():
                left = LASTING["presence"] - int(at - here.at)
                if left > 0 and _may_know(one, topic, here.actor):
                    one.whisper(_frame("presence", topic, here.actor, left))

    def _pass_on(self, kind: str, topic: str, actor: Actor, lasting: int) -> None:
        text = _frame(kind, topic, actor, lasting)
        for other in self.audience.of([topic]):
            if _may_know(other, topic, actor):
                other.whisper(text)

    def _tidy(self, at: float) -> None:
        """Forget what is over, now and then."""
        if len(self._told) < 1000:
            return
        self._told = {key: then for key, then in self._told.items() if at - then < EVERY}
        for topic, people in list(self._present.items()):
            lasting = {one: each for one, each in people.items() if at - each.at < 75}
            self._present[topic] = lasting
            if not lasting:
                del self._present[topic]


def _may_know(other: Connection, topic: str, about: Actor) -> bool:
    """Not oneself; and of peers only those who may read what peers write here."""
    if other.actor is None or other.actor.member_id == about.member_id:
        return False
    return is_staff(about) or other.topics.get(topic, False)


def _frame(kind: str, topic: str, actor: Actor, lasting: int) -> bytes:
    said = {
        "type": "ephemeral",
        "kind": kind,
        "topic": topic,
        "member": actor.member_id,
        "name": actor.name,
        "lasting": lasting,
    }
    return msgspec.json.encode(said)
