"""The guideline library: guidelines of our own writing, kept as files beside the app."""

import re
from pathlib import Path

from app.errors import NotFound

HOME = Path(__file__).parents[2] / "guidelines"
_NAME = re.compile(r"[a-z][a-z-]{0,60}")


def list_library() -> list[tuple[str, str]]:
    """Name and title of every guideline in the library."""
    files = sorted(HOME.glob("*/guideline.md"))
    return [(file.parent.name, _title(file)) for file in files]


def read_library(name: str) -> str:
    """The Markdown of a guideline in the library."""
    file = HOME / name / "guideline.md"
    if not _NAME.fullmatch(name) or not file.is_file():
        raise NotFound
    return file.read_text("utf-8")


def _title(file: Path) -> str:
    with file.open(encoding="utf-8") as lines:
        return lines.readline().lstrip("# ").strip()
