"""Which passwords are taken: long ones that are not what everybody tries first."""

import re

from app.domain.texts import check_text
from app.errors import Invalid
from app.languages import say

SHORTEST, LONGEST = 12, 128
# What passwords that everybody tries are made of, once digits, signs and repeats are gone.
COMMON = frozenset(
    """password passwort passw0rd passphrase pass secret admin administrator adminadmin root user
    login welcome letmein iloveyou ilove you princess sunshine superman batman football baseball
    basketball dragon monkey master shadow whatever trustno freedom starwars pokemon hello world
    helloworld changeme default test testing tester qwerty qwertz azerty qwertyuiop qwertzuiop
    asdfghjkl zxcvbnm qwertyuiopasdfghjklzxcvbnm asdf qazwsx qazwsxedc abc abcd abcdef abcdefgh
    abcdefghijkl abcdefghijklmnop alphabet computer internet summer winter spring autumn monday
    sunday january december love please open sesame opensesame correcthorsebatterystaple mypassword
    thisismypassword precedent precedentprecedent label labels labeling""".split()
)
LEET = str.maketrans("0134578@$!", "oieastbasi")
ROWS = ("01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz")


def check_password(password: str, *, name: str = "", email: str | None = None) -> str:
    """The password as it is, or Invalid saying what is wrong with it."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid(
            say(
                "A password has %(least)s to %(most)s characters.",
                least=SHORTEST,
                most=LONGEST,
            ),
            "password",
        )
    check_text(password, most=LONGEST * 4, field="password")
    if is_common(password, *re.split(r"[\s@.]+", f"{name} {email or ''}")):
        raise Invalid(
            say(
                "This password is one of the first that anybody would try. Several unusual "
                "words in a row are easy to keep and hard to guess."
            ),
            "password",
        )
    return password


def is_common(password: str, *personal: str) -> bool:
    """Whether it is a common word, a run of keys or one's own name, with digits and signs added,
    or fewer than five different characters over and over."""
    plain = password.casefold()
    if len(set(plain)) < 5 or any(plain in row for row in ROWS):
        return True
    words = COMMON | {each.casefold() for each in personal if len(each) > 2}
    forms = {re.sub(r"[\W\d_]+", "", plain), re.sub(r"[\W_]+", "", plain.translate(LEET))}
    forms |= {re.sub(r"[i\d]+$", "", form) for form in forms}  # 1 and ! read as i
    bare = plain.isascii() and min(len(form) for form in forms) < 4
    return bare or any(_is_made_of(form, words) for form in forms if form)


def _is_made_of(form: str, words: frozenset[str]) -> bool:
    """Whether common words in a row are all there is. `reached`: where such a row can end."""
    reached = {0}
    for end in range(1, len(form) + 1):
        if any(start in reached and form[start:end] in words for start in range(end)):
            reached.add(end)
    return len(form) in reached
