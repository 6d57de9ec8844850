"""What the tests of pushes share."""

from collections.abc import AsyncIterator

import pytest

from tests.cast import World
from tests.pushes.stage import Service, make_pusher
from tests.webhooks.receiver import receiving


@pytest.fixture
async def service(world: World) -> AsyncIterator[Service]:
    """A world with a push service; nothing is sent but when a test says so."""
    await world.app.state.pusher.stop()
    async with receiving() as receiver:
        receiver.usual = 201
        made = Service(world, receiver, make_pusher(world))
        with made.clock:
            yield made
        await made.pusher.stop()
