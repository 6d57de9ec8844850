"""`python3 run.py bench [SUITE ...]`: run the suites, print a table as it grows, and JSON."""

import argparse
import asyncio
import importlib
import json
import os
import pkgutil
import tempfile
from pathlib import Path
from typing import Any

from bench import suites
from bench.benches import Bench, load

PROGRAM = "python3 run.py bench"


def main() -> None:
    """Parse, run, and say how many goals were missed."""
    names = sorted(each.name for each in pkgutil.iter_modules(suites.__path__))
    reader = argparse.ArgumentParser(PROGRAM, description="What is fast, against what.")
    reader.add_argument("suites", nargs="*", metavar="SUITE", help=f"of {', '.join(names)}")
    reader.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    reader.add_argument("--rounds", type=int, default=5)
    reader.add_argument("--size", type=int, default=1_000_000, help="of the large databases")
    reader.add_argument("--json", type=Path, help="also write the figures to this file")
    said = reader.parse_args()
    unknown = set(said.suites) - set(names)
    if unknown:
        reader.error(f"no such suite: {', '.join(sorted(unknown))}. There are {', '.join(names)}.")
    with tempfile.TemporaryDirectory(prefix="precedent-bench-") as folder:
        bench = Bench(Path(folder), said.database, said.rounds, said.size)
        for name in said.suites or names:
            bench.open(name)
            asyncio.run(importlib.import_module(f"bench.suites.{name}").run(bench))
    told: dict[str, Any] = {
        "database": said.database,
        "processors": os.cpu_count(),
        "load": load(),
        "figures": {name: [each.plain() for each in its] for name, its in bench.told.items()},
    }
    if said.json:
        said.json.write_text(json.dumps(told, indent=1))
    print(json.dumps(told))
    missed = [
        each.what for figures in bench.told.values() for each in figures if each.reached is False
    ]
    print(f"\n{len(missed)} goals missed" + "".join(f"\n  {what}" for what in missed))


if __name__ == "__main__":
    main()
