"""The words of a text as likeness sees them, and which words of one text stand in another."""

import re

from rapidfuzz import fuzz, process

from app.domain.tokens import normal

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_LEXEME = re.compile(r"[^\W_]+(?:['’][^\W_]+)?|[^\w\s]")
# Words that most sentences share say little about which one it is.
COMMON = frozenset(
    "a about all also am an and any are as at be because been being but by can could did do"
    " does either for from had has have he her here him his how i if in into is isn't it it's"
    " its just me more my no nor not of on one only or other our out she should so some such"
    " than that the their them then there these they thing this those to up us was we were what"
    " when where whether which who why will with would you your count counts counted".split()
)
LONGEST = 40  # characters of one word that count; longer ones are keys, not words
SHORTEST_BENT = 4  # characters below which two words are the same only when they are equal
LONGEST_ENDING = 3  # rent and renting are one word
ALIKE = 82.0  # of 100: quote, quoted and a quote misspelt are one word; those and these are not


def lexemes(text: str) -> list[str]:
    """Words and signs of a text in their order, in one case and width: how a thing is said counts
    too, and a question mark is often half of it."""
    return [each[:LONGEST] for each in _LEXEME.findall(normal(text))]


def key_words(text: str) -> frozenset[str]:
    """The words of a text that tell it from others, in one case and width."""
    words = (each[:LONGEST] for each in _WORD.findall(normal(text)))
    return frozenset(each for each in words if each not in COMMON)


def overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """The share of the shorter one's words that the other has too, 0 to 1: a title of four words
    inside a note of forty is still the same question. One word alone is half of what two are."""
    few, many = sorted((a, b), key=len)
    if not few:
        return 0.0
    same = few & many
    bent = [each for each in few - same if is_among(each, many)]
    return (len(same) + len(bent)) / max(2, len(few))


def is_among(word: str, among: frozenset[str]) -> bool:
    """Whether a word stands among others, be it in another form or misspelt."""
    if word in among:
        return True
    if len(word) < SHORTEST_BENT:
        return False
    near = [each for each in among if each[:2] == word[:2] and len(each) >= SHORTEST_BENT]
    if any(_is_ending(*sorted((word, each), key=len)) for each in near):
        return True
    return process.extractOne(word, near, scorer=fuzz.ratio, score_cutoff=ALIKE) is not None


def _is_ending(short: str, long: str) -> bool:
    return len(long) - len(short) <= LONGEST_ENDING and long.startswith(short)


def mark_shared(text: str, among: frozenset[str]) -> tuple[tuple[str, bool], ...]:
    """A text in pieces, each with whether it is a word that stands among others too."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for match in _WORD.finditer(text):
        word = normal(match[0])[:LONGEST]
        if word not in COMMON and is_among(word, among):
            pieces += [(text[at : match.start()], False), (match[0], True)]
            at = match.end()
    return tuple(piece for piece in (*pieces, (text[at:], False)) if piece[0])


def parts_of(word: str) -> list[str]:
    """The runs of 3 to 5 characters of a word between spaces."""
    padded = f" {word} "
    return [padded[at : at + size] for size in (3, 4, 5) for at in range(len(padded) - size + 1)]
