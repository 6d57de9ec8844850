"""Emoji by the beginnings of their names, and by what else they are called."""

import pytest
from sqlmodel import Session

from app.domain.markup import plain_text
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
        ("w", {"👋", "😉", "😟", "⚠️"}),
    ],
)
def test_found_by_the_beginnings_of_words(typed: str, found: set[str]) -> None:
    shown = show_suggestions(Session(), Actor(1, 1, 1, "labeler"), ":", typed)
    assert {each.insert for each in shown.options} == found


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("fine :+1: :-1: :thumbsup: :thumbs_down: :point_up:", "fine 👍 👎 👍 👎 ☝️"),
        ("at 10:30:45, a:ok:b, :nothing: of `:ok:`", "at 10:30:45, a:ok:b, :nothing: of :ok:"),
    ],
)
def test_a_name_between_colons_is_the_sign(written: str, shown: str) -> None:
    assert plain_text(written).strip() == shown
