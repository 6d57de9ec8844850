"""Words as likeness sees them: which tell texts apart, which are the same, which are marked."""

import pytest

from app.domain.lexemes import is_among, key_words, lexemes, mark_shared, overlap


def test_signs_are_read_and_case_is_not() -> None:
    assert lexemes("Do “Slurs” count?") == ["do", "“", "slurs", "”", "count", "?"]


def test_words_that_most_sentences_share_tell_nothing_apart() -> None:
    assert key_words("Do you think that this Slur counts?") == {"think", "slur"}


@pytest.mark.parametrize(
    ("word", "other", "is_same"),
    [
        ("quoted", "quotes", True),
        ("slur", "slurs", True),
        ("renting", "rent", True),
        ("swaering", "swearing", True),
        ("those", "these", False),
        ("cat", "car", False),
        ("threat", "treat", False),
    ],
)
def test_other_forms_and_misspellings_are_the_same_word(
    word: str, other: str, is_same: bool
) -> None:
    assert is_among(word, frozenset({other})) is is_same


def test_a_title_inside_a_long_note_is_all_there() -> None:
    title, note = (
        key_words("Do quoted slurs count?"),
        key_words("She quoted the slur, as a witness."),
    )
    assert overlap(title, note) == 1.0
    assert overlap(frozenset({"slur"}), note) == 0.5
    assert overlap(frozenset(), note) == 0.0


def test_marked_pieces_are_the_text() -> None:
    pieces = mark_shared("Do quoted slurs count?", key_words("a slur, quoted"))
    assert "".join(text for text, _ in pieces) == "Do quoted slurs count?"
    assert [text for text, is_shared in pieces if is_shared] == ["quoted", "slurs"]
    assert mark_shared("", frozenset({"slur"})) == ()


def test_scripts_without_spaces_and_signs_alone_are_read_too() -> None:
    assert key_words("这是引用吗") == {"这是引用吗"}
    assert lexemes("?!") == ["?", "!"]
    assert key_words("") == frozenset()
