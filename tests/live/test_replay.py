"""The replay law, scene by scene; and that no action is without its scene."""

import pytest

from tests.cast import World
from tests.replay import Stage
from tests.replay_table import SCENES


@pytest.mark.parametrize("name", SCENES)
async def test_pages_follow(world: World, name: str) -> None:
    play, actions = SCENES[name]
    stage = Stage(world)
    await play(stage)
    assert stage.played == actions
