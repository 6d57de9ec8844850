"""Two web processes on PostgreSQL wake each other; a restart loses nothing."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import pytest
from websockets.asyncio.client import connect

from app.clock import new_ordered_id
from app.settings import Settings
from tests.cast import Person
from tests.live.door import Tab, reading
from tests.live.processes import gathered, web

# the look at the log that covers a lost wake-up is put out of reach, so that a call must come
KNOBS = {"live_check": "600"}


@pytest.fixture
async def people(settings: Settings) -> dict[str, Person]:
    """The cast, written by a process that has gone."""
    return await gathered(settings)


@asynccontextmanager
async def tab(port: int, person: Person, since: int | None = None) -> AsyncIterator[Tab]:
    """A person's tab at one of the processes, looking at the lounge."""
    url = f"ws://127.0.0.1:{port}/projects/hate/live"
    headers = {"authorization": f"Bearer {person.token}"}
    async with connect(url, additional_headers=headers, proxy=None) as wire:
        await wire.send(json.dumps({"type": "hello", "focus": ["lounge"], "since": since}))
        async with reading(wire) as found:
            yield found


async def say(port: int, person: Person, body: str) -> None:
    """A message through one of the processes."""
    headers = {"authorization": f"Bearer {person.token}"}
    url = f"http://127.0.0.1:{port}/api/v1/projects/hate/threads/lounge/messages"
    async with httpx2.AsyncClient(headers=headers, trust_env=False, timeout=30) as http:
        answer = await http.post(url, json={"body": body, "key": str(new_ordered_id())})
        assert answer.status_code == 201, answer.text


@pytest.mark.live
@pytest.mark.parametrize("way", ["notify", "redis"])
async def test_what_one_process_writes_the_other_tells(
    dialect: str, way: str, database: str, people: dict[str, Person], redis_url: str
) -> None:
    if dialect == "sqlite":
        return  # one process serves an SQLite file: there is nobody to wake
    knobs = KNOBS | ({"redis": redis_url} if way == "redis" else {})
    async with (
        web(database, **knobs) as one,
        web(database, **knobs) as other,
        tab(one, people["lin"]) as lin,
        tab(other, people["sam"]) as sam,
    ):
        await say(other, people["sam"], "from the other side")
        await say(one, people["lin"], "and back")
        for each in (lin, sam):
            await each.holding("from the other side")
            await each.holding("and back")
            told = [frame["seq"] for frame in each.frames if frame["type"] == "event"]
            assert told == sorted(set(told))


@pytest.mark.live
async def test_a_restart_loses_nothing(database: str, people: dict[str, Person]) -> None:
    async with web(database, **KNOBS) as port, tab(port, people["lin"]) as lin:
        await say(port, people["sam"], "before the restart")
        seen = (await lin.holding("before the restart"))["seq"]
        await say(port, people["sam"], "in the last moment")
        await lin.holding("in the last moment")
    assert lin.code in (1000, 1012)
    async with web(database, **KNOBS) as port:
        await say(port, people["sam"], "after the restart")
        async with tab(port, people["lin"], since=seen) as lin:
            await lin.holding("after the restart")
            assert "in the last moment" in lin.text()
            assert "before the restart" not in lin.text()
