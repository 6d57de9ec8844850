"""A guideline of 85,000 words: two versions compared, beside difflib's comparison of their lines.

Each round compares a pair that nobody has asked for before; then the same pair is asked for again.
"""

import random
import time
from contextlib import AsyncExitStack
from difflib import unified_diff

from bench.benches import Bench
from bench.figures import Goal
from bench.guidelines import publish, second
from bench.worlds import ROOT, World, need, world

WORDS = 85_000
LONG = 17  # words of a clause
PAIRS = 4  # looked at in a round: the processor's time is told in ticks
EVERY = 40  # one clause of so many is reworded in each version
LEAST = 110  # clauses that differ; some places are blank lines
SOME = "labels posts when they are kind aimed at nobody with a quote or threat in jest".split()


async def run(bench: Bench) -> None:
    """First sights, then second ones."""
    async with AsyncExitStack() as stack:
        made = await stack.enter_async_context(world(bench, 0))
        reviewer = await stack.enter_async_context(await second(made))
        draft = await need(made.owner, "POST", f"{ROOT}/guideline", {"markdown": text()})
        await publish(made, draft, reviewer)
        first, texts = draft["markdown"], {}
        for number in range((bench.rounds + 1) * PAIRS):
            body = {"markdown": reworded(first, number), "base": await in_force(made)}
            draft = await need(made.owner, "POST", f"{ROOT}/guideline/push", body)
            await publish(made, draft, reviewer)
            texts[await in_force(made)] = draft["markdown"]
        for again in ("", ", again"):
            sights = Sights(made, first, texts)
            what = f"two versions of {WORDS:,} words{again}, processor time"
            await bench.compare(what, "ms", sights.ours, sights.bare, Goal(50, "most", "ours"))


class Sights:
    """Pair after pair is looked at: the first version and a later one."""

    def __init__(self, made: World, first: str, texts: dict[str, str]) -> None:
        self.made, self.first, self.texts = made, first, texts
        self.left, self.seen = list(texts), list[str]()

    async def ours(self) -> float:
        """Some pairs as the server tells them."""
        self.seen, self.left = self.left[:PAIRS], self.left[PAIRS:]
        began = self.made.server.cpu()
        for version in self.seen:
            path = f"{ROOT}/guideline/compare?from=1.0.0&to={version}"
            told = await need(self.made.owner, "GET", path)
            if len(told["diffs"]) + told["hidden"] < LEAST:
                raise SystemExit(f"only {len(told['diffs'])} clauses differ")
        return (self.made.server.cpu() - began) * 1000 / PAIRS

    async def bare(self) -> float:
        """The same texts by their lines."""
        began = time.process_time()
        for version in self.seen:
            list(unified_diff(self.first.split("\n"), self.texts[version].split("\n")))
        return (time.process_time() - began) * 1000 / PAIRS


def text() -> str:
    """Plain Markdown of so many words."""
    chance = random.Random(1)
    lines = ["# Kindness"]
    for number in range(WORDS // LONG):
        if number % 50 == 0:
            lines += ["", f"## Part {number // 50}", ""]
        words = " ".join(chance.choices(SOME, k=LONG - 2))
        lines.append(f"- {number} {words}.")
    return "\n".join(lines) + "\n"


def reworded(markdown: str, number: int) -> str:
    """Another version: some of its clauses say something else."""
    lines = markdown.split("\n")
    for place in range(10 + number, len(lines), EVERY):
        lines[place] = lines[place].replace(" kind ", " unkind ").replace(" or ", " and never ")
        if lines[place].startswith("- "):
            lines[place] = lines[place].replace("- ", f"- in round {number}, ", 1)
    return "\n".join(lines)


async def in_force(made: World) -> str:
    """The version in force."""
    return str((await need(made.owner, "GET", f"{ROOT}/guideline"))["revision"]["version"])
