"""The edge: group commit, failures that harm only themselves, and answers that are kept."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import select as choose
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session, col, select

from app.domain.roles import Actor
from app.errors import Conflict, Unavailable
from app.records.accounts import Account
from app.records.columns import table
from app.records.edge import Edge
from app.records.events import Event, Stream, record
from app.records.quick import Quick
from app.settings import Settings

NAMES = Quick(choose(table(Account).c.name))


def make(db: Session, name: str, project_id: int = 0) -> str:
    """An action: one row and one event."""
    db.add(Account(name=name))
    actor = Actor(None, project_id, 1, "admin")
    record(db, actor, "account.made", subject=1, audience="staff", name=name)
    return name


def names(db: Session) -> list[str]:
    return list(db.exec(select(Account.name).order_by(col(Account.id))))


def stories(db: Session, project_id: int = 0) -> list[str]:
    query = select(Event).where(Event.project_id == project_id).order_by(col(Event.seq))
    return [str(each.data["name"]) for each in db.exec(query)]


@asynccontextmanager
async def held(edge: Edge) -> AsyncIterator[None]:
    """Keep the writer busy, so that what is written meanwhile becomes one group."""
    go, busy = threading.Event(), threading.Event()

    def wait(db: Session) -> None:
        busy.set()
        assert go.wait(10)

    waiting = asyncio.create_task(edge.write(0, wait))
    await asyncio.to_thread(busy.wait, 10)
    try:
        yield
    finally:
        go.set()
        await waiting


async def grouped(edge: Edge, *actions: Any) -> list[Any]:
    """The outcomes of actions that run in one group: results, or what they raised."""
    async with held(edge):
        tasks = [asyncio.create_task(edge.write(0, action)) for action in actions]
        await asyncio.sleep(0)
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_what_is_queued_together_is_committed_together(edge: Edge) -> None:
    groups: list[int] = []
    run = edge._run
    edge._run = lambda group: (groups.append(len(group)), run(group))[1]  # type: ignore[method-assign]
    actions = [lambda db, n=n: make(db, f"p{n}") for n in range(20)]
    assert await grouped(edge, *actions) == [f"p{n}" for n in range(20)]
    assert groups[-1] == 20
    assert await edge.read(names) == await edge.read(stories) == [f"p{n}" for n in range(20)]


async def test_one_failure_harms_only_itself(edge: Edge) -> None:
    def refuse(db: Session) -> None:
        make(db, "refused")
        raise Conflict("no")

    def twin(db: Session) -> None:  # fails when it is flushed, not before
        make(db, "twin")
        db.add_all([Stream(project_id=77), Stream(project_id=0)])

    def stray(db: Session) -> None:  # its events have no log to go to
        make(db, "stray", project_id=4711)

    good = [lambda db: make(db, "first"), lambda db: make(db, "last")]
    told = await grouped(edge, good[0], refuse, twin, stray, good[1])
    assert [type(each) for each in told] == [str, Conflict, IntegrityError, LookupError, str]
    assert await edge.read(names) == await edge.read(stories) == ["first", "last"]


async def test_what_the_database_cannot_do_harms_nobody_else(edge: Edge) -> None:
    def impossible(db: Session) -> None:  # an OperationalError on SQLite, as of a database away
        make(db, "impossible")
        db.execute(text("SELECT no_such_function(1)"))

    told = await grouped(edge, lambda db: make(db, "a"), impossible, lambda db: make(db, "b"))
    assert [told[0], told[2]] == ["a", "b"]
    assert isinstance(told[1], Exception)
    assert await edge.read(names) == await edge.read(stories) == ["a", "b"]


async def test_a_failed_commit_is_told_to_everybody(edge: Edge) -> None:
    def broken(connection: Any, story: Any) -> dict[int, int]:
        if story:
            raise OSError("disk gone")
        return {}

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("app.records.edge.append", broken)
        told = await grouped(edge, lambda db: make(db, "a"), lambda db: make(db, "b"))
    assert [type(each) for each in told] == [Unavailable, Unavailable]
    assert told[0] is not told[1]
    assert await edge.read(names) == []
    assert await edge.write(0, make, "after") == "after"


async def test_hints_do_not_outlive_what_was_rolled_back(edge: Edge) -> None:
    def remember(db: Session, *, fail: bool) -> None:
        db.info["memory"]["desk"] = {1: "stood here"}
        if fail:
            raise Conflict("no")

    await edge.write(0, remember, fail=False)
    assert edge.memory
    with pytest.raises(Conflict):
        await edge.write(0, remember, fail=True)
    assert not edge.memory


async def test_a_rollback_takes_event_and_wake_up_with_it(edge: Edge) -> None:
    news: asyncio.Queue[dict[int, int]] = asyncio.Queue()
    edge.listeners.append(news.put_nowait)

    def refuse(db: Session) -> None:
        make(db, "never")
        raise Conflict("no")

    with pytest.raises(Conflict):
        await edge.write(0, refuse)
    await edge.write(0, lambda db: None)
    await edge.write(0, make, "told")
    assert await news.get() == {0: 1}
    assert news.empty()
    assert await edge.read(stories) == ["told"]


async def test_whoever_stops_waiting_harms_nobody(edge: Edge) -> None:
    """A client that goes away cancels its request, at whatever moment."""
    async with held(edge):
        queued = asyncio.create_task(edge.write(0, make, "taken back"))
        stays = asyncio.create_task(edge.write(0, make, "stays"))
        await asyncio.sleep(0)
        queued.cancel()
    assert await stays == "stays"
    go, busy = threading.Event(), threading.Event()

    def slow(db: Session) -> None:
        busy.set()
        assert go.wait(10)
        make(db, "unheard")

    running = asyncio.create_task(edge.write(0, slow))
    await asyncio.to_thread(busy.wait, 10)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    go.set()
    assert await edge.write(0, make, "next") == "next"
    assert await edge.read(names) == ["stays", "unheard", "next"]


async def test_one_reads_what_one_wrote(edge: Edge) -> None:
    for n in range(10):
        await edge.write(0, make, f"n{n}")
        assert (await edge.read(names))[-1] == f"n{n}"


async def test_a_reader_who_goes_away_leaves_no_old_view_behind(edge: Edge) -> None:
    """A read that was given up as its transaction began left its connection inside it, with a view
    of the database that never moved again: whoever read on it later saw nothing of what came since.
    """
    for step in range(150):  # given up at one point after the other, from the first call on
        reading = asyncio.create_task(edge.read(lambda db: NAMES.rows(db, {})))
        for _ in range(step):
            await asyncio.sleep(0)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        await edge.write(0, make, f"p{step}")
        assert len(await edge.read(names)) == step + 1


async def test_reading_cannot_write(edge: Edge) -> None:
    with pytest.raises((DBAPIError, Unavailable)):
        await edge.read(lambda db: db.execute(text("DELETE FROM accounts")))
    with pytest.raises((DBAPIError, Unavailable)):
        await edge.read(lambda db: (make_quietly(db), db.flush()))
    assert await edge.read(names) == []


def make_quietly(db: Session) -> None:
    db.add(Account(name="quiet"))


async def test_nothing_is_taken_after_the_end(settings: Settings) -> None:
    edge = Edge(settings)
    await edge.start()
    last = asyncio.create_task(edge.write(0, make, "last"))
    await asyncio.sleep(0)
    await edge.stop()
    assert await last == "last"
    with pytest.raises(Unavailable):
        await edge.write(0, make, "late")


async def test_a_second_process_is_refused_a_file_that_is_served(edge: Edge) -> None:
    if not edge.settings.is_sqlite:  # a server is there for many
        return
    with pytest.raises(Unavailable, match="Another process is serving"):
        await Edge(edge.settings).start()
    assert await edge.write(0, make, "unharmed") == "unharmed"


async def test_a_lost_connection_is_said_and_survived(edge: Edge) -> None:
    if edge.settings.is_sqlite:
        return  # there is none to lose

    def cut(db: Session) -> None:
        make(db, "cut")
        db.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    told = await grouped(edge, lambda db: make(db, "before"), cut, lambda db: make(db, "after"))
    assert [type(each) for each in told] == [Unavailable] * 3
    assert await edge.write(0, make, "again") == "again"
    assert await edge.read(names) == ["again"]


async def test_a_database_that_is_away_is_a_503(tmp_path: Any) -> None:
    edge = Edge(Settings(database="postgresql+asyncpg://nobody@127.0.0.1:1/none"))
    await edge.start()
    with pytest.raises(Unavailable):
        await edge.write(0, make, "x")
    with pytest.raises(Unavailable):
        await edge.read(names)
    await edge.stop()
