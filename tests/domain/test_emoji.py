"""Emoji by the beginnings of their names, and by what else they are called."""

import pytest
from sqlmodel import Session

from app.domain.roles import Actor
from app.pages.suggestions import show_suggestions


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("thu", {"👍", "👎"}),
        ("he", {"❤️"}),
        ("up", {"👍", "☝️"}),
        ("ea", set()),
        ("+1", {"👍"}),
    ],
)
def test_found_by_the_beginnings_of_words(typed: str, found: set[str]) -> None:
    shown = show_suggestions(Session(), Actor(1, 1, 1, "labeler"), ":", typed)
    assert {each.insert for each in shown.options} == found
