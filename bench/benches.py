"""What a suite is given: a folder, fresh databases, rounds, and a table to tell its figures to."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg

from bench.figures import Figure, Goal

WIDTHS = (46, 9, 22, 22, 20, 15)
HEADS = ("what", "unit", "ours", "bare", "ours / bare", "goal")
Measure = Callable[[], Awaitable[float]]


@dataclass
class Bench:
    """One run. `size`: how many tasks or labels a large database holds."""

    home: Path
    dialect: str
    rounds: int
    size: int
    told: dict[str, list[Figure]] = field(default_factory=dict)

    def open(self, suite: str) -> None:
        """Head the table of a suite."""
        self.told[suite] = []
        print(f"\n{suite}, {self.dialect}, load {load()}", flush=True)
        print("  " + " ".join(text.ljust(width) for text, width in zip(HEADS, WIDTHS, strict=True)))

    def tell(self, figure: Figure) -> None:
        """Print a figure and keep it."""
        list(self.told.values())[-1].append(figure)
        *cells, mark = figure.row()
        line = " ".join(cell.ljust(width) for cell, width in zip(cells, WIDTHS, strict=True))
        print(f"  {line} {mark}".rstrip(), flush=True)

    async def compare(
        self, what: str, unit: str, ours: Measure, bare: Measure, goal: Goal | None = None
    ) -> None:
        """Measure both in turn, round by round; the first round of each warms up."""
        pairs = []
        for _ in range(self.rounds + 1):
            pairs.append((await ours(), await bare()))
        mine, its = zip(*pairs[1:], strict=True)
        self.tell(Figure(what, unit, mine, its, goal))

    @asynccontextmanager
    async def database(self) -> AsyncIterator[str]:
        """The address of a new, empty database."""
        name = f"bench_{uuid4().hex}"
        if self.dialect == "sqlite":
            yield f"sqlite:///{self.home / name}.db"
            for file in self.home.glob(f"{name}.db*"):
                file.unlink()
            return
        server = urlsplit(os.environ["PRECEDENT_TEST_POSTGRES"])
        admin = await asyncpg.connect(server._replace(scheme="postgresql").geturl())
        await admin.execute(f'CREATE DATABASE "{name}"')
        try:
            yield server._replace(scheme="postgresql+asyncpg", path=f"/{name}").geturl()
        finally:
            await admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            await admin.close()


def load() -> str:
    """How busy the machine is: the load average of the last minute."""
    return f"{os.getloadavg()[0]:.1f}"
