"""Answers of every kind: read from JSON, forms and cells, and made canonical."""

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import describe, parse_answer, parse_schema
from app.errors import Invalid

CHOICE = parse_schema({"kind": "choice", "options": ["hateful", "non-hateful"]})
CHOICES = parse_schema({"kind": "choices", "options": ["joy", "anger", "fear"]})
RATING = parse_schema({"kind": "rating", "lowest": 1, "highest": 5, "highest_label": "best"})
PAIR = parse_schema({"kind": "pair", "tie": True})
TEXT = parse_schema({"kind": "text"})
SPANS = parse_schema({"kind": "spans", "options": [{"value": "slur", "label": "Slur"}]})
DIMENSIONS = parse_schema(
    {
        "kind": "dimensions",
        "dimensions": [
            {"name": "relevant", "label": "Relevant", "highest_label": "very"},
            {"name": "kind", "kind": "choice", "options": [{"value": "y", "label": "Yes"}, "n"]},
        ],
    }
)
BOTH, BOTH_DATA = '{"kind":"y","relevant":"5"}', {"relevant": 5, "kind": "y"}
SPAN = {"start": 3, "end": 9, "label": "slur"}

RIGHT: list[tuple[Any, Any, str, Any]] = [
    (CHOICE, "hateful", "hateful", "hateful"),
    (CHOICE, " hateful ", "hateful", "hateful"),
    (CHOICES, ["joy", "anger", "joy"], "anger|joy", ["joy", "anger"]),
    (CHOICES, "anger|joy", "anger|joy", ["joy", "anger"]),
    (CHOICES, '["fear"]', "fear", ["fear"]),
    (RATING, 3, "3", 3),
    (RATING, "3", "3", 3),
    (RATING, "3.0", "3", 3),
    (PAIR, "tie", "tie", "tie"),
    (TEXT, "  a plain answer ", "a plain answer", "  a plain answer "),
    (SPANS, [SPAN], '[{"start":3,"end":9,"label":"slur"}]', [SPAN]),
    (SPANS, json.dumps([SPAN, SPAN]), '[{"start":3,"end":9,"label":"slur"}]', [SPAN]),
    (SPANS, [], "[]", []),
    (DIMENSIONS, {"kind": "y", "relevant": "5"}, BOTH, BOTH_DATA),
    (DIMENSIONS, '{"relevant": 5.0, "kind": "y"}', BOTH, BOTH_DATA),
    (DIMENSIONS, " relevant = 5; kind = y ;", BOTH, BOTH_DATA),
]


@pytest.mark.parametrize(("schema", "raw", "value", "data"), RIGHT)
def test_an_answer_has_one_canonical_form(schema: Any, raw: Any, value: str, data: Any) -> None:
    answer = parse_answer(schema, raw)
    assert (answer.value, answer.data) == (value, data)
    assert parse_answer(schema, answer.data) == answer


WRONG: list[tuple[Any, Any]] = [
    (CHOICE, "Hateful"),
    (CHOICE, None),
    (CHOICE, "\ud800"),
    (CHOICE, ["hateful"]),
    (CHOICES, []),
    (CHOICES, ""),
    (CHOICES, ["joy", 1]),
    (CHOICES, "[" * 100_000),
    (DIMENSIONS, {"relevant": 5}),
    (DIMENSIONS, {"relevant": 6, "kind": "y"}),
    (DIMENSIONS, {"relevant": 5, "kind": "y", "other": 1}),
    (DIMENSIONS, {"relevant": 5, "kind": ["y"]}),
    (DIMENSIONS, "5"),
    (DIMENSIONS, "{" * 100_000),
    (DIMENSIONS, ""),
    (DIMENSIONS, None),
    (DIMENSIONS, {1: 2}),
    (RATING, 0),
    (RATING, 6),
    (RATING, 2.5),
    (RATING, True),
    (RATING, math.nan),
    (RATING, math.inf),
    (RATING, "٣"),
    (RATING, "1e0"),
    (PAIR, "c"),
    (TEXT, "  "),
    (TEXT, "a\x00"),
    (TEXT, 3),
    (SPANS, "no"),
    (SPANS, [{"start": 5, "end": 5, "label": "slur"}]),
    (SPANS, [{"start": -1, "end": 5, "label": "slur"}]),
    (SPANS, [{"start": 0, "end": 2**40, "label": "slur"}]),
    (SPANS, [{"start": 0, "end": 5, "label": "other"}]),
    (SPANS, [{"start": True, "end": 5, "label": "slur"}]),
    (SPANS, [7]),
]


@pytest.mark.parametrize(("schema", "raw"), WRONG)
def test_what_is_no_answer_is_refused_in_words_that_can_be_sent(schema: Any, raw: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_answer(schema, raw)
    assert refusal.value.field == "answer"
    refusal.value.message.encode("utf-8")


def test_a_span_beyond_the_text_is_refused_once_the_text_is_known() -> None:
    assert parse_answer(SPANS, [SPAN], text="123456789")
    with pytest.raises(Invalid, match="beyond"):
        parse_answer(SPANS, [SPAN], text="12345678")


def test_a_tie_is_only_an_answer_where_the_pair_allows_it() -> None:
    with pytest.raises(Invalid):
        parse_answer(parse_schema({"kind": "pair"}), "tie")


@pytest.mark.parametrize(
    ("schema", "value", "words"),
    [
        (CHOICES, "anger|joy", "anger, joy"),
        (RATING, "5", "5 (best)"),
        (PAIR, "a", "A is better"),
        (SPANS, '[{"start":3,"end":9,"label":"slur"}]', "1 span: Slur 3-9"),
        (SPANS, "[]", "nothing marked"),
        (SPANS, "what was this", "what was this"),
        (CHOICE, "an answer of an older schema", "an answer of an older schema"),
    ],
)
def test_a_value_is_described_in_words(schema: Any, value: str, words: str) -> None:
    assert describe(schema, value) == words


@given(st.sets(st.sampled_from(["joy", "anger", "fear"]), min_size=1))
def test_the_order_of_choosing_does_not_matter(chosen: set[str]) -> None:
    forward = parse_answer(CHOICES, sorted(chosen))
    assert parse_answer(CHOICES, "|".join(sorted(chosen, reverse=True))) == forward


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(st.sampled_from([CHOICE, CHOICES, RATING, PAIR, TEXT, SPANS]), json_values)
def test_any_input_gives_an_answer_or_a_refusal(schema: Any, raw: Any) -> None:
    try:
        answer = parse_answer(schema, raw)
    except Invalid:
        return
    assert parse_answer(schema, answer.data).value == answer.value
