"""A run by hand: python -m tests.live.chaos --minutes 30 --seed 7 --way notify."""

import argparse
import asyncio
import os
import tempfile
from pathlib import Path

from tests.live.chaos.runs import run
from tests.live.chaos.script import PER_MINUTE
from tests.services import postgresql_databases, sqlite_databases


async def main() -> None:
    """Play each seed in turn; the first that fails says so and ends it."""
    parser = argparse.ArgumentParser(prog="python -m tests.live.chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=3, help="how many minutes' worth of acts")
    parser.add_argument("--seed", type=int, default=1, help="the first seed")
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds, one after the other")
    parser.add_argument("--way", choices=("sqlite", "notify", "redis"), default="sqlite")
    asked = parser.parse_args()
    redis = os.environ.get("PRECEDENT_TEST_REDIS", "")
    making = sqlite_databases if asked.way == "sqlite" else postgresql_databases
    with tempfile.TemporaryDirectory(prefix="precedent-chaos-") as folder:
        async with making(Path(folder)) as make:
            for seed in range(asked.seed, asked.seed + asked.seeds):
                print(f"seed {seed}, {asked.way}", flush=True)
                async with make() as database:
                    acts = round(asked.minutes * PER_MINUTE)
                    told = await run(seed, acts, asked.way, database, Path(folder), redis)
                    print(told, flush=True)


asyncio.run(main())
