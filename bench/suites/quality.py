"""Figures of a whole project: how soon a page answers, how long it takes, what others notice."""

import asyncio
import time

from bench.benches import Bench
from bench.clients import Clock
from bench.figures import Figure, Goal
from bench.fills import POSTGRES, SQLITE, Shape, direct, fill
from bench.guidelines import put_guideline, second
from bench.suites.publication import PEOPLE, working
from bench.worlds import ROOT, World, need, world

OVERLAP = 5
NAMES = ("quality/agreement", "quality/labelers", "adjudications")
PATIENCE = 300
MORE = (
    "INSERT INTO labels (project_id, task_id, member_id, revision_id, cid, value, answer, comment,"
    " seconds, source, informed, confirmed_stale, labeled_at, recorded_at) SELECT project_id,"
    " task_id, {first} + (member_id - {first} + {turn}) % {people}, revision_id, {uuid}, value,"
    " {quoted}, '', 2.5, 'work', false, false, labeled_at, recorded_at FROM (SELECT project_id,"
    " task_id, member_id, revision_id, labeled_at, recorded_at, CASE WHEN (task_id * {odd}) % 7 < 2"
    " THEN CASE WHEN value = 'no' THEN 'yes' ELSE 'no' END ELSE value END AS value FROM labels"
    " WHERE id <= {tasks}) AS a"
)


async def run(bench: Bench) -> None:
    """Each figure once, with a few people at work; then the pages again, which have them."""
    async with world(bench, PEOPLE, overlap=OVERLAP) as made, await second(made) as reviewer:
        await put_guideline(made, reviewer, 5)
        await label(made, bench.size // OVERLAP)
        idle = await rest(made)
        for name in NAMES:
            await measure(bench, made, name, idle)


async def measure(bench: Bench, made: World, name: str, idle: Clock) -> None:
    """One figure from nothing."""
    firsts, whole, used, again = [], 0.0, 0.0, []
    async with working(made, 1) as clock:
        began, spent = time.perf_counter(), made.server.cpu()
        told = await need(made.owner, "GET", f"{ROOT}/{name}")
        firsts.append((time.perf_counter() - began) * 1000)
        while told["standing"]["made_at"] is None:
            if time.perf_counter() - began > PATIENCE:
                raise SystemExit(f"{name} was never reckoned: {told['standing']}")
            await asyncio.sleep(0.1)
            told = await need(made.owner, "GET", f"{ROOT}/{name}")
        whole, used = time.perf_counter() - began, made.server.cpu() - spent
        for _ in range(bench.rounds):
            began = time.perf_counter()
            await need(made.owner, "GET", f"{ROOT}/{name}")
            again.append((time.perf_counter() - began) * 1000)
    bench.tell(Figure(f"{name}: first answer", "ms", firsts, goal=Goal(2000, "most", "ours")))
    bench.tell(Figure(f"{name}: reckoned, {bench.size:,} labels", "s", [whole]))
    bench.tell(Figure("  processor time of it", "s", [used]))
    bench.tell(
        Figure(f"{name}: answer once reckoned", "ms", again, goal=Goal(2000, "most", "ours"))
    )
    taken = Clock([each for each in clock.taken if each])
    tails = [taken.quantile(0.99) * 1000], [idle.quantile(0.99) * 1000]
    bench.tell(Figure("submit p99 meanwhile (beside: at rest)", "ms", *tails))


async def rest(made: World) -> Clock:
    """What a submission takes while nothing is reckoned."""
    async with working(made, 1) as clock:
        await asyncio.sleep(5)
    return Clock([each for each in clock.taken if each])


async def label(made: World, tasks: int) -> None:
    """So many tasks with OVERLAP labels each, and some that wait."""
    await fill(made, Shape(tasks + 20_000, tasks, 5, cited=3))
    is_sqlite = made.database.startswith("sqlite")
    words = SQLITE if is_sqlite else POSTGRES
    async with direct(made.database) as ask:
        [(first,)] = await ask("SELECT min(member_id) FROM labels")
        for turn in range(1, OVERLAP):
            about = {"first": first, "turn": turn, "odd": 2 * turn + 9, "people": PEOPLE}
            await ask(MORE.format(**words, **about, tasks=tasks))
        await ask("ANALYZE")
