"""The log: gapless and in the order of commits, chained, append-only, whoever writes at once."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from app.clock import now
from app.domain.roles import Actor
from app.records.accounts import Account
from app.records.edge import Edge
from app.records.events import Event, Stream, chain, record
from app.settings import Settings

PROJECTS = (1, 2, 3)


def open_logs(db: Session) -> None:
    db.add_all(Stream(project_id=project_id) for project_id in PROJECTS)


def tell(db: Session, project_id: int, *others: int, name: str = "") -> None:
    """One event in each project, and the row that it tells of."""
    account = Account(name=name)
    db.add(account)
    db.flush()
    for each in (project_id, *others):
        actor = Actor(None, each, 1, "owner")
        record(db, actor, "account.made", subject=account.id or 0, audience="staff", n=[1, "é"])


def log(db: Session, project_id: int) -> list[Event]:
    return list(
        db.exec(select(Event).where(Event.project_id == project_id).order_by(col(Event.seq)))
    )


def verify(db: Session, project_id: int) -> int:
    """Recompute the chain from nothing; returns its length."""
    chained = ""
    events = log(db, project_id)
    for place, event in enumerate(events, 1):
        assert event.seq == place
        chained = chain(chained, project_id, event.seq, event.at, event)
        assert event.hash == chained
    stream = db.get_one(Stream, project_id)
    assert (stream.seq, stream.hash) == (len(events), chained)
    return len(events)


async def test_ten_writers_leave_no_gap_and_no_other_order(edge: Edge) -> None:
    await edge.write(0, open_logs)
    seen: list[int] = []

    async def watch() -> None:  # a reader that has seen 7 never finds a 6 turning up later
        while len(seen) < 200:
            fresh = [each.seq for each in await edge.read(log, 1)][len(seen) :]
            assert fresh == list(range(len(seen) + 1, len(seen) + 1 + len(fresh)))
            seen.extend(fresh)

    async def write(who: int) -> None:
        for n in range(20):
            await edge.write(1, tell, 1, name=f"{who}:{n}")

    await asyncio.gather(watch(), *(write(who) for who in range(10)))
    assert await edge.read(verify, 1) == 200
    by_seq = [each.subject for each in await edge.read(log, 1)]
    assert by_seq == sorted(by_seq)  # the rows were made in the order that the log tells


async def test_two_processes_with_crossed_projects_do_not_wait_for_each_other(
    settings: Settings,
) -> None:
    if settings.is_sqlite:  # exactly one process serves a file: there is no second one
        return
    edges = [Edge(settings), Edge(settings)]
    async with AsyncExitStack() as stack:
        for each in edges:
            await each.start()
            stack.push_async_callback(each.stop)
        await edges[0].write(0, open_logs)
        orders = [(1, 2, 3), (3, 1), (2, 3), (3, 2, 1), (2, 1)]
        writes = [
            edges[(n + i) % 2].write(order[i], tell, order[i], name=f"{n}")
            for n in range(40)
            for order in orders
            for i in range(len(order))
        ]
        async with asyncio.timeout(30):
            await asyncio.gather(*writes)
        lengths = [await edges[0].read(verify, each) for each in PROJECTS]
        assert sum(lengths) == len(writes)


async def test_an_event_of_another_project_waits_for_that_project(settings: Settings) -> None:
    """An action may tell of something in a second project, though it locked only its own."""
    if settings.is_sqlite:
        return
    edges = [Edge(settings), Edge(settings)]
    async with AsyncExitStack() as stack:
        for each in edges:
            await each.start()
            stack.push_async_callback(each.stop)
        await edges[0].write(0, open_logs)
        both = [edges[0].write(1, tell, 1, 3, name="x") for _ in range(30)]
        alone = [edges[1].write(3, tell, 3, name="y") for _ in range(30)]
        async with asyncio.timeout(30):
            await asyncio.gather(*both, *alone)
        assert await edges[0].read(verify, 3) == 60


@pytest.mark.parametrize("sql", ["UPDATE events SET kind = 'x'", "DELETE FROM events"])
async def test_the_log_cannot_be_changed(edge: Edge, sql: str) -> None:
    await edge.write(0, tell, 0)
    with pytest.raises(DBAPIError, match="append-only"):
        await edge.write(0, lambda db: db.execute(text(sql)))
    assert await edge.read(verify, 0) == 1


async def test_a_changed_event_breaks_the_chain(edge: Edge) -> None:
    await edge.write(0, tell, 0)
    await edge.write(0, tell, 0)

    def forge(db: Session) -> None:
        events = log(db, 0)
        events[0].kind = "account.changed"
        with db.no_autoflush, pytest.raises(AssertionError):
            verify(db, 0)

    await edge.read(forge)


async def test_an_unknown_kind_is_a_mistake_of_ours(edge: Edge) -> None:
    def misspell(db: Session) -> None:
        record(db, Actor(None, 0, 1, "admin"), "acount.made", subject=1, audience="staff")

    with pytest.raises(ValueError, match="unknown kind"):
        await edge.write(0, misspell)


async def test_times_are_kept_to_the_microsecond(edge: Edge) -> None:
    """The chain is over the time as it is read back."""
    before = now()
    await edge.write(0, tell, 0)
    (event,) = await edge.read(log, 0)
    assert before <= event.at <= now()
    assert event.at.tzinfo is not None
