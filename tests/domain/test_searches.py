"""What somebody looks for, and the words that texts are found by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.searches import parse_search
from app.domain.tokens import marked, sought, tokens_of


def test_what_only_looks_like_an_operator_is_said_to_be_none() -> None:
    told = parse_search("colour:red vermin -river https://example.org")
    assert [fault.split(":")[0] for fault in told.faults] == [
        "There is no colour",
        "Words cannot be left out",
    ]
    assert {"colour", "red", "vermin", "river"} <= set(told.words)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Don't re-read e-mail@x.org", ["don", "t", "re", "read", "e", "mail", "x", "org"]),
        ("STRASSE Straße ﬁn １２", ["strasse", "strasse", "fin", "12"]),
        ("日本語です", ["日本", "本語", "語で", "です", "す"]),
        ("GPT4は速い", ["gpt4", "は速", "速い", "い"]),
        ("snake_case 🙂 —", ["snake", "case"]),
        ("", []),
    ],
)
def test_words(text: str, tokens: list[str]) -> None:
    assert tokens_of(text) == tokens


def test_any_part_of_a_packed_script_is_sought_by_its_pairs() -> None:
    assert sought("本語") == ["本語"]
    assert sought("語") == ["語"]
    assert set(sought("本語で")) <= set(tokens_of("日本語です"))


def test_operators_are_read_and_what_makes_no_sense_is_a_word() -> None:
    found = parse_search('quoted slur from:Lin is:open "hate speech" before:2026-01-31')
    assert found.words == ("quoted", "slur", "hate", "speech")
    assert found.phrases == (("hate", "speech"),)
    assert found.given == {"from": "Lin", "is": "open"}
    assert found.before is not None
    assert not found.faults
    odd = parse_search("is:nonsense before:soon http://x.org")
    assert odd.given == {}
    assert len(odd.faults) == 2
    assert {"nonsense", "soon", "http", "x", "org"} <= set(odd.words)


@pytest.mark.parametrize(("text", "prefix"), [("slu", True), ("slur ", False), ('"slur"', False)])
def test_the_last_word_may_go_on_while_it_is_typed(text: str, prefix: bool) -> None:
    assert parse_search(text).prefix is prefix


@given(st.text())
def test_nothing_that_can_be_typed_is_an_error(text: str) -> None:
    found = parse_search(text)
    assert all(
        word and "'" not in word and '"' not in word and " " not in word for word in found.words
    )
    assert "".join(piece for piece, _ in marked(text, list(found.shown))) == text


def test_what_is_found_is_marked_as_it_was_written() -> None:
    assert marked("A Slur, slurs", ["slur"]) == [
        ("A ", False),
        ("Slur", True),
        (", ", False),
        ("slurs", True),
    ]
