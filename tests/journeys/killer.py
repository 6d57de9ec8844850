"""A process that does one step of a publication and is killed at the n-th statement of it.

Reads a line of JSON for each attempt: the database, the step with its arguments, and n. Each runs
in a child of its own, forked here, where nothing runs yet; the answer says how it ended: "killed",
or "done" where the step has fewer statements than n (and then the child dies before anybody hears).
"""

import asyncio
import json
import os
import signal
import sys
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.orm import configure_mappers
from sqlmodel import Session

from app.actions.publications import publish_revision
from app.actions.relabels import choose_control, finish_seeding, seed_chunk
from app.actions.restorations import return_chunk
from app.actions.withdrawals import restore_chunk, withdraw_revision
from app.queries.members import get_actor
from app.records.edge import Edge
from app.records.quick import Straight
from app.records.stores import PostgresStore, SqliteStore
from app.settings import Settings

DONE = 17


def publish(db: Session, account_id: int, project_id: int, number: int, edition: int) -> None:
    publish_revision(db, get_actor(db, account_id, project_id), number, edition=edition)


def withdraw(db: Session, account_id: int, project_id: int, number: int) -> None:
    actor = get_actor(db, account_id, project_id)
    withdraw_revision(db, actor, number, reason="a mistake")


def finish(db: Session, relabel_id: int) -> None:
    finish_seeding(db, relabel_id, choose_control(db, relabel_id))


STEPS: dict[str, Any] = {
    "publish": publish,
    "withdraw": withdraw,
    "seed": seed_chunk,
    "finish": finish,
    "restore": restore_chunk,
    "return": return_chunk,
}


def kill_at(engine: Engine, n: int) -> None:
    """Die before the n-th statement, the commit being one."""
    seen = 0

    def count(*_: Any) -> None:
        nonlocal seen
        seen += 1
        if seen == n:
            os.kill(os.getpid(), signal.SIGKILL)

    def rows(self: Straight, *more: Any) -> Any:
        count()
        return run(self, *more)

    run = Straight.rows
    Straight.rows = rows  # type: ignore[method-assign]  # the hot statements pass by SQLAlchemy
    event.listen(engine, "before_cursor_execute", count)
    event.listen(engine, "commit", count)


async def attempt(job: dict[str, Any]) -> None:
    edge = Edge(Settings(database=job["url"]))
    await edge.start()
    await edge.write(job["project"], lambda db: None)  # the writer's engine is there now
    store = edge.store
    if isinstance(store, SqliteStore):
        assert store._writer
        kill_at(store._writer, job["n"])
    elif isinstance(store, PostgresStore):
        assert store._writing
        kill_at(store._writing.sync_engine, job["n"])
    step = STEPS[job["step"]]
    if step in (seed_chunk, restore_chunk, return_chunk):  # as the keeper of relabels does it
        await edge.write_unsynced(job["project"], lambda db: step(db, *job["args"]))
    else:
        await edge.write(job["project"], step, *job["args"])
    os._exit(DONE)


def main() -> None:
    configure_mappers()  # once, for all children
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            asyncio.run(attempt(json.loads(line)))
        _, status = os.waitpid(child, 0)
        code = os.waitstatus_to_exitcode(status)
        ends = {-signal.SIGKILL: "killed", DONE: "done"}
        print(ends.get(code, f"failed with {code}"), flush=True)


if __name__ == "__main__":
    main()
