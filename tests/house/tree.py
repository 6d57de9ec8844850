"""The tracked tree as the house tests read it."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ("app", "tools", "bench", "tests")


@cache
def tracked() -> tuple[str, ...]:
    """Every file that git keeps, or would keep if it were added; paths from the root."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return tuple(path for path in sorted(set(listed.stdout.split("\n"))) if (ROOT / path).is_file())


def files(ending: str, *floors: str) -> list[str]:
    """Tracked files below these directories (or everywhere) with this ending."""
    return [
        path
        for path in tracked()
        if path.endswith(ending) and (not floors or path.startswith(tuple(f"{f}/" for f in floors)))
    ]


def text(path: str) -> str:
    """A tracked file's text."""
    return (ROOT / path).read_text("utf-8")


@cache
def parsed(path: str) -> ast.Module:
    """A Python file's syntax tree."""
    return ast.parse(text(path), path)


def report(faults: list[str]) -> str:
    """The faults as the message of an assertion."""
    return f"{len(faults)} found:\n  " + "\n  ".join(faults)
