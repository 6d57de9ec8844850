"""Cases as tests of a draft: what they say of the types that were claimed."""

import pytest

from app.domain.cases import Expectation, hold


def case(code: str, before: str | None, after: str | None, number: int = 1) -> Expectation:
    return Expectation(number, frozenset({code}), before, after)


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [("a", "a", "holds"), ("a", "b", "flips"), (None, "b", "decides"), ("a", None, "retires"),
     (None, None, "holds")],
)  # fmt: skip
def test_what_a_draft_does_to_a_case(before: str | None, after: str | None, outcome: str) -> None:
    held = case("c1", before, after)
    assert (held.outcome, held.moves) == (outcome, outcome != "holds")


@pytest.mark.parametrize(
    ("types", "code", "is_explained"),
    [
        ({"c1": "editorial"}, "c1", False),
        ({"c1": "clarifying"}, "c1", True),
        ({"c1": "editorial", "c2": "substantive"}, "c1", False),  # its own clause says no
        ({"c1": "editorial", "c2": "substantive"}, "c3", True),  # any other may be why
        ({"c1": "editorial"}, "c3", False),
    ],
)
@pytest.mark.parametrize(("before", "after"), [("a", "b"), (None, "b"), ("a", None)])
def test_a_case_that_moves_contradicts_an_editorial_change(
    types: dict[str, str], code: str, is_explained: bool, before: str | None, after: str | None
) -> None:
    verdict = hold(types, [case(code, before, after, 7), case(code, "a", "a", 8)])
    assert verdict.contradicting == (() if is_explained else (7,))


@pytest.mark.parametrize(
    ("types", "before", "after", "asks"),
    [
        ({"c1": "substantive"}, "a", "a", True),
        ({"c1": "substantive"}, "a", "b", False),
        ({"c1": "substantive"}, None, "b", False),
        ({"c1": "clarifying"}, "a", "a", False),
        ({"c1": "editorial"}, "a", "a", False),
    ],
)
def test_a_substantive_change_that_moves_no_case_asks_why(
    types: dict[str, str], before: str | None, after: str, asks: bool
) -> None:
    assert hold(types, [case("c1", before, after)]).is_unmoved is asks


def test_without_any_case_a_substantive_change_asks_why() -> None:
    assert hold({"c1": "substantive"}, []).is_unmoved
