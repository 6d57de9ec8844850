"""Names and words: what files are called and open with, and what no file may hold."""

import ast
import re

import pytest

from tests.house.tree import CODE, files, parsed, report, text, tracked

WIDE = {"utils", "util", "helpers", "helper", "common", "manager", "service", "base", "misc"}
BINARY = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".ico", ".woff2", ".pdf", ".gz", ".zip")
OPENING = {".py": ('"""',), ".js": ("//", "/*"), ".css": ("/*",), ".html": ("{#", "<!--")}
# A directory of somebody's machine. /usr/bin and the like are where programs are on any of them.
MACHINE = re.compile(r"(?<![\w.$}/)-])/(?:home|root|work|Users|opt|mnt|srv)/[\w.-]+")


def test_no_file_has_a_wide_name() -> None:
    wide = [path for path in tracked() if set(re.split(r"[/._]", path)[:-1]) & WIDE]
    wide = [path for path in wide if not path.startswith("static/css/")]  # @layer base is a name
    assert not wide, f"name it by its noun. {report(wide)}"


@pytest.mark.parametrize("ending", OPENING)
def test_every_file_opens_with_what_lives_there(ending: str) -> None:
    paths = files(ending, *CODE, "templates", "static")
    silent = [path for path in paths if not opens(path, ending)]
    assert paths
    assert not silent, report(silent)


def opens(path: str, ending: str) -> bool:
    """Whether the file's first line is a comment, in Python a docstring that ends in a period."""
    if ending != ".py":
        return text(path).startswith(OPENING[ending])
    docstring = ast.get_docstring(parsed(path)) or ""
    first = docstring.split("\n")[0].strip()
    return len(first) > 9 and first[-1] in ".:?!"


def test_no_file_names_a_directory_of_a_machine() -> None:
    found = []
    for path in tracked():
        if not path.endswith(BINARY):
            for number, line in enumerate(text(path).splitlines(), 1):
                found += [f"{path}:{number} {each}" for each in MACHINE.findall(line)]
    assert not found, report(found)


@pytest.mark.parametrize(
    ("line", "is_machine"),
    [
        ("see " + "/home" + "/ada/notes", True),
        ("cp " + "/work" + "/x y", True),
        ("#!/usr/bin/env python3", False),
        ("GET /projects/a/work/1", False),
        ("https://example.org/home/page", False),
    ],
)
def test_a_directory_of_a_machine_is_told_from_a_url(line: str, is_machine: bool) -> None:
    assert bool(MACHINE.search(line)) is is_machine


@pytest.mark.parametrize("lock", ["runtime.lock", "dev.lock", "tools/uv.txt", "package-lock.json"])
def test_locks_name_no_host(lock: str) -> None:
    named = re.findall(r"\w+://\S+|^(?:-i|--index-url|--find-links).*", text(lock), re.MULTILINE)
    assert not named, report(named)


def test_the_dev_lock_is_the_runtime_lock_and_more() -> None:
    runtime, dev = set(pins("runtime.lock")), set(pins("dev.lock"))
    assert runtime
    assert not runtime - dev, report(sorted(runtime - dev))


def pins(lock: str) -> list[str]:
    """The `name==version ; marker` lines of a lock."""
    return [line.rstrip(" \\") for line in text(lock).splitlines() if "==" in line.split("--")[0]]
