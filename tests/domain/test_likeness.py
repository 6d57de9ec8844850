"""Likeness by n-grams: hand-made cases, and how well it finds what belongs together."""

import json
import random
import re
from collections.abc import Callable

from app.domain.likeness import LONGEST, count_grams, rank_likeness, share_words
from tests.domain.material import shared


def test_a_text_is_wholly_like_itself_and_not_at_all_like_another() -> None:
    same, other = rank_likeness("quoted slurs", ["Quoted  slurs!", "zebra"])
    assert round(same, 5) == 1
    assert other == 0


def test_what_is_rare_tells_more_than_what_all_have() -> None:
    near, far, *_ = rank_likeness(
        "is a reclaimed slur hateful",
        ["a reclaimed word", "is a threat hateful", "is it hateful", "is a joke hateful"],
    )
    assert near > far


def test_forms_of_a_word_are_near() -> None:
    near, far = rank_likeness("quoting slurs", ["a quoted slur", "a stated fact"])
    assert near > 0.1 > far


def test_nothing_is_like_nothing() -> None:
    assert rank_likeness("", ["a", ""]) == [0, 0]
    assert rank_likeness("...", ["..."]) == [0]
    assert rank_likeness("words", []) == []
    assert rank_likeness("words", ["", "words"])[0] == 0


def test_scripts_without_spaces_are_compared_too() -> None:
    near, far = rank_likeness("引用された侮辱", ["侮辱の引用", "天気の話"])
    assert near > far
    assert "侮辱" in share_words("引用された侮辱", "侮辱の引用")


def test_of_a_long_text_the_beginning_counts() -> None:
    [score] = rank_likeness("a" * LONGEST + " one", ["a" * LONGEST + " two"])
    assert round(score, 5) == 1


def test_places_are_the_same_in_every_process() -> None:
    """Python's own hash of a text is another one in every process; ours must not be."""
    assert sorted(count_grams("no").places.tolist()) == [49576, 146233, 223384, 238866]


def test_words_that_match_are_named_as_the_other_text_has_them() -> None:
    assert share_words("He quoted a slur", "Quoting slurs: is it hateful?") == ["quoting", "slurs"]
    assert share_words("It is what it is", "What is it?") == []
    assert share_words("a cat", "the cats and the catalogue") == ["cats"]


Score = Callable[[str, list[str]], list[float]]


def test_precision_on_hatecheck_beats_shared_words() -> None:
    """Every tenth of the 1,708 sentences, in an order drawn once, asks all others; of the five
    nearest those count that test the same functionality. Ties fall as the draw has them."""
    assert precision(by_shared_words) < 0.75
    assert precision(rank_likeness) > 0.89


def precision(score: Score) -> float:
    """Precision at 5."""
    lines = shared("hatecheck/items.jsonl").read_text(encoding="utf-8").splitlines()
    items = [json.loads(line) for line in lines]
    random.Random(7).shuffle(items)
    texts = [item["text"] for item in items]
    hits = asked = 0
    for index in range(0, len(items), 10):
        scores = score(texts[index], texts)
        scores[index] = -1
        nearest = sorted(range(len(items)), key=lambda other: -scores[other])[:5]
        same = items[index]["functionality"]
        hits += sum(items[other]["functionality"] == same for other in nearest)
        asked += 5
    return hits / asked


COMMON = frozenset(
    "a an and are as at be but by can do does for from has have how i if in is it its me my no not"
    " of on or should so that the then there they this to was what when where which who with would"
    " you your".split()
)


def by_shared_words(text: str, others: list[str]) -> list[float]:
    """What n-grams took the place of: the share of the shorter text's words that both have."""
    mine = key_words(text)
    return [
        len(mine & words) / min(len(mine), len(words)) if mine and words else 0.0
        for words in map(key_words, others)
    ]


def key_words(text: str) -> frozenset[str]:
    """The words that tell a text from others, folded, a plural s taken off."""
    words = (word.casefold() for word in re.findall(r"\w+", text))
    kept = (word for word in words if len(word) > 1 and word not in COMMON)
    return frozenset(word[:-1] if len(word) > 3 and word.endswith("s") else word for word in kept)
