"""Which passwords are taken."""

import pytest

from app.domain.passwords import check_password, is_common
from app.errors import Invalid


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "password1234",
        "P@ssw0rd!!!!",
        "Passwort2024!",
        "123456789012",
        "aaaaaaaaaaaa",
        "abababababab",
        "qwertyuiop12",
        "abcdefghijkl",
        "passwordpassword",
        "iloveyou1234",
        "Ada-Lovelace",
        "lovelace2024!",
        "x" * 129,
    ],
)
def test_what_anybody_would_try_is_refused(password: str) -> None:
    with pytest.raises(Invalid) as why:
        check_password(password, name="Ada Lovelace", email="ada@example.org")
    assert password not in why.value.message


@pytest.mark.parametrize(
    "password",
    [
        "quiet otters at noon",
        "kJ8#vmQ2pL0z",
        "ein langer satz geht",
        "🦦🐙🦊🐢🐝🦉🐍🦀🐌🐡🐬🐳",
        " spaces stay ",
    ],
)
def test_what_is_hard_to_guess_is_taken_as_it_is(password: str) -> None:
    assert check_password(password, name="Ada Lovelace", email="ada@example.org") == password


def test_a_name_within_more_words_is_fine() -> None:
    assert not is_common("ada swims at night", "Ada")
