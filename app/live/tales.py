"""An event as it is told: its fragments, rendered once, and who may hear of it."""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field

import msgspec

from app.domain.audiences import Audience, may_hear
from app.domain.roles import Actor, is_staff
from app.languages import SOURCE

encode = msgspec.json.encode


class Unread(Exception):
    """What this reader may hear was not looked up when the event was read: read it again."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece as rendered. `html` None: nobody was looking, so it was not; `root`: its first id.
    `others`: the same in the other languages of those who look, by language."""

    topic: str
    staff: bool
    counter: bool
    html: str | None
    root: str
    others: Mapping[str, str] = field(default_factory=dict)

    def said(self, language: str) -> str | None:
        """What it says in a language, or None where that was not rendered."""
        return self.html if language == SOURCE or not self.html else self.others.get(language)


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
    _tails: dict[tuple[str, tuple[int, ...]], bytes] = field(default_factory=dict)

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
            if fragment.said(actor.language) is None:
                raise Unread
            chosen.append(index)
        return tuple(chosen)

    def touched(self, member_id: int) -> bool:
        """Whether this may have changed what the member may read."""
        return self.touches is None or member_id in self.touches

    def tail(self, chosen: tuple[int, ...], language: str) -> bytes:
        """The frame after its number: made once for all who get the same fragments."""
        known = language, chosen
        if known not in self._tails:
            content = "\n".join(self.fragments[each].said(language) or "" for each in chosen)
            said = {"seq": self.seq, "kind": self.kind, "cid": self.cid, "content": content}
            self._tails[known] = encode(said)[1:]
        return self._tails[known]


Missed = tuple[tuple[Tale, tuple[int, ...]], ...]


class Replay:
    """What somebody missed, each event with the fragments chosen for them. Shared by all who missed
    the same, so that its frames are made once: on a new connection they are numbered from 1."""

    __slots__ = ("_frames", "_wire", "language", "missed")

    def __init__(self, missed: Missed = (), language: str = SOURCE) -> None:
        self.missed = missed
        self.language = language
        self._frames: tuple[bytes, ...] | None = None
        self._wire: bytes | None = None

    def frames(self) -> tuple[bytes, ...]:
        """The frames of a new connection."""
        if self._frames is None:
            told = enumerate(self.missed, 1)
            self._frames = tuple(
                numbered(n, tale.tail(chosen, self.language)) for n, (tale, chosen) in told
            )
        return self._frames

    def wire(self, framed: Callable[[bytes], bytes]) -> bytes:
        """The same as they go over the wire."""
        if self._wire is None:
            self._wire = b"".join(map(framed, self.frames()))
        return self._wire


def numbered(n: int, tail: bytes) -> bytes:
    """An event's frame: a short head of the connection's own on a tail shared by all."""
    return b'{"type":"event","n":%d,%b' % (n, tail)
