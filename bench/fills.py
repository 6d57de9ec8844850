"""Large databases, filled by SQL directly: through the API a million labels would take an hour.

Only here, and only what an import and a year of work would have left: tasks, their assignments,
labels, citations, threads, flags and questions. The log is left out: nothing that is measured
reads it from its beginning.
"""

import asyncio
import os
import signal
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import asyncpg

from bench.worlds import World

EVERY = 25  # every so many labeled tasks have a thread
ASKING = 3  # flags of an open question
STAMP = "'2026-01-01 00:00:00.000000'"
WORDS = "'Post ' || i || ': is this kind to its reader?'"
SERIES = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many}) "
SQLITE = {
    "uuid": "lower(hex(randomblob(16)))",
    "object": "json_object",
    "quoted": "json_quote(value)",
    "moment": f"strftime('%Y-%m-%d %H:%M:%S', {STAMP}, '+' || i || ' seconds') || '.000000'",
    "topic": "'task:' || substr(t.key, 1, 8) || '-' || substr(t.key, 9, 4) || '-'"
    " || substr(t.key, 13, 4) || '-' || substr(t.key, 17, 4) || '-' || substr(t.key, 21)",
}
POSTGRES = {
    "uuid": "gen_random_uuid()",
    "stamp": f"timestamptz {STAMP}",
    "object": "jsonb_build_object",
    "quoted": "to_jsonb(value::text)",
    "moment": f"timestamptz {STAMP} + i * interval '1 second'",
    "topic": "'task:' || t.key::text",
}
STATEMENTS = (
    "INSERT INTO tasks (id, key, project_id, external_id, kind, content, body, details, state,"
    " labeled, taken, created_at) {tasks_series} SELECT i, {uuid}, {project}, 't' || i, 'text',"
    " {object}('text', {words}, 'format', 'plain'), {words}, {object}('len', i),"
    " CASE WHEN i <= {done} THEN 'full' ELSE 'open' END, CASE WHEN i <= {done} THEN 1 ELSE 0 END,"
    " 0, {stamp} FROM n",
    "INSERT INTO assignments (id, key, project_id, task_id, member_id, revision_id, state, reason,"
    " leased_at, expires_at, ended_at) {done_series} SELECT i, {uuid}, {project}, i,"
    " {first} + i % {people}, {revision}, 'submitted', '', {stamp}, {stamp}, {stamp} FROM n",
    "INSERT INTO labels (id, project_id, task_id, member_id, revision_id, assignment_id, cid,"
    " value, answer, comment, seconds, source, informed, confirmed_stale, labeled_at, recorded_at)"
    " SELECT id, {project}, task_id, member_id, revision_id, id, {uuid}, value, {quoted}, '', 2.5,"
    " 'work', false, false, leased_at, leased_at FROM (SELECT *, CASE WHEN id % 3 = 0 THEN 'no'"
    " ELSE 'yes' END AS value FROM assignments) AS a",
    "INSERT INTO current_labels (task_id, member_id, project_id, label_id, value, independent)"
    " SELECT task_id, member_id, project_id, id, value, value FROM labels",
    "INSERT INTO citations (label_id, clause_id) SELECT labels.id, c.id FROM labels JOIN (SELECT"
    " id, row_number() OVER (ORDER BY id) - 2 AS place FROM clauses WHERE project_id = {project}"
    " AND code NOT IN ('title', 'intro')) AS c ON c.place = labels.id % {clauses}"
    " WHERE labels.id % 10 < {cited}",
    "INSERT INTO threads (id, project_id, kind, subject_id, last_position) {talks_series}"
    " SELECT i, {project}, 'task', i * {every}, 3 FROM n",
    "INSERT INTO messages (id, key, project_id, thread_id, position, author_id, kind, is_peer,"
    " body, data, created_at) {messages_series} SELECT i, {uuid}, {project}, h.id, 1 + i % 3,"
    " {first} + i % {people}, CASE WHEN i % 3 = 0 AND h.id <= {flags} THEN 'flag' ELSE 'text' END,"
    " true, 'What about ' || i || '?', {object}('topic', {topic}, 'category', 'ambiguous'),"
    " {moment} FROM n JOIN threads AS h ON h.id = (i + 2) / 3 JOIN tasks AS t"
    " ON t.id = h.subject_id",
    "INSERT INTO questions (id, project_id, number, title, titled_by_team, state, opened_by,"
    " created_at, closed_at) {questions_series} SELECT i, {project}, i, 'What about ' || i || '?',"
    " true, CASE WHEN i > {closed} THEN 'open' ELSE 'answered' END, {first} + i % {people},"
    " {moment}, CASE WHEN i > {closed} THEN NULL ELSE {moment} END FROM n",
    "INSERT INTO flags (id, key, project_id, task_id, member_id, question_id, raised_question_id,"
    " category, note, created_at) {flags_series} SELECT i, {uuid}, {project}, i * {every},"
    " {first} + i % {people}, {asked}, {asked}, 'ambiguous', 'What about ' || i || '?', {moment}"
    " FROM n",
    "INSERT INTO askers (question_id, member_id, joined_at) SELECT DISTINCT question_id, member_id,"
    " {stamp} FROM flags",
    "UPDATE streams SET questions = {questions} WHERE project_id = {project}",
)
KEYED = ("tasks", "assignments", "labels", "threads", "messages", "questions", "flags")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a database is to hold. `done` of the tasks are labeled, once each; of ten labels
    `cited` cite a rule of the guideline's `clauses`, which stand under one heading."""

    tasks: int
    done: int
    clauses: int
    cited: int = 3
    open: int = 60

    def numbers(self) -> dict[str, int]:
        """How many of each."""
        closed, talks = self.tasks // 200, self.done // EVERY
        flags = closed + self.open * ASKING
        if flags > talks:
            raise SystemExit(f"{self.tasks} tasks are too few to be filled")
        many = {"tasks": self.tasks, "done": self.done, "talks": talks, "messages": talks * 3}
        questions = {"closed": closed, "flags": flags, "questions": closed + self.open}
        return {**many, **questions, "clauses": self.clauses, "cited": self.cited, "every": EVERY}


