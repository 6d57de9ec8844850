"""The command `words`: the message catalogs, brought up to date with what the product says.

It needs the product's packages, and is run by the environment's own Python.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

from babel.messages import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from app.languages import CATALOGS, LANGUAGES, SOURCE

ROOT = Path(__file__).parents[1]
PYTHON = {"say": None, "say_many": (1, 2), "mark": None}
SCRIPTS = {"said": None}
JINJA = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
# where, which files, how they are read, and the names of the calls that say something
SOURCES = (
    ("app", "*.py", "python", PYTHON),
    ("templates", "*.html", babel_extract, JINJA),
    ("templates", "*.txt", babel_extract, JINJA),
    ("static/js", "*.js", "javascript", SCRIPTS),
)
# as app/pages/render.py reads them, so that the messages are the same to the letter
OPTIONS = {"encoding": "utf-8", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}


def extract() -> Catalog:
    """Everything that the product says, with the files that say it."""
    found = Catalog()
    for folder, pattern, method, keywords in SOURCES:
        for path in sorted((ROOT / folder).rglob(pattern)):
            said: Any = extract_from_file(cast(Any, method), path, keywords, options=OPTIONS)
            for _, message, _, context in said:
                place = (path.relative_to(ROOT).as_posix(), 1)
                found.add(message, locations=[place], context=context)
    return found


def catalog(language: str) -> Catalog:
    """A language's catalog as it is kept; empty if there is none yet."""
    path = CATALOGS / f"{language}.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def renew(language: str) -> Catalog:
    """Bring a catalog up to date: new messages come without a translation, old ones go."""
    kept = catalog(language)
    kept.update(extract(), no_fuzzy_matching=True)
    kept.obsolete.clear()
    CATALOGS.mkdir(exist_ok=True)
    with (CATALOGS / f"{language}.po").open("wb") as file:
        write_po(file, kept, width=100, omit_header=True, sort_output=True, include_lineno=False)
    return kept


def texts(message: object) -> tuple[str, ...]:
    """A message's one text, or those for one and for many."""
    return tuple(message) if isinstance(message, tuple | list) else (str(message),)


def places(text: str) -> set[str]:
    """The names of the values in a message."""
    return set(re.findall(r"%\((\w+)\)s", text))


def faults(language: str) -> Iterator[str]:
    """What is wrong with a catalog: what lacks, what is left over, and values that got lost."""
    said, kept = extract(), catalog(language)
    for message in said:
        if not message.id:
            continue
        translated = kept.get(texts(message.id)[0], message.context)
        if translated is None or not all(texts(translated.string)):
            yield f"not translated: {message.id!r}"
        elif translated.fuzzy:
            yield f"not sure: {message.id!r}"
        else:
            yield from _losses(texts(message.id), texts(translated.string))
    for message in kept:
        if message.id and said.get(texts(message.id)[0], message.context) is None:
            yield f"said no more: {message.id!r}"


def _losses(ids: tuple[str, ...], strings: tuple[str, ...]) -> Iterator[str]:
    tags = re.compile(r"</?\w+|&\w+;")
    for string in strings:
        if places(string) != places(ids[-1]) or sorted(tags.findall(string)) != sorted(
            tags.findall(ids[-1])
        ):
            yield f"other values or marks than in {ids[-1]!r}: {string!r}"
        if re.search(r"%(?!\(\w+\)s)", string.replace("%%", "")):
            yield f"a percent sign alone in {string!r}"
        if '"' in re.sub(r"<[^>]*>", "", string) and '"' not in ids[-1]:
            yield f"a quote that would end an attribute in {string!r}"


def main() -> int:
    """Renew every catalog, and say what waits for a translator."""
    waiting = 0
    for language in LANGUAGES:
        if language != SOURCE:
            renew(language)
            found = list(faults(language))
            waiting += len(found)
            print(f"{language}: {len(found)} to mend", *found[:40], sep="\n  ")
    return 1 if waiting else 0


if __name__ == "__main__":
    sys.exit(main())
