"""The shared text rules: what may be stored as typed, how long, and how it is shortened to show.

PostgreSQL cannot store U+0000 and nothing can encode a lone surrogate, so both are refused here,
once. Everything else people type is kept exactly as sent: no trim, no normalisation.
"""

from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, Field

from app.errors import Invalid
from app.languages import say

SHORT_CHARACTERS = 500
BODY_BYTES = 64 * 1024
# 100,000 rules, with their ids and the blank lines between them: what is kept can be sent back.
DOCUMENT_BYTES = 8 * 1024 * 1024
DOCUMENT_LINES = 300_000
CELL_BYTES = 1024 * 1024


def check_text(value: str, *, most: int, field: str) -> str:
    """Return `value` unchanged, or raise Invalid if it cannot be stored or is over `most` UTF-8
    bytes."""
    if "\x00" in value:
        raise Invalid(
            say("This text holds the character U+0000, which cannot be stored."), field=field
        )
    try:
        size = len(value.encode("utf-8"))
    except UnicodeEncodeError:
        raise Invalid(
            say("This text holds half of a surrogate pair, which is not valid Unicode."),
            field=field,
        ) from None
    if size > most:
        raise Invalid(
            say(
                "This text is %(size)s bytes long; at most %(most)s are kept.",
                size=f"{size:,}",
                most=f"{most:,}",
            ),
            field=field,
        )
    return value


def check_length(value: str, *, most: int, field: str) -> str:
    """The same for at most so many characters, as forms count them; a character is up to four
    bytes."""
    if len(value) > most:
        raise Invalid(say("At most %(characters)s characters are kept.", characters=most), field)
    return check_text(value, most=most * 4, field=field)


def _bounded(most: int, *, characters: int = 0, lines: int = 0) -> Callable[[str], str]:
    """A pydantic validator around `check_text`: pydantic collects ValueErrors, not Invalid."""

    def check(value: str) -> str:
        try:
            check_text(value, most=most, field="")
        except Invalid as error:
            raise ValueError(error.message) from None
        if characters and len(value) > characters:
            raise ValueError(
                say("At most %(characters)s characters are kept.", characters=characters)
            )
        if lines and value.count("\n") >= lines:
            raise ValueError(say("At most %(lines)s lines are kept.", lines=f"{lines:,}"))
        return value

    return check


# The code of a clause, the name of a version, the topic of a thread.
CodeText = Annotated[str, Field(max_length=12), AfterValidator(_bounded(BODY_BYTES))]
VersionText = Annotated[str, Field(max_length=40), AfterValidator(_bounded(BODY_BYTES))]
TopicText = Annotated[str, Field(max_length=100), AfterValidator(_bounded(BODY_BYTES))]
ShortText = Annotated[str, AfterValidator(_bounded(BODY_BYTES, characters=SHORT_CHARACTERS))]
BodyText = Annotated[str, AfterValidator(_bounded(BODY_BYTES))]
DocumentText = Annotated[str, AfterValidator(_bounded(DOCUMENT_BYTES, lines=DOCUMENT_LINES))]
CellText = Annotated[str, AfterValidator(_bounded(CELL_BYTES))]


def capital(text: str) -> str:
    """The text as a title begins: a ruling's condition, written to stand after "When", may be
    one."""
    return text[:1].upper() + text[1:]


def excerpt(text: str, length: int) -> str:
    """The beginning of `text` on one line, at most `length` characters, cut between words."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    if length < 1:
        return ""
    cut = line[: length - 1]
    at_word = cut.rsplit(" ", 1)[0] if line[length - 1] != " " else cut
    # A single enormous word has no gap to cut at.
    kept = at_word if len(at_word) * 2 >= len(cut) else cut
    return kept.rstrip() + "…"
