"""Two texts compared by sentence, then by word, with the words that are risky in a rule marked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# A small word of these turns a rule around; reviewers look at them first.
_RISKY = re.compile(
    r"\b(?:not|no|never|none|nothing|nobody|neither|nor|without|unless|except|must|shall|cannot|"
    r"only|always|all|any|every|one|two|three|four|five|six|seven|eight|nine|ten)\b"
    r"|\b\w+n['’]t\b"
    r"|\b\d+(?:[.,:/]\d+)*(?:\s?%)?",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r".*?(?:[.!?:;]+[\"'”’)*_]*(?=\s)\s+|\n+|$)", re.DOTALL)
_TOKEN = re.compile(r"\w+(?:['’]\w+)*|\s+|[^\w\s]")
# Beyond these sizes a block is shown as removed and added whole: nobody reads such a word diff,
# and the matcher is quadratic at worst.
_MOST_SENTENCE_PAIRS = 1_000_000
_MOST_WORD_PAIRS = 400_000


@dataclass(frozen=True)
class Piece:
    """A run of text; op "same", "added" or "removed". A risky word is a piece of its own."""

    op: str
    text: str
    risky: bool = False


def whole(op: str, text: str) -> tuple[Piece, ...]:
    """One text as pieces of one kind."""
    return tuple(_pieces([(op, text)]))


def compare_texts(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces that turn `before` into `after`: those not "added" join to the one, those not
    "removed" to the other."""
    runs: list[tuple[str, str]] = []
    for old, new in _blocks(_sentences(before), _sentences(after), _MOST_SENTENCE_PAIRS):
        if old == new:
            runs.append(("same", "".join(old)))
            continue
        old_words, new_words = _TOKEN.findall("".join(old)), _TOKEN.findall("".join(new))
        for removed, added in _blocks(old_words, new_words, _MOST_WORD_PAIRS):
            if removed == added:
                runs.append(("same", "".join(removed)))
            else:
                runs += [("removed", "".join(removed)), ("added", "".join(added))]
    return tuple(_pieces(_merged(runs)))


def align_lines(
    old: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Two texts cut into aligned runs of lines, equal or different."""
    return _blocks(old, new, _MOST_SENTENCE_PAIRS)


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE.findall(text) if sentence]


def _blocks(
    old: Sequence[str], new: Sequence[str], most_pairs: int
) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Two sequences cut into aligned blocks, equal or different."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    yield old[:start], new[:start]
    old_middle, new_middle = old[start : len(old) - end], new[start : len(new) - end]
    if not 1 < len(old_middle) * len(new_middle) <= most_pairs:  # nothing in it to align
        yield old_middle, new_middle
    else:
        matcher = SequenceMatcher(None, old_middle, new_middle, autojunk=False)
        for _, a, b, c, d in matcher.get_opcodes():
            yield old_middle[a:b], new_middle[c:d]
    yield old[len(old) - end :], new[len(new) - end :]


def _merged(runs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Neighbouring changes as one removal and one addition: a lone space that stayed between two
    changed words says nothing to a reader."""
    merged: list[tuple[str, str]] = []
    removed = added = ""
    runs = [(op, text) for op, text in runs if text]
    for place, (op, text) in enumerate(runs):
        if op == "removed":
            removed += text
        elif op == "added":
            added += text
        elif (removed or added) and text.isspace() and place + 1 < len(runs):
            removed, added = removed + text, added + text
        else:
            merged += [("removed", removed), ("added", added), (op, text)]
            removed = added = ""
    return [*merged, ("removed", removed), ("added", added)]


def _pieces(runs: Sequence[tuple[str, str]]) -> Iterator[Piece]:
    same = ""
    for op, text in runs:
        if op == "same":
            same += text
            continue
        if text and same:
            yield Piece("same", same)
            same = ""
        done = 0
        for risky in _RISKY.finditer(text):
            if risky.start() > done:
                yield Piece(op, text[done : risky.start()])
            yield Piece(op, risky.group(), risky=True)
            done = risky.end()
        if text[done:]:
            yield Piece(op, text[done:])
    if same:
        yield Piece("same", same)
