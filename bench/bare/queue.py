"""The queue of a publication, and its preview, as the database alone would do them.

`INSERT .. SELECT` of the items, one `UPDATE` of the stale marks, one commit. And the preview, as
queries that only count.

Tables of its own with the indexes of ours; labels and citations are read from a filled database.
`python -m bench.bare.queue {queue|preview} DATABASE [SCRATCH]` (SCRATCH: a new SQLite file)
"""

import asyncio
import sqlite3
import sys
from collections.abc import Iterable

import asyncpg

from bench.bare.copies import Clock

SCOPE = (
    " FROM {from_}labels AS l WHERE EXISTS (SELECT 1 FROM {from_}citations AS c"
    " WHERE c.label_id = l.id)"
)
PREVIEW = (
    "SELECT count(*), count(DISTINCT l.task_id)" + SCOPE,
    "SELECT l.member_id, count(*)" + SCOPE + " GROUP BY l.member_id ORDER BY 2 DESC",
)
PREPARED = (
    "CREATE TABLE {to}relabel_items (id INTEGER PRIMARY KEY, relabel_id bigint, project_id bigint,"
    " label_id bigint, task_id bigint, member_id bigint, first_id bigint, strata text, state text,"
    " new_label_id bigint, seconds float, ended_at text, UNIQUE (relabel_id, label_id, member_id))",
    "CREATE INDEX {to}ix_bare_task ON {on}relabel_items (task_id, member_id)",
    "CREATE INDEX {to}ix_bare_relabel ON {on}relabel_items (relabel_id, state)",
    "CREATE INDEX {to}ix_bare_open ON {on}relabel_items (project_id, member_id, id)"
    " WHERE state = 'open'",
    "CREATE TABLE {to}current_labels (task_id bigint, member_id bigint, project_id bigint,"
    " label_id bigint, value text, stale_since bigint, PRIMARY KEY (task_id, member_id))",
    "CREATE INDEX {to}ix_bare_label ON {on}current_labels (project_id, label_id)",
    "CREATE INDEX {to}ix_bare_value ON {on}current_labels (project_id, value)",
    "INSERT INTO {to}current_labels SELECT task_id, member_id, project_id, label_id, value, NULL"
    " FROM {from_}current_labels",
)
QUEUED = (
    "INSERT INTO {to}relabel_items (relabel_id, project_id, label_id, task_id, member_id, strata,"
    " state) SELECT 1, l.project_id, l.id, l.task_id, l.member_id, 'a', 'open'" + SCOPE,
    "UPDATE {to}current_labels SET stale_since = 1 WHERE label_id IN"
    " (SELECT label_id FROM {to}relabel_items)",
)
LITE = {"from_": "", "to": "bare.", "on": ""}
FULL = {"from_": "public.", "to": "bare.", "on": "bare."}


def filled(statements: Iterable[str], words: dict[str, str]) -> list[str]:
    """The statements for a database."""
    return [statement.format(**words) for statement in statements]


def on_sqlite(what: str, database: str, scratch: str) -> None:
    """A file of its own, with ours attached to be read."""
    db = sqlite3.connect(database, isolation_level=None, timeout=60)
    db.execute("PRAGMA cache_size=-65536")
    if what == "preview":
        clock = Clock()
        for statement in filled(PREVIEW, LITE):
            db.execute(statement).fetchall()
        clock.tell()
        return
    db.execute("ATTACH ? AS bare", (scratch,))
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-65536"):
        db.execute(f"PRAGMA bare.{pragma}")
    for statement in filled(PREPARED, LITE):
        db.execute(statement)
    db.execute("PRAGMA bare.wal_checkpoint(TRUNCATE)").fetchall()
    clock = Clock()
    db.execute("BEGIN")
    for statement in filled(QUEUED, LITE):
        db.execute(statement)
    db.execute("COMMIT")
    clock.tell()


async def on_postgres(what: str, database: str) -> None:
    """A schema of its own beside ours."""
    db = await asyncpg.connect(database)
    if what == "preview":
        clock = Clock()
        for statement in filled(PREVIEW, FULL):
            await db.fetch(statement)
        clock.tell()
        return
    await db.execute("DROP SCHEMA IF EXISTS bare CASCADE")
    await db.execute("CREATE SCHEMA bare")
    for statement in filled(PREPARED, FULL):
        statement = statement.replace("CREATE INDEX bare.", "CREATE INDEX ")
        await db.execute(statement.replace("INTEGER PRIMARY KEY", "bigserial PRIMARY KEY"))
    await db.execute("VACUUM ANALYZE bare.current_labels")
    clock = Clock()
    async with db.transaction():
        for statement in filled(QUEUED, FULL):
            await db.execute(statement)
    clock.tell()


if __name__ == "__main__":
    verb, where, *rest = sys.argv[1:]
    if where.startswith("postgresql"):
        asyncio.run(on_postgres(verb, where))
    else:
        on_sqlite(verb, where, *(rest or [""]))
