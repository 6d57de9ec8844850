"""What a client says on its socket: hello or focus, typing, presence; anything else ends it."""

import msgspec

from app.gate.feeds import Ask

MOST = 64  # topics of one page


class Asked(msgspec.Struct):
    """A frame of a client."""

    type: str
    since: int | None = None
    epoch: str | None = None
    focus: list[str] = []
    topic: str = ""


class Senseless(Exception):
    """Not a frame of this protocol."""


def parse(text: str) -> Asked:
    """A frame, or Senseless."""
    try:
        asked = msgspec.json.decode(text.encode("utf-8", "surrogatepass"), type=Asked)
    except (msgspec.DecodeError, UnicodeError) as why:
        raise Senseless from why
    if asked.type not in ("hello", "focus", "typing", "presence"):
        raise Senseless
    check(asked.focus, asked.since)
    return asked


def check(focus: list[str], since: int | None) -> None:
    """Bounds: at most 64 topics of ordinary length, a position that can be one."""
    if len(focus) > MOST or any(len(topic) > 100 for topic in focus):
        raise Senseless
    if since is not None and not 0 <= since < 1 << 62:
        raise Senseless


def ask_of(asked: Asked, since: int | None = None) -> Ask:
    """What a hello asks for; `since` where it says none itself."""
    topics = tuple(dict.fromkeys(topic for topic in asked.focus if topic))
    return Ask(topics, since if asked.since is None else asked.since, asked.epoch or None)
