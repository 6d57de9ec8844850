"""Label and take the next task, with nothing but what correctness and durability ask for.

A token, a lease that must be current and is stored, one label, one numbered event; one writer with
group commit. No roles, no guideline, no thread, no relabels, no audit.

`python -m bench.bare.submit PORT DATABASE TASKS`
"""

import asyncio
import hashlib
import queue
import sqlite3
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PORT, DATABASE, TASKS, PEOPLE = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), 16
TABLES = (
    "CREATE TABLE tasks (id bigint PRIMARY KEY, body text, labeled int, taken int)",
    "CREATE TABLE leases (id bigint PRIMARY KEY, task bigint, person bigint, ended int)",
    "CREATE TABLE labels (id INTEGER PRIMARY KEY, task bigint, person bigint, value text)",
    "CREATE TABLE events (seq bigint PRIMARY KEY, task bigint)",
)
CURRENT = "SELECT task FROM leases WHERE id = ? AND person = ? AND ended = 0"
TAKE = "UPDATE tasks SET taken = taken + 1 WHERE id = ?"
DONE = "UPDATE tasks SET taken = taken - 1, labeled = labeled + 1 WHERE id = ?"
TOKENS = {hashlib.sha256(f"token{each}".encode()).digest(): each for each in range(PEOPLE)}
Job = tuple[int, int, str, int, "asyncio.Future[str]"]  # lease, person, answer, next task
waiting: "queue.SimpleQueue[Job]" = queue.SimpleQueue()
state = {"next": PEOPLE, "seq": 0}


def prepare() -> sqlite3.Connection:
    db = sqlite3.connect(DATABASE, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=10000"):
        db.execute(f"PRAGMA {pragma}")
    for table in TABLES:
        db.execute(table)
    db.execute("BEGIN")
    rows = ((each, "a text to judge", 0, 0) for each in range(TASKS))
    db.executemany("INSERT INTO tasks VALUES (?, ?, ?, ?)", rows)
    first = ((each, each, each, 0) for each in range(PEOPLE))
    db.executemany("INSERT INTO leases VALUES (?, ?, ?, ?)", first)
    db.execute("COMMIT")
    return db


def write(loop: asyncio.AbstractEventLoop) -> None:
    """The writer thread: whatever waits goes into one transaction, and one sync."""
    db = prepare()
    loop.call_soon_threadsafe(ready.set)
    while True:
        group = [waiting.get()]
        while len(group) < 256 and not waiting.empty():
            group.append(waiting.get())
        db.execute("BEGIN IMMEDIATE")
        told = [(job[4], keep(db, *job[:4])) for job in group]
        db.execute("COMMIT")
        loop.call_soon_threadsafe(answer, told)


def keep(db: sqlite3.Connection, lease: int, person: int, value: str, coming: int) -> str:
    """One label under a current lease, and the next lease; the next task's text."""
    (task,) = db.execute(CURRENT, (lease, person)).fetchone()
    db.execute("INSERT INTO labels (task, person, value) VALUES (?, ?, ?)", (task, person, value))
    db.execute("UPDATE leases SET ended = 1 WHERE id = ?", (lease,))
    db.execute(DONE, (task,))
    db.execute("INSERT INTO events VALUES (?, ?)", (number(), task))
    db.execute(TAKE, (coming,))
    db.execute("INSERT INTO leases VALUES (?, ?, ?, 0)", (coming, coming, person))
    (text,) = db.execute("SELECT body FROM tasks WHERE id = ?", (coming,)).fetchone()
    return str(text)


GROUP = """
WITH g AS (SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[])
        AS g(lease, person, value, coming, seq)),
    e AS (UPDATE leases SET ended = 1 FROM g WHERE leases.id = g.lease AND ended = 0
        AND leases.person = g.person RETURNING leases.task, g.person, g.value, g.seq),
    d AS (UPDATE tasks SET taken = taken - 1, labeled = labeled + 1 FROM e WHERE id = e.task),
    l AS (INSERT INTO labels (task, person, value) SELECT task, person, value FROM e),
    v AS (INSERT INTO events SELECT seq, task FROM e),
    t AS (UPDATE tasks SET taken = taken + 1 FROM g WHERE id = g.coming),
    n AS (INSERT INTO leases SELECT coming, coming, person, 0 FROM g)
SELECT body FROM g JOIN tasks ON tasks.id = g.coming ORDER BY g.seq
"""


async def write_postgres() -> None:
    """The same on PostgreSQL, as one statement with the group's rows as arrays."""
    db = await asyncpg.connect(DATABASE)
    for table in TABLES:
        await db.execute(table.replace("INTEGER PRIMARY KEY", "bigserial PRIMARY KEY"))
    fill = "INSERT INTO tasks SELECT i, 'a text to judge', 0, 0 FROM generate_series(0, $1) i"
    await db.execute(fill, TASKS)
    await db.execute("INSERT INTO leases SELECT i, i, i, 0 FROM generate_series(0, 15) i")
    ready.set()
    while True:
        group = [await asyncio.to_thread(waiting.get)]
        while len(group) < 256 and not waiting.empty():
            group.append(waiting.get())
        columns = zip(*[job[:4] for job in group], strict=True)
        rows = await db.fetch(GROUP, *columns, [number() for _ in group])
        answer([(job[4], row[0]) for job, row in zip(group, rows, strict=True)])


def number() -> int:
    state["seq"] += 1
    return state["seq"]


def answer(told: "list[tuple[asyncio.Future[str], str]]") -> None:
    for future, text in told:
        future.set_result(text)


async def submit(request: Request) -> Response:
    token = request.headers["authorization"].removeprefix("Bearer ")
    person = TOKENS[hashlib.sha256(token.encode()).digest()]
    body: dict[str, Any] = msgspec.json.decode(await request.body())
    coming = state["next"]
    state["next"] += 1
    kept: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    waiting.put((body["lease"], person, body["answer"], coming, kept))
    shown = {"lease": coming, "text": await kept}
    return Response(msgspec.json.encode(shown), media_type="application/json")


@asynccontextmanager
async def life(_: Starlette) -> AsyncIterator[None]:
    if DATABASE.startswith("postgresql"):
        task = asyncio.create_task(write_postgres())
    else:
        loop = asyncio.get_running_loop()
        threading.Thread(target=write, args=(loop,), daemon=True).start()
    await ready.wait()
    yield
    if DATABASE.startswith("postgresql"):
        task.cancel()


if __name__ == "__main__":
    ready = asyncio.Event()
    app = Starlette(routes=[Route("/label", submit, methods=["POST"])], lifespan=life)
    uvicorn.run(app, port=PORT, access_log=False, log_level="error")
