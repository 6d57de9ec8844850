"""The folder that a guideline is kept in: the text that people edit, and what it was pulled as.

guideline.md            the text, edited and reviewed like any file
.precedent/base.md      the version that it was pulled as, to the byte
.precedent/base.json    which version that is, and of which project
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from app.errors import Invalid

TEXT = "guideline.md"
THEIRS = "guideline.theirs.md"
MERGED = "guideline.merged.md"
BASE = ".precedent"


@dataclass(frozen=True)
class Base:
    """What a text was pulled as."""

    project: str
    version: str
    revision: int
    text: str = ""


def read_text(folder: Path) -> str:
    """The text that people edit."""
    return _read(folder / TEXT)


def has_text(folder: Path) -> bool:
    """Whether there is one yet."""
    return (folder / TEXT).exists()


def read_base(folder: Path) -> Base | None:
    """What the text was pulled as; None where nothing was pulled yet."""
    place = folder / BASE / "base.json"
    if not place.exists():
        return None
    try:
        said = json.loads(_read(place))
        version, revision = str(said["version"]), int(said["revision"])
        return Base(str(said["project"]), version, revision, _read(folder / BASE / "base.md"))
    except (ValueError, KeyError, TypeError) as why:
        raise Invalid(f"{place} cannot be read. Restore it, or pull anew with --force.") from why


def write_base(folder: Path, base: Base) -> None:
    """Remember what the text was pulled as."""
    said = {name: value for name, value in asdict(base).items() if name != "text"}
    write(folder, f"{BASE}/base.md", base.text)
    write(folder, f"{BASE}/base.json", json.dumps(said, indent=2, ensure_ascii=False) + "\n")


def write(folder: Path, name: str, text: str) -> None:
    """A file of the folder, with exactly these bytes."""
    place = folder / name
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode())
    except OSError as why:
        raise Invalid(f"{place} cannot be written: {why.strerror}.") from why


def drop(folder: Path, *names: str) -> None:
    """Files of a conflict that is settled."""
    for name in names:
        (folder / name).unlink(missing_ok=True)


def _read(place: Path) -> str:
    try:
        return place.read_bytes().decode("utf-8")
    except OSError as why:
        raise Invalid(f"{place} cannot be read: {why.strerror}.") from why
    except UnicodeDecodeError as why:
        raise Invalid(f"{place} is not UTF-8 text.") from why
