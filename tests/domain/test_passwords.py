"""Which passwords are taken."""

import pytest

from app.domain.passwords import check_password
from app.errors import Invalid


@pytest.mark.parametrize(
    "password",
    ["four words make one", "  spaces kept  ", "漢字" * 3 + "とても長いです", "x9!kq" * 20],
)
def test_a_long_uncommon_password_is_taken_as_typed(password: str) -> None:
    assert check_password(password) == password


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "eleven char",
        "x1y2z3" * 22,
        "password1234",
        "Password-1234",
        "correct horse battery staple",
        "aaaaaaaaaaaa",
        "abababababab",
        "fine words\x00 here",
        "fine words\ud800 here",
    ],
)
def test_short_long_common_and_unstorable_passwords_are_refused(password: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_password(password)
    assert refusal.value.field == "password"
