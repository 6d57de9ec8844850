"""Rows of a CSV or JSONL file, read one at a time: what cannot be read becomes a fault of its line.

Never the whole file in memory: at most one record, which has at most four cells' worth of bytes.
"""

import csv
import json
import math
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any, NoReturn

from app.errors import Invalid
from app.languages import mark, say

# Our own limits hold; the csv module's is a setting of the whole process and far too low.
csv.field_size_limit(2**31 - 1)

CELLS_A_RECORD = 4
MOST_COLUMNS = 1000
DEEPEST = 50
# A stray quote swallows the lines after it, which are then read again: so much of that is borne.
MOST_REREAD = 64_000_000
LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the record that begins on a line (the first line is 1) was not taken."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One record by column name. In CSV every value is text; `line` is where it begins."""

    line: int
    values: dict[str, Any]


Record = Row | Fault


@dataclass(slots=True)
class _Lines:
    """Physical lines with their numbers; what was read too far can be put back."""

    file: IO[bytes]
    most: int
    number: int = 0
    ahead: deque[tuple[int, bytes | None]] = field(default_factory=deque)
    reread: int = 0

    def take(self) -> tuple[int, bytes | None] | None:
        """The next line, None for the bytes of one that is too long, or None at the end."""
        if self.ahead:
            return self.ahead.popleft()
        line = self.file.readline(self.most + 1)
        if not line:
            return None
        self.number += 1
        if len(line) <= self.most:
            return self.number, line
        while line and not line.endswith(b"\n"):
            line = self.file.readline(65536)
        return self.number, None

    def put_back(self, lines: list[tuple[int, bytes | None]]) -> None:
        """They will be taken again, in their order."""
        self.ahead.extendleft(reversed(lines))
        self.reread += sum(len(raw or b"") for _, raw in lines)


def read_json_lines(file: IO[bytes], cell: int) -> Iterator[Record]:
    """One JSON object a line. `cell` is the most bytes that one value may have."""
    lines = _Lines(file, cell * CELLS_A_RECORD)
    while (taken := lines.take()) is not None:
        number, raw = taken
        if raw is None:
            yield _too_long(number, lines.most)
        elif raw.strip():
            yield _parse_object(number, raw, cell)


def _parse_object(number: int, raw: bytes, cell: int) -> Record:
    try:
        values = _JSON.decode(raw.decode("utf-8").strip())
    except UnicodeDecodeError as why:
        return Fault(number, f"is not UTF-8 (byte {why.start + 1} of the line)")
    except RecursionError:
        return Fault(number, mark("is nested too deeply"))
    except json.JSONDecodeError as why:
        return Fault(number, f"is not JSON: {why.msg} (character {why.pos + 1})")
    except ValueError as why:
        return Fault(
            number, str(why) if "JSON" in str(why) else mark("holds a number too large to keep")
        )
    if not isinstance(values, dict):
        return Fault(number, mark("is not a JSON object"))
    reason = unstorable(values, cell)
    return Fault(number, reason) if reason else Row(number, values)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"holds {name}, which is not JSON")


_JSON = json.JSONDecoder(parse_constant=_refuse_constant)


def unstorable(value: object, cell: int, depth: int = 0) -> str | None:
    """Why a JSON value cannot be kept on both databases, or None."""
    if depth > DEEPEST:
        return mark("is nested too deeply")
    if isinstance(value, str):
        return _unstorable_text(value, cell)
    if isinstance(value, float) and not math.isfinite(value):
        return mark("holds a number too large to keep")
    if isinstance(value, int) and not -LARGEST - 1 <= value <= LARGEST:
        return mark("holds a number of 2^63 or more")
    parts: list[object] = []
    if isinstance(value, dict):
        parts = [*value.keys(), *value.values()]
    elif isinstance(value, list):
        parts = value
    return next((why for part in parts if (why := unstorable(part, cell, depth + 1))), None)


def _unstorable_text(value: str, cell: int) -> str | None:
    if "\x00" in value:
        return mark("holds the character U+0000, which cannot be stored")
    if len(value) * 4 <= cell and value.isascii():
        return None
    try:
        size = len(value.encode("utf-8"))
    except UnicodeEncodeError:
        return mark("holds half of a surrogate pair, which is not valid Unicode")
    return f"has a cell of {size:,} bytes; at most {cell:,} are taken" if size > cell else None


