"""Answer schemas: what a project may ask."""

from typing import Any

import pytest

from app.domain.schemas import parse_schema
from app.errors import Invalid

WHOLE: list[dict[str, Any]] = [
    {"kind": "choice", "options": [{"value": "yes", "key": "y", "color": "green"}, "no"]},
    {"kind": "choices", "options": ["joy", "anger"], "comment": True},
    {"kind": "rating", "lowest": -2, "highest": 2, "lowest_label": "worst"},
    {"kind": "pair", "tie": True, "certainty": True},
    {"kind": "text"},
    {"kind": "spans", "options": [{"value": "slur", "color": "#d33"}]},
]


@pytest.mark.parametrize("raw", WHOLE)
def test_a_schema_survives_storage(raw: dict[str, Any]) -> None:
    schema = parse_schema(raw)
    assert parse_schema(schema.to_dict()) == schema


BROKEN: list[tuple[Any, str]] = [
    ({}, "kind"),
    ({"kind": "essay"}, "kind"),
    ({"kind": ["choice"]}, "kind"),
    ([], "kind"),
    ({"kind": "choice"}, "options"),
    ({"kind": "choice", "options": ["only one"]}, "options"),
    ({"kind": "choice", "options": ["a", "a"]}, "options"),
    ({"kind": "choice", "options": ["a", ""]}, "options"),
    ({"kind": "choice", "options": ["a", " b"]}, "options"),
    ({"kind": "choice", "options": ["a", 7]}, "value"),
    ({"kind": "choice", "options": ["a", "b\x00"]}, "value"),
    ({"kind": "choice", "options": ["a"] * 101}, "options"),
    ({"kind": "choices", "options": ["a|b", "c"]}, "options"),
    ({"kind": "choice", "options": [{"value": "a", "color": "red;x"}, "b"]}, "options"),
    ({"kind": "rating", "lowest": 5, "highest": 1}, "highest"),
    ({"kind": "rating", "lowest": "1"}, "lowest"),
    ({"kind": "rating", "highest": 2**70}, "highest"),
    ({"kind": "pair", "tie": "yes"}, "tie"),
    ({"kind": "text", "certainty": 1}, "certainty"),
]


@pytest.mark.parametrize(("raw", "field"), BROKEN)
def test_what_cannot_be_asked_is_refused_with_its_field(raw: Any, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_schema(raw)
    assert refusal.value.field == field


@pytest.mark.parametrize("key", [*"fxpustgnqh?", "0", "A", "é", "ab", "-"])
def test_the_keys_of_the_desk_cannot_be_taken(key: str) -> None:
    with pytest.raises(Invalid):
        parse_schema({"kind": "choice", "options": [{"value": "a", "key": key}, "b"]})


def test_two_options_cannot_share_a_key() -> None:
    options = [{"value": "a", "key": "a"}, {"value": "b", "key": "a"}]
    with pytest.raises(Invalid):
        parse_schema({"kind": "choice", "options": options})


def test_options_without_a_key_get_the_digits_that_are_left() -> None:
    options = [{"value": "a"}, {"value": "b", "key": "1"}, *[f"v{n}" for n in range(9)]]
    keys = [option.key for option in parse_schema({"kind": "choice", "options": options}).options]
    assert keys == ["2", "1", "3", "4", "5", "6", "7", "8", "9", "", ""]


def test_ratings_and_pairs_offer_their_steps_and_sides() -> None:
    rating = parse_schema({"kind": "rating", "lowest": 0, "highest": 3})
    assert [(step.value, step.key) for step in rating.offered] == [
        ("0", "0"),
        ("1", "1"),
        ("2", "2"),
        ("3", "3"),
    ]
    assert [side.value for side in parse_schema({"kind": "pair"}).offered] == ["a", "b"]
