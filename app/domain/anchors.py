"""Anchors: the words or the region of an image that a flag or message means."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeGuard

from app.errors import Invalid
from app.languages import say

LONGEST_QUOTE = 4000


@dataclass(frozen=True)
class Anchor:
    """kind "text": code points `start` to `end` (exclusive) of the task's text, which read
    `quote`; `field` names the part it lies in ("a", "turn-2"), if told. kind "region": a
    rectangle of an image in fractions of its width and height, from the top left."""

    kind: str
    start: int = 0
    end: int = 0
    quote: str = ""
    field: str = ""
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """The JSON form that `parse_anchor` reads back as an equal anchor."""
        text = ("start", "end", "quote", "field")
        names = text if self.kind == "text" else ("x", "y", "width", "height")
        return {name: getattr(self, name) for name in names}


@dataclass(frozen=True)
class Segment:
    """A run of text and the ids of the anchors that cover all of it, in order of their start."""

    text: str
    anchors: tuple[str, ...]


def parse_anchor(raw: object, text: str) -> Anchor:
    """The anchor that a JSON object (or its text, as forms send it) describes. Raises Invalid
    where it lies outside, or where its quote is not what stands there."""
    if isinstance(raw, str):
        try:
            raw = json.loads(raw)
        except (ValueError, RecursionError):
            raw = None
    if not isinstance(raw, Mapping):
        raise Invalid(say("An anchor is an object."), field="anchor")
    return _region(raw) if "x" in raw else _span(raw, text)


def _span(raw: Mapping[str, Any], text: str) -> Anchor:
    start, end, quote = raw.get("start"), raw.get("end"), raw.get("quote")
    field = raw.get("field") or ""
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        raise Invalid(say("The marked words lie outside the text."), field="anchor")
    if end - start > LONGEST_QUOTE:
        raise Invalid(
            say("Mark at most %(most)s characters.", most=f"{LONGEST_QUOTE:,}"), field="anchor"
        )
    if quote != text[start:end]:
        raise Invalid(say("The marked words are not what stands at that place."), field="anchor")
    if not isinstance(field, str) or len(field) > 40 or not field.isascii() or "\x00" in field:
        raise Invalid(say("The field of an anchor is the short name of a part."), field="anchor")
    return Anchor("text", start=start, end=end, quote=quote, field=field)


def _region(raw: Mapping[str, Any]) -> Anchor:
    sides = [raw.get(name) for name in ("x", "y", "width", "height")]
    numbers = [float(side) for side in sides if _is_fraction(side)]
    if len(numbers) < 4:
        raise Invalid(say("A region is x, y, width and height from 0 to 1."), field="anchor")
    x, y, width, height = numbers
    # A hair beyond the edge is a rounding error of the browser's division.
    inside = width > 0 and height > 0 and x + width <= 1.000001 and y + height <= 1.000001
    if not inside:
        raise Invalid(say("The marked region lies outside the image."), field="anchor")
    return Anchor("region", x=x, y=y, width=min(width, 1 - x), height=min(height, 1 - y))


def _is_fraction(side: object) -> TypeGuard[int | float]:
    """A number from 0 to 1; NaN is not, nor is true."""
    return isinstance(side, int | float) and not isinstance(side, bool) and 0 <= side <= 1


def segments(text: str, anchors: Mapping[str, Anchor]) -> list[Segment]:
    """The text cut where an anchor starts or ends, so that overlapping marks can be drawn as
    neighbours. Anchors by id; regions and what lies outside the text are left out. The segments
    join to the text."""
    spans = sorted(
        (anchor.start, anchor.end, name)
        for name, anchor in anchors.items()
        if anchor.kind == "text" and 0 <= anchor.start < anchor.end <= len(text)
    )
    cuts = sorted({0, len(text), *(start for start, _, _ in spans), *(end for _, end, _ in spans)})
    cut = []
    open_spans: list[tuple[int, int, str]] = []
    coming = iter([*spans, None])
    following = next(coming)
    for start, end in pairwise(cuts):
        open_spans = [span for span in open_spans if span[1] > start]
        while following is not None and following[0] <= start:
            open_spans.append(following)
            following = next(coming)
        cut.append(Segment(text[start:end], tuple(name for _, _, name in open_spans)))
    return cut