def read_csv(file: IO[bytes], cell: int, delimiter: str) -> Iterator[Record]:
    """Records of a CSV file under its header. A cell may span lines. A record that cannot be read
    is a fault of its first line, and reading goes on with the next line."""
    lines = _Lines(file, cell * CELLS_A_RECORD)
    header: list[str] | None = None
    for line, cells in _records(lines, delimiter):
        if isinstance(cells, Fault):
            if header is None:
                raise Invalid(
                    say(
                        "The header (line %(line)s) %(reason)s.",
                        line=cells.line,
                        reason=cells.reason,
                    )
                )
            yield cells
        elif header is None:
            header = _header(cells, cell)
        elif len(cells) != len(header):
            held = f"{len(cells)} cell" + "s" * (len(cells) != 1)
            yield Fault(line, f"has {held} where the header has {len(header)}")
        else:
            reason = next((why for each in cells if (why := _unstorable_text(each, cell))), None)
            values = dict(zip(header, cells, strict=True))
            yield Fault(line, reason) if reason else Row(line, values)
    if header is None:
        raise Invalid(say("The file is empty."))


def _header(cells: list[str], cell: int) -> list[str]:
    names = [name or f"column {place}" for place, name in enumerate(cells, 1)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if len(names) > MOST_COLUMNS:
        raise Invalid(
            say(
                "The header has %(count)s columns; at most %(most)s are taken.",
                count=f"{len(names):,}",
                most=MOST_COLUMNS,
            )
        )
    if twice:
        raise Invalid(say("The header names a column twice: %(column)s.", column=twice[0]))
    reason = next((why for name in names if (why := _unstorable_text(name, cell))), None)
    if reason:
        raise Invalid(say("The header %(reason)s.", reason=reason))
    return names


def _records(lines: _Lines, delimiter: str) -> Iterator[tuple[int, list[str] | Fault]]:
    while (taken := lines.take()) is not None:
        if taken[1] is None or taken[1].strip(b"\r\n"):
            yield taken[0], _record(lines, taken, delimiter)
        if lines.reread > MOST_REREAD:
            raise Invalid(
                say(
                    "Near line %(line)s, quotes keep opening that are never closed; nothing after "
                    "it was read.",
                    line=taken[0],
                )
            )


def _record(lines: _Lines, first: tuple[int, bytes | None], delimiter: str) -> list[str] | Fault:
    """The record that begins with this line."""
    used = [first]
    try:
        # the reader asks for another line only while a quote is open
        return next(csv.reader(_feed(lines, used), delimiter=delimiter, strict=True))
    except _RowTooLong:
        return _skip(lines, used)
    except UnicodeDecodeError:
        where = f" (line {used[-1][0]})" if len(used) > 1 else ""
        reason = f"is not UTF-8{where}"
    except csv.Error as why:
        is_open = "unexpected end of data" in str(why)
        said = str(why).partition(" - ")[0]
        reason = "opens a quote that is never closed" if is_open else f"is not CSV: {said}"
    lines.put_back(used[1:])
    return Fault(first[0], reason)


def _skip(lines: _Lines, used: list[tuple[int, bytes | None]]) -> Fault:
    """Pass over the rest of a record that is too long: up to the quote that closes its cell."""
    last: tuple[int, bytes | None] | None = used[-1]
    while len(used) > 1 and last is not None and (last[1] or b"").count(b'"') % 2 == 0:
        last = lines.take()
    fault = _too_long(used[0][0], lines.most)
    if last is None:
        return Fault(
            fault.line, f"{fault.reason}: its quote never closes, and all after it is lost"
        )
    return fault


class _RowTooLong(Exception):
    """A record went over the limit while it was being read."""


def _feed(lines: _Lines, used: list[tuple[int, bytes | None]]) -> Iterator[str]:
    size = 0
    while True:
        raw = used[-1][1]
        size += 0 if raw is None else len(raw)
        if raw is None or size > lines.most:
            raise _RowTooLong
        yield raw.decode("utf-8")
        taken = lines.take()
        if taken is None:
            return
        used.append(taken)


def _too_long(line: int, most: int) -> Fault:
    return Fault(line, f"is longer than the {most:,} bytes that a row may have")
