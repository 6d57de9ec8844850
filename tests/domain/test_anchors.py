"""Marked words and regions."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.anchors import Anchor, parse_anchor, segments
from app.errors import Invalid

TEXT = "He said 😀 “no”."


def test_words_are_marked_in_code_points() -> None:
    raw = {"start": 8, "end": 9, "quote": "😀", "field": "a"}
    anchor = parse_anchor(raw, TEXT)
    assert anchor == Anchor("text", start=8, end=9, quote="😀", field="a")
    assert parse_anchor(json.dumps(anchor.to_dict()), TEXT) == anchor


def test_a_region_is_marked_in_fractions() -> None:
    anchor = parse_anchor({"x": 0, "y": 0.5, "width": 1, "height": 0.25}, "")
    assert anchor == Anchor("region", x=0.0, y=0.5, width=1.0, height=0.25)
    assert parse_anchor(anchor.to_dict(), "") == anchor


WRONG: list[Any] = [
    None,
    "no",
    "[",
    [1],
    {},
    {"start": 0, "end": 2, "quote": "he"},
    {"start": 0, "end": 2},
    {"start": 2, "end": 2, "quote": ""},
    {"start": 0, "end": 99, "quote": TEXT},
    {"start": -2, "end": 2, "quote": ""},
    {"start": True, "end": 2, "quote": "e"},
    {"start": 0, "end": 2, "quote": "He", "field": "\x00"},
    {"start": 0, "end": 2, "quote": "He", "field": 7},
    {"x": 0, "y": 0, "width": 0, "height": 1},
    {"x": 0.5, "y": 0, "width": 0.6, "height": 1},
    {"x": -0.1, "y": 0, "width": 0.6, "height": 1},
    {"x": math.nan, "y": 0, "width": 0.6, "height": 1},
    {"x": 10**400, "y": 0, "width": 0.6, "height": 1},
    {"x": "0", "y": 0, "width": 0.6, "height": 1},
    {"x": 0.1, "y": 0.1},
]


@pytest.mark.parametrize("raw", WRONG)
def test_what_marks_nothing_is_refused(raw: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_anchor(raw, TEXT)
    assert refusal.value.field == "anchor"


def test_overlapping_marks_are_cut_into_neighbours() -> None:
    anchors = {
        "one": Anchor("text", start=0, end=5),
        "two": Anchor("text", start=3, end=7),
        "region": Anchor("region", width=1, height=1),
        "outside": Anchor("text", start=3, end=70),
    }
    cut = [(segment.text, segment.anchors) for segment in segments("abcdefghij", anchors)]
    assert cut == [
        ("abc", ("one",)),
        ("de", ("one", "two")),
        ("fg", ("two",)),
        ("hij", ()),
    ]
    assert segments("", {}) == []


spans = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 14)), max_size=6)


@given(st.text(max_size=12), spans)
def test_segments_join_to_the_text_and_cover_each_mark(
    text: str, drawn: list[tuple[int, int]]
) -> None:
    anchors = {
        str(number): Anchor("text", start=start, end=end)
        for number, (start, end) in enumerate(drawn)
        if start < end <= len(text)
    }
    cut = segments(text, anchors)
    assert "".join(segment.text for segment in cut) == text
    for name, anchor in anchors.items():
        covered = "".join(segment.text for segment in cut if name in segment.anchors)
        assert covered == text[anchor.start : anchor.end]
