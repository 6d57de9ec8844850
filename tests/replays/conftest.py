"""A server for replays."""

from collections.abc import AsyncIterator

import pytest

from app.records.edge import Edge
from tests.cast import Person, World
from tests.journeys.stage import serve


@pytest.fixture
async def served(edge: Edge, people: dict[str, Person]) -> AsyncIterator[tuple[World, str]]:
    """A world behind a real server, and its address."""
    async with serve(edge, people) as (world, url):
        yield world, url
