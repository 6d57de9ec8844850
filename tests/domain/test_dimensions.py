"""Answers in several dimensions: asked, told apart, agreed on one by one."""

from typing import Any

import pytest

from app.domain.answers import as_sent, describe, parse_answer, parse_schema
from app.domain.dimensions import consensus_by_dimension, join_dimensions, split_dimensions
from app.domain.plans import refuse_incompatible
from app.errors import Conflict, Invalid

RAW = {
    "kind": "dimensions",
    "dimensions": [
        {"name": "relevant", "label": "Relevant", "lowest": 0, "highest": 3, "lowest_label": "no"},
        {"name": "kind", "label": "Kind", "kind": "choice", "options": ["yes", "no"]},
    ],
}
SCHEMA = parse_schema(RAW)


def said(relevant: int, kind: str) -> str:
    return parse_answer(SCHEMA, {"relevant": relevant, "kind": kind}).value


def test_a_schema_of_dimensions_reads_back_as_itself() -> None:
    assert parse_schema(SCHEMA.to_dict()) == SCHEMA
    assert [option.key for option in SCHEMA.dimensions[0].asked.offered] == ["0", "1", "2", "3"]
    assert SCHEMA.offered == ()


def test_an_answer_is_told_in_the_words_and_the_order_of_the_schema() -> None:
    assert describe(SCHEMA, said(0, "no")) == "Relevant: 0 (no); Kind: no"
    assert describe(SCHEMA, "an older answer") == "an older answer"


def test_what_is_split_joins_again_and_a_form_is_filled_from_it() -> None:
    value = said(2, "yes")
    assert split_dimensions(value) == {"relevant": "2", "kind": "yes"}
    assert join_dimensions(split_dimensions(value)) == value
    sent = as_sent(parse_answer(SCHEMA, value).data)
    assert SCHEMA.chosen(sent) == {"relevant": "2", "kind": "yes"}
    assert split_dimensions("[1]") == split_dimensions("{oops") == split_dimensions("2") == {}


def test_people_who_part_in_one_dimension_still_agree_in_the_other() -> None:
    votes = [said(3, "yes"), said(2, "yes"), said(1, "no")]
    found = consensus_by_dimension(votes, ("relevant", "kind"))
    assert found["relevant"].tied
    assert found["relevant"].value is None
    assert (found["kind"].value, found["kind"].votes) == ("yes", {"yes": 2, "no": 1})
    decided = consensus_by_dimension(votes, ("relevant", "kind"), adjudicated=said(1, "no"))
    assert (decided["relevant"].value, decided["kind"].value) == ("1", "no")


@pytest.mark.parametrize(
    "dimensions",
    [
        [],
        "relevant",
        [{"name": "Relevant"}],
        [{"name": "a b"}],
        [{"name": "a"}, {"name": "a"}],
        [{"name": "a", "kind": "dimensions", "dimensions": [{"name": "b"}]}],
        [{"name": "a", "kind": "choice", "options": ["only"]}],
        [{"name": "a", "lowest": 5, "highest": 1}],
        [{"name": f"d{number}"} for number in range(13)],
        ["a"],
    ],
)
def test_dimensions_that_cannot_be_asked_are_refused(dimensions: Any) -> None:
    with pytest.raises(Invalid) as refused:
        parse_schema({"kind": "dimensions", "dimensions": dimensions})
    assert refused.value.field == "dimensions"


def test_labels_made_keep_their_dimensions_and_values() -> None:
    first, second = RAW["dimensions"]
    assert isinstance(first, dict)
    assert isinstance(second, dict)

    def changed(*dimensions: dict[str, Any]) -> None:
        after = parse_schema({"kind": "dimensions", "dimensions": list(dimensions)})
        refuse_incompatible(SCHEMA, after)

    changed(second | {"label": "Friendly"}, first | {"highest": 5})
    for wrong in ((first,), (first, second, {"name": "new"}), (first | {"highest": 2}, second)):
        with pytest.raises(Conflict):
            changed(*wrong)
