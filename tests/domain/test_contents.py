"""Task contents and the text that each one holds."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.contents import parse_content
from app.errors import Invalid

RIGHT: list[tuple[str, Any, str]] = [
    ("text", " as sent ", " as sent "),
    ("text", {"text": "**md**", "format": "markdown"}, "**md**"),
    ("pair", {"a": "left", "b": "right"}, "left\nright"),
    ("conversation", [{"role": "user", "text": "hi"}, {"role": "bot", "text": ""}], "hi\n"),
    ("image", {"file": "a1b2.png", "alt": "two faces"}, "two faces"),
    ("image", {"file": "a1b2.png"}, ""),
]


@pytest.mark.parametrize(("kind", "raw", "text"), RIGHT)
def test_a_content_has_a_text_and_survives_storage(kind: str, raw: Any, text: str) -> None:
    content = parse_content(kind, raw)
    assert content.text == text
    assert parse_content(kind, content.data) == content


WRONG: list[tuple[str, Any, str]] = [
    ("video", {}, "kind"),
    ("text", {"text": "  "}, "text"),
    ("text", {"text": "a\x00"}, "text"),
    ("text", {"text": "\ud800"}, "text"),
    ("text", {"text": "a", "format": "html"}, "format"),
    ("text", ["a"], "content"),
    ("text", "x" * (1024 * 1024 + 1), "text"),
    ("pair", {"a": "only"}, "b"),
    ("pair", {"a": "x" * 700_000, "b": "x" * 700_000}, "content"),
    ("conversation", {"turns": []}, "turns"),
    ("conversation", {"turns": ["hi"]}, "turns"),
    ("conversation", {"turns": [{"role": " ", "text": "hi"}]}, "role"),
    ("image", {"file": "../etc/passwd"}, "file"),
    ("image", {"file": "a.png", "alt": 7}, "alt"),
]


@pytest.mark.parametrize(("kind", "raw", "field"), WRONG)
def test_a_broken_content_is_refused_with_its_field(kind: str, raw: Any, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_content(kind, raw)
    assert refusal.value.field == field


letters = st.text(alphabet="ab \n漢😀", min_size=1).filter(str.strip)


@given(st.lists(letters, min_size=1, max_size=5))
def test_each_turn_lies_where_its_part_says(said: list[str]) -> None:
    turns = [{"role": "user", "text": text} for text in said]
    content = parse_content("conversation", turns)
    assert [content.text[part.start : part.end] for part in content.parts] == said


def test_the_sides_of_a_pair_are_its_parts() -> None:
    content = parse_content("pair", {"a": "left", "b": "right"})
    assert [(part.name, part.start, part.end) for part in content.parts] == [
        ("a", 0, 4),
        ("b", 5, 10),
    ]
