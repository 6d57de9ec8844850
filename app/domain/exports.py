"""Rows as lines of a file: JSONL exact, CSV safe for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

FORMATS = {"jsonl": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}
# A spreadsheet takes a cell that begins so for a formula, and runs it.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def json_lines(rows: Iterable[Mapping[str, Any]], columns: tuple[str, ...]) -> bytes:
    """One object a line, its fields in the order of the columns; times in UTC, with a Z."""
    lines = [{name: row[name] for name in columns if name in row} for row in rows]
    return msgspec.json.Encoder().encode_lines(lines)


def csv_lines(rows: Iterable[Mapping[str, Any]], columns: tuple[str, ...]) -> bytes:
    """Records after RFC 4180. Lists and objects are JSON; a text that would be a formula gets an
    apostrophe before it, which a spreadsheet does not show."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in columns])
    return out.getvalue().encode("utf-8")


def csv_header(columns: tuple[str, ...]) -> bytes:
    """The first line."""
    return (",".join(columns) + "\r\n").encode("utf-8")


def _cell(value: object) -> object:
    if isinstance(value, str):
        return "'" + value if value.startswith(FORMULA) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, UUID):
        return str(value)
    return _cell(msgspec.json.encode(value).decode("utf-8"))
