"""A search through a million messages, the newest twenty, beside the same through ten thousand."""

from contextlib import AsyncExitStack
from dataclasses import dataclass

from bench.benches import Bench
from bench.clients import Client, Clock
from bench.figures import Figure, Goal
from bench.fills import POSTGRES, SERIES, SQLITE, direct, stopped
from bench.worlds import ROOT, World, need, world

SMALL = 10_000
PEOPLE = 4
EACH = 100  # searches of a kind and a round, on either server
# what is looked for: a word that every message holds, one in a thousand, two words, a beginning
SEARCHES = {"a common word": "post", "one in a thousand": "w{n}", "two words": "post+w{n}"}
STATEMENTS = (
    "INSERT INTO threads (id, project_id, kind, subject_id, last_position)"
    " VALUES (1, {project}, 'lounge', 0, {many})",
    "INSERT INTO messages (id, key, project_id, thread_id, position, author_id, kind, is_peer,"
    " body, data, created_at, removal) {series} SELECT i, {uuid}, {project}, 1, i, {member},"
    " 'text', true, {body}, {object}('topic', 'lounge'), {moment}, '' FROM n",
    "INSERT INTO search_entries (id, project_id, kind, subject_id, words) {series} SELECT i,"
    " {project}, 'message', i, '¤{project}m ' || {body} || ' ' FROM n",
)


@dataclass
class Side:
    """A server, and a labeler who searches."""

    world: World
    labeler: Client
    turn: int = 0


async def run(bench: Bench) -> None:
    """Either server is filled, then asked in turn."""
    async with AsyncExitStack() as stack:
        sides = []
        for many in (SMALL, bench.size):
            made = await stack.enter_async_context(world(bench, PEOPLE))
            await fill(made, many)
            labeler = await stack.enter_async_context(made.labeler(0))
            sides.append(Side(made, labeler))
        for name, words in SEARCHES.items():
            await compare(bench, name, words, *sides)


async def compare(bench: Bench, name: str, words: str, small: Side, large: Side) -> None:
    """The same searches on either server; the first round warms up."""
    p50: tuple[list[float], list[float]] = ([], [])
    p99: tuple[list[float], list[float]] = ([], [])
    for number in range(bench.rounds + 1):
        clocks = Clock(), Clock()
        for _ in range(EACH):
            for side, clock in zip((large, small), clocks, strict=True):
                await clock.time(search(side, words))
        if number:
            for place in range(2):
                p50[place].append(clocks[place].quantile(0.5) * 1000)
                p99[place].append(clocks[place].quantile(0.99) * 1000)
    what = f"{name}, {bench.size:,} messages beside {SMALL:,}"
    bench.tell(Figure(f"{what}, p50", "ms", *p50))
    bench.tell(Figure("  p99", "ms", *p99, Goal(20, "most", "ours")))


async def search(side: Side, words: str) -> None:
    """A search that finds something."""
    side.turn += 1
    path = f"{ROOT}/search?q={words.format(n=side.turn % 1000)}"
    found = await need(side.labeler, "GET", path)
    if "w" not in str(found):
        raise SystemExit(f"{path} finds nothing: {found}")


async def fill(made: World, many: int) -> None:
    """A lounge with so many messages, found by their words."""
    is_sqlite = made.database.startswith("sqlite")
    dialect = SQLITE if is_sqlite else POSTGRES
    async with direct(made.database) as run:
        [(project, member)] = await run(
            "SELECT project_id, id FROM members WHERE role = 'labeler' ORDER BY id LIMIT 1"
        )
        words = {**dialect, "project": project, "member": member, "many": many}
        words |= {"series": SERIES.format(many=many), "body": "'post w' || (i % 1000) || ' said'"}
        statements = [statement.format(**words) for statement in STATEMENTS]
        if is_sqlite:
            await run("BEGIN IMMEDIATE")
            with stopped(made.server.pid):
                for statement in statements:
                    await run(statement)
                await run("COMMIT")
            return
        for statement in statements:
            await run(statement)
        for table in ("threads", "messages", "search_entries"):
            last = f"pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table})"
            await run(f"SELECT setval({last})")
        await run("VACUUM ANALYZE")
