"""Files of a scenario folder: read whole, and what cannot be read is said by the file's name."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import Invalid

DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Part:
    """An object of a JSON file, and where it stands, for complaints."""

    where: str
    raw: Mapping[str, Any]

    @classmethod
    def of(cls, where: str, raw: Any) -> "Part":
        """Raises Invalid where it is no object."""
        if not isinstance(raw, Mapping):
            raise Invalid(f"{where}: an object is expected here, not {_shown(raw)}.")
        return cls(where, raw)

    def need(self, key: str) -> Any:
        """What must be there."""
        if self.raw.get(key) is None:
            raise Invalid(f"{self.where}: “{key}” is missing.")
        return self.raw[key]

    def text(self, key: str) -> str:
        """A text that must be there; a number is read as one."""
        return self._text(key, self.need(key))

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """A list of texts, each once; one text alone is a list of one."""
        raw = self.need(key) if needed else self.raw.get(key)
        found = [] if raw is None else raw if isinstance(raw, list) else [raw]
        return tuple(dict.fromkeys(self._text(key, each) for each in found))

    def part(self, key: str, *, needed: bool = True) -> "Part":
        """An object inside."""
        raw = self.need(key) if needed else self.raw.get(key) or {}
        return Part.of(f"{self.where}, “{key}”", raw)

    def parts(self, key: str, called: str) -> list["Part"]:
        """A list of objects inside, numbered from 1."""
        raw = self.raw.get(key) or []
        if not isinstance(raw, list):
            raise Invalid(f"{self.where}: “{key}” is to be a list, not {_shown(raw)}.")
        return [Part.of(f"{self.where}, {called} {n}", each) for n, each in enumerate(raw, 1)]

    def _text(self, key: str, raw: Any) -> str:
        if isinstance(raw, bool) or not isinstance(raw, str | int):
            raise Invalid(f"{self.where}: “{key}” is to hold a text, not {_shown(raw)}.")
        return str(raw)


def read_text(path: Path) -> str:
    """A UTF-8 file, with or without a byte order mark."""
    try:
        return path.read_text("utf-8-sig")
    except OSError as missing:
        raise Invalid(f"{path.name} cannot be read: {missing.strerror}.") from missing
    except UnicodeDecodeError as broken:
        raise Invalid(f"{path.name} is not UTF-8 (byte {broken.start + 1}).") from broken


def read_json(path: Path) -> Any:
    """A JSON file."""
    try:
        return json.loads(read_text(path))
    except ValueError as broken:
        raise Invalid(f"{path.name} is not JSON: {broken}.") from broken


def read_list(path: Path) -> list[Any]:
    """A JSON file that is a list."""
    found = read_json(path)
    if not isinstance(found, list):
        raise Invalid(f"{path.name} is to be a list, not {_shown(found)}.")
    return found


def read_header(path: Path) -> list[str]:
    """The columns of a CSV file."""
    first = next(iter(read_text(path).splitlines()), "")
    return next(csv.reader([first], delimiter=delimiter_of(first)), [])


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file under its header."""
    text = read_text(path)
    header = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter_of(header))
    try:
        rows = list(reader)
    except csv.Error as broken:
        raise Invalid(f"{path.name}, line {reader.line_num} is not CSV: {broken}.") from broken
    short = next((n for n, row in enumerate(rows, 2) if None in row or None in row.values()), 0)
    if short:
        raise Invalid(f"{path.name}, line {short} has not as many cells as the header.")
    return rows


def delimiter_of(header: str) -> str:
    """Whichever of comma, semicolon and tab the header has most of, as an import takes it."""
    return max(DELIMITERS, key=header.count)


def choose(path: Path, there: Iterable[str], *names: str) -> str:
    """The first of the names that is a column; raises Invalid where none is."""
    columns = list(there)
    found = next((name for name in names if name in columns), None)
    if found is None:
        wanted = " or ".join(f"“{name}”" for name in dict.fromkeys(names))
        raise Invalid(f"{path.name} has no column {wanted}, but: {', '.join(columns) or 'none'}.")
    return found


def _shown(raw: Any) -> str:
    text = json.dumps(raw, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else f"{text[:60]}…"
