"""The four real scenarios, whole: `python -m tests.replays.whole [NAME...]`.

Plays each with `precedent replay` on an SQLite file and on a fresh database of the PostgreSQL
server at PRECEDENT_TEST_POSTGRES, and says of each whether it printed the known figures, and the
same on both. Ends with 1 where not. A few minutes.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.replays.expectations import comparable, expect
from tests.replays.shared import KNOWN, SHARED, WRITERS
from tests.services import postgresql_databases

QUOTES = "scenario_quotes"
Row = dict[str, Any]


def prepare(name: str, home: Path) -> tuple[Path, Path, Row]:
    """The folder, its tasks, and what is known of its one step."""
    if name == QUOTES:
        folder = SHARED / QUOTES
        known = json.loads((folder / "expected.json").read_text("utf-8"))["steps"][0]
        return folder, SHARED / "hatecheck" / "items.jsonl", known
    folder = WRITERS[name](home / name)
    return folder, folder / "items.jsonl", KNOWN[name]


def replay(folder: Path, tasks: Path, *options: str) -> Row:
    """What the command prints."""
    words = [sys.executable, "-m", "app.cli", "replay", str(folder), "--tasks", str(tasks)]
    ran = subprocess.run([*words, *options], capture_output=True, text=True, check=False)
    if ran.returncode:
        sys.exit(ran.stderr)
    found: Row = json.loads(ran.stdout)
    return found


async def compare(name: str, home: Path) -> bool:
    """Play one on both databases."""
    folder, tasks, known = prepare(name, home)
    results = []
    async with postgresql_databases(home) as make, make() as database:
        for options in ((), ("--database", database)):
            before = time.monotonic()
            results.append(await asyncio.to_thread(replay, folder, tasks, *options))
            print(f"  {urlsplit(database).scheme if options else 'sqlite'}: "
                  f"{time.monotonic() - before:.0f} s")  # fmt: skip
    first, second = results
    (step,) = first["steps"]
    wrong = {key: step[key] for key, value in known.items() if step[key] != value}
    alike = first == second
    print(f"  classifier: {step['strata']['classifier']}")
    by_hand = comparable(first) == expect(folder, tasks)
    print(f"  known figures: {wrong or 'all'}; the same on both: {alike}; "
          f"all as computed from the files: {by_hand}")  # fmt: skip
    return alike and by_hand and not wrong


def main(names: list[str]) -> int:
    """Those that are named, or all."""
    fine = True
    with tempfile.TemporaryDirectory(prefix="precedent-scenarios-") as home:
        for name in names or [QUOTES, *WRITERS]:
            print(name, flush=True)
            fine = asyncio.run(compare(name, Path(home))) and fine
    return 0 if fine else 1


if __name__ == "__main__":
    if "PRECEDENT_TEST_POSTGRES" not in os.environ:
        sys.exit("PRECEDENT_TEST_POSTGRES is not set: the address of a server for tests.")
    sys.exit(main(sys.argv[1:]))
