"""How many labels a task should get."""

import pytest

from app.domain.overlaps import labels_wanted


@pytest.mark.parametrize(
    ("votes", "wanted"),
    [
        ({}, 2),
        ({"a": 1}, 2),
        ({"a": 2}, 2),
        ({"a": 1, "b": 1}, 3),
        ({"a": 2, "b": 1}, 3),  # settled with the third
        ({"a": 1, "b": 1, "c": 1}, 4),
        ({"a": 2, "b": 2}, 5),
        ({"a": 2, "b": 2, "c": 1}, 5),  # that is all it gets
    ],
)
def test_one_more_as_long_as_no_answer_has_more_than_half(
    votes: dict[str, int], wanted: int
) -> None:
    assert labels_wanted(2, 5, votes) == wanted


def test_a_fixed_overlap_stays_fixed() -> None:
    for most in (0, 1, 2):
        assert labels_wanted(2, most, {"a": 1, "b": 1}) == 2
