"""How alike two short texts are by the words they share: to offer "same question" while asking."""

import re

_WORD = re.compile(r"\w+")
# Words that most questions share say nothing about which question it is.
_COMMON = frozenset(
    "a an and are as at be but by can do does for from has have how i if in is it its me my no not"
    " of on or should so that the then there they this to was what when where which who with would"
    " you your".split()
)


def key_words(text: str) -> frozenset[str]:
    """The words of a text that tell it from others, folded, a plural s taken off."""
    words = (word.casefold() for word in _WORD.findall(text))
    kept = (word for word in words if len(word) > 1 and word not in _COMMON)
    return frozenset(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in kept)


def overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """The share of the shorter one's words that the other has too, 0 to 1.

    Szymkiewicz-Simpson: a title of four words inside a note of forty is still the same question.
    """
    if not a or not b:
        return 0.0
    return len(a & b) / min(len(a), len(b))
