"""Task contents: text, pair, conversation or image, and the plain text that each one holds.

Predicates and anchors work on `Content.text`; `Content.parts` says where in it each turn or side
stands, in code points.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.texts import CELL_BYTES, check_text
from app.errors import Invalid
from app.languages import say

CONTENT_KINDS = ("text", "pair", "conversation", "image")
FORMATS = ("plain", "markdown")
MOST_TURNS = 1000
_FILE_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")


@dataclass(frozen=True)
class Part:
    """A side of a pair, a turn of a conversation, or the whole: its name and its place in the
    text (end exclusive)."""

    name: str
    role: str
    start: int
    end: int


@dataclass(frozen=True)
class Content:
    """`data` is the canonical JSON object that is stored."""

    kind: str
    data: dict[str, Any]
    text: str

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts in order; together with the newlines between them they are the text."""
        if self.kind == "pair":
            named = [("a", "a", self.data["a"]), ("b", "b", self.data["b"])]
        elif self.kind == "conversation":
            turns = enumerate(self.data["turns"], start=1)
            named = [(f"turn-{n}", turn["role"], turn["text"]) for n, turn in turns]
        else:
            named = [("text", "text", self.text)]
        parts, start = [], 0
        for name, role, text in named:
            parts.append(Part(name, role, start, start + len(text)))
            start += len(text) + 1
        return tuple(parts)


def parse_content(kind: str, raw: object) -> Content:
    """The content that `raw` means. Text may also be a bare string, a conversation a bare list of
    turns. Raises Invalid with the field that is wrong; keeps every text exactly as sent."""
    if kind not in CONTENT_KINDS:
        raise Invalid(say("A task is one of: %(all)s.", all=", ".join(CONTENT_KINDS)), field="kind")
    if kind == "text" and isinstance(raw, str):
        raw = {"text": raw}
    if kind == "conversation" and isinstance(raw, list):
        raw = {"turns": raw}
    if not isinstance(raw, Mapping):
        raise Invalid(say("The content of a task is an object."), field="content")
    content = _PARSERS[kind](raw)
    check_text(content.text, most=CELL_BYTES, field="content")
    return content


def _text_content(raw: Mapping[str, Any]) -> Content:
    text = _text(raw, "text")
    if not text.strip():
        raise Invalid(say("The text of a task cannot be empty."), field="text")
    form = raw.get("format", "plain")
    if form not in FORMATS:
        raise Invalid(say("The format is one of: %(all)s.", all=", ".join(FORMATS)), field="format")
    return Content("text", {"text": text, "format": form}, text)


def _pair_content(raw: Mapping[str, Any]) -> Content:
    a, b = _text(raw, "a"), _text(raw, "b")
    if not a.strip() or not b.strip():
        raise Invalid(say("Both sides of a pair need a text."), field="a" if not a.strip() else "b")
    return Content("pair", {"a": a, "b": b}, f"{a}\n{b}")


def _conversation_content(raw: Mapping[str, Any]) -> Content:
    turns = raw.get("turns")
    if not isinstance(turns, list) or not 1 <= len(turns) <= MOST_TURNS:
        raise Invalid(
            say("A conversation has 1 to %(most)s turns.", most=MOST_TURNS), field="turns"
        )
    if not all(isinstance(turn, Mapping) for turn in turns):
        raise Invalid(say("A turn is an object with role and text."), field="turns")
    said = [{"role": _text(turn, "role", 200), "text": _text(turn, "text")} for turn in turns]
    if not all(turn["role"].strip() for turn in said):
        raise Invalid(say("Every turn says who speaks: its role."), field="role")
    return Content("conversation", {"turns": said}, "\n".join(turn["text"] for turn in said))


def _image_content(raw: Mapping[str, Any]) -> Content:
    file = _text(raw, "file", 200)
    if not _FILE_KEY.fullmatch(file):
        raise Invalid(say("An image names its uploaded file."), field="file")
    alt = _text(raw, "alt", 8000) if raw.get("alt") is not None else ""
    return Content("image", {"file": file, "alt": alt}, alt)


_PARSERS = {
    "text": _text_content,
    "pair": _pair_content,
    "conversation": _conversation_content,
    "image": _image_content,
}


def _text(raw: Mapping[str, Any], name: str, most: int = CELL_BYTES) -> str:
    value = raw.get(name)
    if not isinstance(value, str):
        raise Invalid(say("“%(name)s” is a text.", name=name), field=name)
    return check_text(value, most=most, field=name)
