"""Writes that do not wait for the disk: seen at once, in one order with the others."""

import asyncio

import pytest
from sqlmodel import Session

from app.errors import Conflict
from app.records.edge import Edge
from tests.records.test_edge import make, names, stories


async def test_what_does_not_wait_for_the_disk_is_seen_at_once(edge: Edge) -> None:
    for n in range(5):
        await edge.write(0, make, f"kept{n}")
        assert await edge.lend(0, lambda db, n=n: make(db, f"lent{n}")) == f"lent{n}"
        assert (await edge.read(names))[-2:] == [f"kept{n}", f"lent{n}"]
    assert await edge.read(names) == await edge.read(stories)


async def test_both_kinds_race_for_one_writer(edge: Edge) -> None:
    def lend(name: str) -> "asyncio.Future[str]":
        return asyncio.ensure_future(edge.lend(0, lambda db: make(db, name)))

    def keep(name: str) -> "asyncio.Future[str]":
        return asyncio.ensure_future(edge.write(0, make, name))

    tasks = [act(f"{act.__name__}{n}") for n in range(40) for act in (lend, keep)]
    done = await asyncio.gather(*tasks)
    assert sorted(done) == sorted(await edge.read(names))
    assert await edge.read(names) == await edge.read(stories)


async def test_a_refusal_leaves_nothing_and_stops_nothing(edge: Edge) -> None:
    def refuse(db: Session) -> None:
        make(db, "never")
        raise Conflict("no")

    with pytest.raises(Conflict):
        await edge.lend(0, refuse)
    assert await edge.lend(0, lambda db: make(db, "after")) == "after"
    assert await edge.read(names) == await edge.read(stories) == ["after"]
