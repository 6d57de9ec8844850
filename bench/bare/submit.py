"""Label and take the next task with nothing but what durability asks for: one table each, leases in
memory, one writer with group commit. No rights, no thread, no history.

`python -m bench.bare.submit PORT DATABASE TASKS`
"""

import asyncio
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

PORT, DATABASE, TASKS = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
TABLES = (
    "CREATE TABLE tasks (id bigint PRIMARY KEY, body text, labeled int, taken int)",
    "CREATE TABLE labels (id INTEGER PRIMARY KEY, task bigint, value text)",
    "CREATE TABLE events (seq bigint PRIMARY KEY, task bigint)",
)
DONE = "UPDATE tasks SET taken = taken - 1, labeled = labeled + 1 WHERE id = ?"
waiting: "queue.SimpleQueue[tuple[int, str, int, asyncio.Future[None]]]" = queue.SimpleQueue()
state = {"next": 1, "seq": 0}


def prepare() -> sqlite3.Connection:
    db = sqlite3.connect(DATABASE, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "wal_autocheckpoint=10000"):
        db.execute(f"PRAGMA {pragma}")
    for table in TABLES:
        db.execute(table)
    db.execute("BEGIN")
    rows = ((each, "a text to judge", 0, 0) for each in range(1, TASKS + 1))
    db.executemany("INSERT INTO tasks VALUES (?, ?, ?, ?)", rows)
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
        db.executemany("UPDATE tasks SET taken = taken + 1 WHERE id = ?", [(g[2],) for g in group])
        db.executemany("INSERT INTO labels (task, value) VALUES (?, ?)", [g[:2] for g in group])
        db.executemany(DONE, [(g[0],) for g in group])
        db.executemany("INSERT INTO events VALUES (?, ?)", [(number(), g[0]) for g in group])
        db.execute("COMMIT")
        loop.call_soon_threadsafe(answer, [g[3] for g in group])


async def write_postgres() -> None:
    """The same on PostgreSQL, as one statement with the group's rows as arrays."""
    db = await asyncpg.connect(DATABASE)
    for table in TABLES:
        await db.execute(table.replace("INTEGER PRIMARY KEY", "bigserial PRIMARY KEY"))
    await db.execute(
        "INSERT INTO tasks SELECT i, 'a text', 0, 0 FROM generate_series(1, $1) i", TASKS
    )
    statement = (
        "WITH g AS (SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[])"
        " AS g(task, value, next, seq)), t AS (UPDATE tasks SET taken = taken + 1 FROM g"
        " WHERE id = g.next), d AS (UPDATE tasks SET taken = taken - 1, labeled = labeled + 1"
        " FROM g WHERE id = g.task), l AS (INSERT INTO labels (task, value) SELECT task, value"
        " FROM g) INSERT INTO events SELECT seq, task FROM g"
    )
    ready.set()
    while True:
        group = [await asyncio.to_thread(waiting.get)]
        while len(group) < 256 and not waiting.empty():
            group.append(waiting.get())
        tasks, values, coming = zip(*[g[:3] for g in group], strict=True)
        await db.execute(statement, tasks, values, coming, [number() for _ in group])
        answer([g[3] for g in group])


def number() -> int:
    state["seq"] += 1
    return state["seq"]


def answer(futures: "list[asyncio.Future[None]]") -> None:
    for future in futures:
        future.set_result(None)


async def submit(request: Request) -> Response:
    body: dict[str, Any] = msgspec.json.decode(await request.body())
    coming = state["next"]
    state["next"] += 1
    kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    waiting.put((body["task"], body["answer"], coming, kept))
    await kept
    shown = {"task": coming, "text": "a text to judge"}
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