class Direct(Protocol):
    """A connection past the product: runs a statement and gives its rows."""

    async def __call__(self, statement: str) -> list[Any]: ...


@asynccontextmanager
async def direct(database: str) -> AsyncIterator[Direct]:
    """A connection to the database of an address."""
    if database.startswith("sqlite"):
        path = database.split("///", 1)[1]
        file = sqlite3.connect(path, timeout=60, isolation_level=None, check_same_thread=False)
        file.execute("PRAGMA synchronous=OFF")

        async def on_file(statement: str) -> list[Any]:
            return await asyncio.to_thread(lambda: file.execute(statement).fetchall())

        yield on_file
        file.close()
        return
    server = await asyncpg.connect(database.replace("+asyncpg", ""))
    yield server.fetch
    await server.close()


async def fill(made: World, shape: Shape) -> None:
    """Fill a project that was made through the API, with its people, and its guideline in force."""
    is_sqlite = made.database.startswith("sqlite")
    async with direct(made.database) as run:
        words = await _words(run, shape, SQLITE if is_sqlite else POSTGRES)
        statements = [statement.format(**words) for statement in STATEMENTS]
        if is_sqlite:
            await run("BEGIN IMMEDIATE")
            with stopped(made.server.pid):  # it would wait for the file, and complain
                for statement in statements:
                    await run(statement)
                await run("COMMIT")
            return
        # the foreign keys hold: each statement names what is there
        await run("SET session_replication_role = replica")
        for statement in statements:
            await run(statement)
        for table in KEYED:
            last = f"pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table})"
            await run(f"SELECT setval({last})")
        await run("VACUUM ANALYZE")


async def _words(run: Direct, shape: Shape, dialect: dict[str, str]) -> dict[str, object]:
    """What stands in the statements."""
    [(project, revision)] = await run(
        "SELECT project_id, id FROM revisions WHERE state = 'published'"
    )
    people = [row[0] for row in await run("SELECT id FROM members WHERE role = 'labeler'")]
    numbers = shape.numbers()
    words: dict[str, object] = {"stamp": STAMP, **dialect, **numbers, "words": WORDS}
    words |= {"project": project, "revision": revision}
    words |= {"first": min(people), "people": len(people)}
    for name, many in numbers.items():
        words[f"{name}_series"] = SERIES.format(many=many)
    closed = numbers["closed"]
    # one flag for each closed question, several for each open one
    some = f"{closed} + 1 + (i - {closed} - 1) / {ASKING}"
    return words | {"asked": f"CASE WHEN i <= {closed} THEN i ELSE {some} END"}


@contextmanager
def stopped(process: int) -> Iterator[None]:
    """A process stands still for as long as this lasts."""
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)
