"""An event as it is told: its fragments, rendered once, and who may hear of it."""

import json
from collections.abc import Container
from dataclasses import dataclass, field

from app.domain.audiences import Audience, may_hear
from app.domain.roles import Actor, is_staff


class Unread(Exception):
    """What this reader may hear was not looked up when the event was read: read it again."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece as rendered. `html` None: nobody was looking, so it was not; `root`: its first id."""

    topic: str
    staff: bool
    counter: bool
    html: str | None
    root: str


@dataclass(slots=True)
class Tale:
    """One event, ready to be told.

    `place` is the topic of the audience's thread, if it is one.
    `rights`: for people who are not staff, whether they see peers there, or None where they may
    not read. `touches`: the members whose rights it may change; None is everybody.
    """

    seq: int
    kind: str
    cid: str | None
    audience: Audience
    place: str | None
    actor_id: int | None
    fragments: tuple[Fragment, ...]
    rights: dict[int, bool | None]
    touches: frozenset[int] | None
    _tails: dict[tuple[int, ...], str] = field(default_factory=dict)

    def may_hear(self, actor: Actor) -> bool:
        """Whether this person is in the audience. Raises Unread where that was not looked up."""
        sees: bool | None = self.place == "lounge"
        if self.audience.is_thread and not sees and not is_staff(actor):
            if actor.member_id not in self.rights:
                raise Unread
            sees = self.rights[actor.member_id]
        return may_hear(actor, self.audience, self.actor_id, sees)

    def choose(self, actor: Actor, topics: Container[str]) -> tuple[int, ...]:
        """Which fragments this person is to get, looking at these topics."""
        chosen = []
        for index, fragment in enumerate(self.fragments):
            if fragment.topic not in topics or fragment.html == "":
                continue
            if not (is_staff(actor) if fragment.staff else self.may_hear(actor)):
                continue
            if fragment.html is None:
                raise Unread
            chosen.append(index)
        return tuple(chosen)

    def touched(self, member_id: int) -> bool:
        """Whether this may have changed what the member may read."""
        return self.touches is None or member_id in self.touches

    def tail(self, chosen: tuple[int, ...]) -> str:
        """The frame after its number: made once for all who get the same fragments."""
        if chosen not in self._tails:
            content = "\n".join(self.fragments[each].html or "" for each in chosen)
            said = {"seq": self.seq, "kind": self.kind, "cid": self.cid, "content": content}
            self._tails[chosen] = json.dumps(said, ensure_ascii=False, separators=(",", ":"))[1:]
        return self._tails[chosen]
