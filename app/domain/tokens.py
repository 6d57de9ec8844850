"""Texts as the words they can be found by: the same for both databases, whose own ideas differ.

Words are runs of letters and digits, in one case and width (NFKC). Scripts without spaces (Chinese,
Japanese, Korean) become pairs of neighbouring characters, and the last one alone, so that any part
of a sentence is found.
"""

import re
import unicodedata

_RUN = re.compile(r"[^\W_]+")
_PACKED = re.compile(
    r"([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+)"
)
LONGEST = 60  # characters of one word that count; longer ones are keys, not words


def normal(text: str) -> str:
    """A text in the case and width in which words are compared."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def tokens_of(text: str) -> list[str]:
    """The words of a text in their order."""
    found: list[str] = []
    for run in _RUN.findall(normal(text)):
        for at, part in enumerate(_PACKED.split(run)):
            if part:
                found += _pairs(part) if at % 2 else [part[:LONGEST]]
    return found


def _pairs(part: str) -> list[str]:
    return [part[i : i + 2] for i in range(len(part) - 1)] + [part[-1]]


def sought(word: str) -> list[str]:
    """The words to look for when somebody types one: of packed scripts the pairs alone, for the
    last character stands alone only at the end of a run."""
    tokens = tokens_of(word)
    packed = len(tokens) > 1 and len(tokens[-1]) == 1 and bool(_PACKED.fullmatch(tokens[-1]))
    return tokens[:-1] if packed else tokens


def marked(text: str, words: list[str]) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is one of the words sought, or begins with one."""
    wanted = [normal(word) for word in words if word.strip()]
    pieces: list[tuple[str, bool]] = []
    at = 0
    for match in _RUN.finditer(text):
        start, end = match.span()
        for word in wanted:
            if _PACKED.search(word) and word in normal(match[0]):
                start += match[0].find(word) if word in match[0] else 0
                end = start + len(word) if word in match[0] else end
                break
            if normal(match[0]).startswith(word):
                break
        else:
            continue
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [piece for piece in [*pieces, (text[at:], False)] if piece[0]]
