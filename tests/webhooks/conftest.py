"""What the tests of webhooks share."""

from collections.abc import AsyncIterator

import pytest

from tests.cast import World
from tests.webhooks.receiver import receiving
from tests.webhooks.stage import Post, make_sender


@pytest.fixture
async def post(world: World) -> AsyncIterator[Post]:
    """A world with a receiver; nothing is sent but when a test says so."""
    await world.app.state.sender.stop()
    async with receiving() as receiver:
        made = Post(world, receiver, make_sender(world))
        with made.clock:
            yield made
        await made.sender.stop()
