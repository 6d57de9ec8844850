"""The answer of a task."""

import pytest

from app.domain.consensus import consensus, split


def test_most_votes_decide_and_a_tie_does_not() -> None:
    found = consensus(["a", "a", "b"])
    assert (found.value, found.how, found.disputed) == ("a", "majority", "any")
    assert found.share == pytest.approx(2 / 3)
    tie = consensus(["a", "b"])
    assert (tie.value, tie.tied, tie.disputed) == (None, True, "majority_split")


def test_unanimous_is_not_disputed_and_nobody_is_not_unanimous() -> None:
    assert consensus(["a", "a"]).unanimous
    assert consensus(["a", "a"]).disputed is None
    nobody = consensus([])
    assert (nobody.value, nobody.unanimous, nobody.disputed, nobody.share) == (None, False, None, 0)


def test_an_adjudication_decides_whatever_the_votes() -> None:
    found = consensus(["a", "a", "b"], adjudicated="b")
    assert (found.value, found.how) == ("b", "adjudicated")


def test_how_divided_answers_are() -> None:
    assert split([]) == split(["a"]) == split(["a", "a"]) == 0
    assert split(["a", "b"]) == split(["a", "b", "c"]) == pytest.approx(1)
    assert split(["a", "a", "a", "b"]) == pytest.approx(0.5)
