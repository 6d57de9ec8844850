"""Comments on lines: where they belong, and what a suggestion makes of the clause."""

import pytest

from app.domain.comments import find_lines, pick_lines, put_lines
from app.errors import Invalid

TEXT = "one\ntwo\nthree\ntwo"


def test_lines_are_picked_by_number() -> None:
    assert pick_lines(TEXT, 2, 3) == "two\nthree"
    for first, last in ((0, 1), (3, 2), (1, 5)):
        with pytest.raises(Invalid):
            pick_lines(TEXT, first, last)


@pytest.mark.parametrize(
    ("quote", "first", "place"),
    [
        ("two", 2, 2),
        ("two", 4, 4),
        ("two", 1, None),  # two places, and neither is where it was said
        ("three", 1, 3),  # moved down meanwhile
        ("two\nthree", 9, 2),
        ("tw", 2, None),  # whole lines only
        ("four", 1, None),
    ],
)
def test_lines_are_found_again_as_long_as_they_say_the_same(
    quote: str, first: int, place: int | None
) -> None:
    assert find_lines(TEXT, quote, first) == place


@pytest.mark.parametrize(
    ("quote", "first", "suggestion", "text"),
    [
        ("two", 4, "2", "one\ntwo\nthree\n2"),
        ("two\nthree", 2, "2\n2½\n3", "one\n2\n2½\n3\ntwo"),
        ("three", 3, "", "one\ntwo\ntwo"),
        (TEXT, 1, "all", "all"),
        ("gone", 1, "x", None),
    ],
)
def test_a_suggestion_takes_the_place_of_its_lines(
    quote: str, first: int, suggestion: str, text: str | None
) -> None:
    assert put_lines(TEXT, quote, first, suggestion) == text
