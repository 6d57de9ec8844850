"""Files in and out with nothing but the rows themselves: parse, insert, one commit; select, print.
One table with the columns and constraints of ours. No report, no faults, no history, no rights.

`python -m bench.bare.copies {import|export} {tasks|labels} DATABASE FILE`
"""

import asyncio
import json
import sqlite3
import sys
import time
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg

Rows = list[tuple[Any, ...]]
TASKS = (
    "key project_id external_id kind content body details state labeled taken created_at".split()
)
LABELS = (
    "project_id task_id member_id revision_id supersedes_id cid value answer certainty comment"
    " seconds source informed confirmed_stale labeled_at recorded_at"
).split()
TABLES = {
    "tasks": (
        "CREATE TABLE IF NOT EXISTS tasks (id INTEGER PRIMARY KEY, key text UNIQUE, project_id"
        " bigint, external_id text, kind text, content text, body text, details text, state text,"
        " labeled int, taken int, created_at text, UNIQUE (project_id, external_id))",
        "CREATE INDEX IF NOT EXISTS ix_project ON tasks (project_id, id)",
        "CREATE INDEX IF NOT EXISTS ix_open ON tasks (project_id, state, id) WHERE state = 'open'",
    ),
    "labels": (
        "CREATE TABLE IF NOT EXISTS labels (id INTEGER PRIMARY KEY, project_id bigint, task_id"
        " bigint, member_id bigint, revision_id bigint, supersedes_id bigint, cid text, value text,"
        " answer text, certainty int, comment text, seconds float, source text, informed int,"
        " confirmed_stale int, labeled_at text, recorded_at text, UNIQUE (member_id, cid))",
        "CREATE INDEX IF NOT EXISTS ix_labels_project ON labels (project_id, id)",
        "CREATE INDEX IF NOT EXISTS ix_task ON labels (task_id, member_id, id)",
        "CREATE INDEX IF NOT EXISTS ix_member ON labels (project_id, member_id, id)",
        "CREATE INDEX IF NOT EXISTS ix_supersedes ON labels (supersedes_id)",
    ),
}


def parse_tasks(lines: Iterable[bytes], at: str) -> Rows:
    """The rows of a file of tasks."""
    rows = []
    for line in lines:
        said = json.loads(line)
        name, text = said.pop("external_id"), said.pop("text")
        content = json.dumps({"text": text, "format": "plain"})
        key, details = uuid.uuid4().hex, json.dumps(said)
        rows.append((key, 1, name, "text", content, text, details, "open", 0, 0, at))
    return rows


def parse_labels(lines: Iterable[bytes], at: str) -> Rows:
    """The rows of a file of labels: the task's number stands in its name, the person's too."""
    rows = []
    for line in lines:
        said = json.loads(line)
        task, person, value = int(said["task"][1:]), int(said["annotator"][1:]), said["answer"]
        fixed = (value, json.dumps(value), None, "", said["seconds"], "import", 0, 0, at, at)
        rows.append((1, task, person, None, None, uuid.uuid4().hex, *fixed))
    return rows


PARSERS = {"tasks": (parse_tasks, TASKS), "labels": (parse_labels, LABELS)}


def take_in(kind: str, database: str, path: Path) -> None:
    """On SQLite."""
    parse, columns = PARSERS[kind]
    db = sqlite3.connect(database, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-65536"):
        db.execute(f"PRAGMA {pragma}")
    for statement in TABLES[kind]:
        db.execute(statement)
    clock = Clock()
    with path.open("rb") as lines:
        rows = parse(lines, datetime.now(UTC).isoformat())
    db.execute("BEGIN IMMEDIATE")
    marks = ", ".join("?" * len(columns))
    db.executemany(f"INSERT INTO {kind} ({', '.join(columns)}) VALUES ({marks})", rows)
    db.execute("COMMIT")
    clock.tell()


def give_out(kind: str, database: str, path: Path) -> None:
    """On SQLite."""
    db = sqlite3.connect(database)
    db.row_factory = sqlite3.Row
    clock = Clock()
    with path.open("w") as file:
        for row in db.execute(f"SELECT * FROM {kind} ORDER BY id"):
            file.write(json.dumps(dict(row)) + "\n")
    clock.tell()


async def take_in_postgres(kind: str, database: str, path: Path) -> None:
    """The same on PostgreSQL."""
    parse, columns = PARSERS[kind]
    db = await asyncpg.connect(database)
    for statement in TABLES[kind]:
        await db.execute(statement.replace("INTEGER PRIMARY KEY", "bigserial PRIMARY KEY"))
    clock = Clock()
    with path.open("rb") as lines:
        rows = parse(lines, datetime.now(UTC).isoformat())
    marks = ", ".join(f"${place}" for place in range(1, len(columns) + 1))
    async with db.transaction():
        insert = f"INSERT INTO {kind} ({', '.join(columns)}) VALUES ({marks})"
        await db.executemany(insert, rows)
    clock.tell()


async def give_out_postgres(kind: str, database: str, path: Path) -> None:
    """The same on PostgreSQL."""
    db = await asyncpg.connect(database)
    clock = Clock()
    with path.open("w") as file:
        async with db.transaction():
            async for row in db.cursor(f"SELECT * FROM {kind} ORDER BY id", prefetch=2000):
                file.write(json.dumps(dict(row)) + "\n")
    clock.tell()


class Clock:
    """Starts when it is made; prints what was spent since."""

    def __init__(self) -> None:
        self.began, self.used = time.perf_counter(), time.process_time()

    def tell(self) -> None:
        """As JSON, for whoever started us."""
        spent = time.perf_counter() - self.began, time.process_time() - self.used
        print(json.dumps({"seconds": spent[0], "cpu": spent[1]}))


if __name__ == "__main__":
    verb, what, where, name = sys.argv[1:]
    if where.startswith("postgresql"):
        work = take_in_postgres if verb == "import" else give_out_postgres
        asyncio.run(work(what, where, Path(name)))
    else:
        (take_in if verb == "import" else give_out)(what, where, Path(name))
