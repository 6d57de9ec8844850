"""A folder of a guideline's earlier versions, as what is sent of it."""

import json
import re
from pathlib import Path
from typing import Any

from app.errors import Invalid

LISTED = "history.jsonl"
_DATE = re.compile(r"(?<![0-9])([0-9]{4}-[0-9]{2}-[0-9]{2})(?![0-9])")


def read_states(folder: Path) -> list[dict[str, Any]]:
    """The states of a guideline, oldest first: as `history.jsonl` lists them, or each Markdown
    file whose name has a date, by name."""
    listed = folder / LISTED
    if not listed.exists():
        return [_of_file(file) for file in sorted(folder.glob("*.md")) if _DATE.search(file.name)]
    states = []
    for number, line in enumerate(_text(listed).splitlines(), 1):
        if not line.strip():
            continue
        try:
            said = json.loads(line)
            file, date = folder / said["file"], str(said["date"])
            more = {name: str(said[name]) for name in ("message", "version") if said.get(name)}
        except (ValueError, KeyError, TypeError) as why:
            what = "a JSON object with a file and a date"
            raise Invalid(f"{listed}:{number} is not {what}.") from why
        if not file.resolve().is_relative_to(folder.resolve()):
            raise Invalid(f"{listed}:{number} names a file outside the folder.")
        stage = said.get("stage", "published")
        name = file.stem if stage == "published" else f"{file.stem} ({stage})"
        states.append({"markdown": _text(file), "name": name, "date": date} | more)
    return states


def _of_file(file: Path) -> dict[str, Any]:
    found = _DATE.search(file.name)
    assert found is not None
    return {"markdown": _text(file), "name": file.stem, "date": found.group(1)}


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except OSError as why:
        raise Invalid(f"{file} cannot be read: {why.strerror}.") from why
    except UnicodeDecodeError as why:
        raise Invalid(f"{file} is not UTF-8 text.") from why
