"""What may be stored as typed, and how a text is shortened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from app.domain.texts import CellText, DocumentText, ShortText, check_text, excerpt
from app.errors import Invalid


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_everything_else_is_returned_exactly_as_sent(text: str) -> None:
    assert check_text(text, most=10**6, field="body") == text


@pytest.mark.parametrize("text", ["a\x00b", "half \ud800 pair", "\udfff"])
def test_what_cannot_be_stored_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_text(text, most=100, field="body")
    assert refusal.value.field == "body"


def test_length_is_counted_in_bytes() -> None:
    assert check_text("é" * 5, most=10, field="body")
    with pytest.raises(Invalid, match="12 bytes"):
        check_text("é" * 6, most=10, field="body")


class Form(BaseModel):
    title: ShortText = ""
    document: DocumentText = ""
    cell: CellText = ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": "x" * 501},
        {"title": "\x00"},
        {"title": "\ud800"},
        {"document": "\n" * 300_000},
        {"document": "x" * (8 * 1024 * 1024 + 1)},
        {"cell": "x" * (1024 * 1024 + 1)},
    ],
)
def test_a_form_collects_what_is_wrong(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Form(**wrong)


def test_a_form_keeps_spaces_and_long_titles_of_wide_letters() -> None:
    assert Form(title=" 漢" * 250).title == " 漢" * 250


@given(st.text(), st.integers(0, 60))
def test_an_excerpt_is_one_line_of_at_most_the_length(text: str, length: int) -> None:
    shown = excerpt(text, length)
    assert len(shown) <= length
    assert len(shown.splitlines()) <= 1


def test_an_excerpt_is_cut_between_words() -> None:
    assert excerpt("one two three", 10) == "one two…"
    assert excerpt("one two", 10) == "one two"
    assert excerpt("a" * 20, 5) == "aaaa…"
