"""What the product says, in the language of whoever reads.

The message catalogs, and the language in which the work at hand is done.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

SOURCE = "en"
LANGUAGES = {SOURCE: "English", "ja": "日本語"}
CATALOGS = Path(__file__).parent / "catalogs"

_spoken: ContextVar[str] = ContextVar("language", default=SOURCE)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """What is said inside is said in this language; an unknown one is English."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def speak(language: str) -> None:
    """From here on, as long as this task or thread of work goes, speak this language."""
    _spoken.set(language)


def spoken() -> str:
    """The language of the work at hand."""
    return _spoken.get()


def say(message: str, **values: object) -> str:
    """A message, given in English, in the language of the work at hand; `%(name)s` in it stands for
    the value of that name, and `%%` for a percent sign. The message is the key of the catalogs, so
    that it is written out where it is said: `say("Not sent.")`."""
    return lookup(message) % values


def say_many(one: str, many: str, count: int, **values: object) -> str:
    """The same for a number of things, which is `%(count)s` in both messages."""
    return lookup_many(one, many, count) % {"count": f"{count:,}", **values}


def mark(message: str) -> str:
    """Names a message for the catalogs that is said elsewhere, by `say` with a variable."""
    return message


def lookup(message: str) -> str:
    """The translation, with its places for values still in it."""
    language = _spoken.get()
    return message if language == SOURCE else catalog(language).get(message, message)


def lookup_many(one: str, many: str, count: int) -> str:
    """The translation for a number of things. What has one form for all numbers has its message
    under that for one thing."""
    if _spoken.get() == SOURCE:
        return one if count == 1 else many
    said = lookup(one)
    return (one if count == 1 else many) if said == one else said


def lookup_here(context: str, message: str) -> str:
    """A word that means one thing here and another there, with what tells them apart."""
    language = _spoken.get()
    return message if language == SOURCE else catalog(language).get((context, message), message)


@cache
def catalog(language: str) -> Mapping[str | tuple[str, str], str]:
    """A language's messages, by the English ones; with a context, by both."""
    return {
        (one.context, one.id) if one.context else one.id: one.text for one in _entries(language)
    }


@cache
def scripts_say(language: str) -> str:
    """What the browser's scripts say in a language: a JSON object, by the English messages."""
    said = {one.id: one.text for one in _entries(language) if one.is_of_scripts}
    return json.dumps(said, ensure_ascii=False) if said else ""


class Entry(NamedTuple):
    """A message as a catalog has it; what has one form for all numbers by that for one thing."""

    context: str | None
    id: str
    text: str
    is_of_scripts: bool


@cache
def _entries(language: str) -> tuple[Entry, ...]:
    path = CATALOGS / f"{language}.po"
    if language not in LANGUAGES or not path.exists():
        return ()
    from babel.messages.pofile import read_po  # for those who need it: it takes its time to load

    with path.open("rb") as file:
        found = [
            Entry(
                each.context or None,
                str(each.id[0] if isinstance(each.id, tuple | list) else each.id),
                str(each.string[0] if isinstance(each.string, tuple | list) else each.string),
                any(place.startswith("static/") for place, _ in each.locations),
            )
            for each in read_po(file, locale=language)
        ]
    return tuple(each for each in found if each.id and each.text)


@lru_cache(maxsize=1000)
def negotiate(accepted: str) -> str:
    """The first language of an Accept-Language header that we speak (RFC 9110, 12.5.4)."""
    wanted: list[tuple[float, str]] = []
    for part in accepted.split(",")[:20]:
        tag, _, rest = part.strip().partition(";")
        weight = rest.strip().removeprefix("q=") or "1"
        try:
            wanted.append((-float(weight), tag.split("-")[0].lower()))
        except ValueError:
            continue
    for _, tag in sorted(wanted, key=lambda each: each[0]):
        if tag in LANGUAGES:
            return tag
    return SOURCE
