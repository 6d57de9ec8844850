"""Predicates, scopes and the control sample."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.answers import parse_schema
from app.domain.scopes import (
    LabelFacts,
    Predicate,
    Scope,
    describe,
    in_control,
    matches,
    metadata_text,
    parse_predicate,
    parse_scope,
    pick_control,
)
from app.errors import Invalid

SCHEMA = parse_schema({"kind": "choices", "options": ["joy", "anger"]})
FACTS = LabelFacts(
    answer="joy",
    text='She said "Not here".',
    metadata={"source": "forum", "year": 2021, "bot": False, "score": 0.5, "none": None},
    disputed="any",
    certainty=60,
    flags=frozenset({"ambiguous", "open"}),
    cites=frozenset({"c2"}),
    labeled_at=datetime(2026, 3, 1, 12, tzinfo=UTC),
)

SELECTS: list[dict[str, Any]] = [
    {"answers": ["anger", "joy"]},
    {"text_any": ['"']},
    {"text_any": ["absent", "Not"]},
    {"metadata": {"source": ["forum", "mail"]}},
    {"metadata": {"year": ["2021"], "bot": ["false"]}},
    {"disagreement": "any"},
    {"certainty_below": 61},
    {"answers": ["anger"], "text_any": ["said"], "join": "or"},
    {"answers": ["joy"], "text_any": ["said"], "disagreement": "any"},
    {"flags": ["bad_task", "open"]},
    {"cites": ["c1", "c2"]},
    {"labeled_from": "2026-03-01", "labeled_before": "2026-03-02"},
    {"labeled_from": "2026-03-01T13:00:00+01:00"},
]
PASSES: list[dict[str, Any]] = [
    {},
    {"join": "or"},
    {"answers": ["anger"]},
    {"text_any": ["not here"]},
    {"text_any": ["%"]},
    {"metadata": {"source": ["mail"]}},
    {"metadata": {"missing": ["None", "null"]}},
    {"metadata": {"none": ["None", "null"]}},
    {"metadata": {"score": ["0.5"]}},
    {"disagreement": "majority_split"},
    {"certainty_below": 60},
    {"answers": ["joy"], "text_any": ["absent"]},
    {"flags": ["other"]},
    {"cites": ["c1"]},
    {"labeled_from": "2026-03-02"},
    {"labeled_before": "2026-03-01T12:00:00Z"},
]


@pytest.mark.parametrize("raw", SELECTS)
def test_a_predicate_selects(raw: dict[str, Any]) -> None:
    assert matches(parse_predicate(raw, SCHEMA), FACTS)


@pytest.mark.parametrize("raw", PASSES)
def test_a_predicate_leaves_alone(raw: dict[str, Any]) -> None:
    assert not matches(parse_predicate(raw, SCHEMA), FACTS)


def test_a_label_without_certainty_is_not_below_any() -> None:
    assert not matches(Predicate(certainty_below=50), LabelFacts("joy", "", {}))


def test_a_split_majority_is_a_disagreement() -> None:
    split = LabelFacts("joy", "", {}, disputed="majority_split")
    assert matches(Predicate(disagreement="any"), split)
    assert matches(Predicate(disagreement="majority_split"), split)


def test_answers_are_made_canonical() -> None:
    assert parse_predicate({"answers": ["joy|anger"]}, SCHEMA).answers == ("anger|joy",)


WRONG: list[tuple[Any, str]] = [
    (7, "predicate"),
    ({"answer": ["joy"]}, "predicate"),
    ({"answers": ["fear"]}, "answer"),
    ({"answers": "joy"}, "answers"),
    ({"text_any": [""]}, "text_any"),
    ({"text_any": ["\x00"]}, "text_any"),
    ({"text_any": ["x"] * 201}, "text_any"),
    ({"metadata": ["a"]}, "metadata"),
    ({"metadata": {"a": "b"}}, "metadata"),
    ({"metadata": {"a": [1]}}, "metadata"),
    ({"disagreement": True}, "disagreement"),
    ({"join": "xor"}, "join"),
    ({"certainty_below": 2.5}, "certainty_below"),
    ({"certainty_below": True}, "certainty_below"),
]


@pytest.mark.parametrize(("raw", "field"), WRONG)
def test_a_broken_predicate_is_refused_with_its_field(raw: Any, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_predicate(raw, SCHEMA)
    assert refusal.value.field == field


def test_a_scope_survives_storage() -> None:
    raw = {
        "citing": False,
        "predicate": {"text_any": ['"', "'"], "metadata": {"b": ["1"], "a": ["2"]}},
        "selection": ["hc-1", "hc-2", "hc-1"],
        "control": 50,
        "seed": 2**62,
    }
    scope = parse_scope(raw, SCHEMA)
    assert scope.selection == ("hc-1", "hc-2")
    assert scope.strata == ("b", "c", "e", "f")
    assert parse_scope(scope.to_dict(), SCHEMA) == scope


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        ([], "scope"),
        ({"citing": 1}, "citing"),
        ({"control": -1}, "control"),
        ({"control": True}, "control"),
        ({"seed": 2**63}, "seed"),
        ({"selection": "hc-1"}, "selection"),
        ({"selection": [1]}, "selection"),
    ],
)
def test_a_broken_scope_is_refused_with_its_field(raw: Any, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_scope(raw)
    assert refusal.value.field == field


def test_scopes_are_described_in_words() -> None:
    assert Predicate().is_empty
    assert describe(Predicate()) == "nothing"
    predicate = Predicate(answers=("joy",), text_any=("“", "'"), join="or")
    assert describe(predicate, SCHEMA) == ("the answer is “joy” or the text contains ““” or “'”")
    scope = Scope(citing=True, led=False, predicate=predicate, selection=("a",), control=20)
    assert describe(scope).endswith("1 task selected by hand; plus up to 20 others as control")


@given(st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1))
def test_a_rank_has_63_bits(seed: int, label_id: int) -> None:
    assert 0 <= in_control(seed, label_id) < 2**63


def test_the_control_sample_is_fixed_by_its_seed() -> None:
    # These numbers may never change: a published relabel stores only the seed.
    assert pick_control(1, range(1000), 3) == pick_control(1, reversed(range(1000)), 3)
    assert pick_control(1, range(1000), 3) != pick_control(2, range(1000), 3)
    assert in_control(1, 1) == 8430369225095084303


def test_the_control_sample_is_spread_evenly() -> None:
    sample = pick_control(7, range(10_000), 1000)
    tenths = [sum(1 for label in sample if label // 1000 == tenth) for tenth in range(10)]
    # A binomial of 1000 draws at 1/10 has a standard deviation of 9.5.
    assert all(60 <= count <= 140 for count in tenths)


def test_only_what_both_databases_print_alike_is_compared() -> None:
    values = ["x", 7, True, None, 0.5, [1], {"a": 1}]
    assert [metadata_text(value) for value in values] == [
        "x", "7", "true", None, None, None, None,
    ]  # fmt: skip
