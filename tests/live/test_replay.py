"""The replay law, scene by scene; and that no action is without its scene."""

import ast
import re

import pytest

import tests.replay_book  # enters its scenes into the table
import tests.replay_campaigns
import tests.replay_exams
import tests.replay_gold
import tests.replay_models
import tests.replay_quality
import tests.replay_talk
import tests.replay_webhooks
from tests.cast import World
from tests.house.tree import files, parsed, report, text
from tests.replay import Stage
from tests.replay_table import QUIET, SCENES

pytestmark = pytest.mark.pages

assert tests.replay_book
assert tests.replay_campaigns
assert tests.replay_exams
assert tests.replay_models
assert tests.replay_quality
assert tests.replay_gold
assert tests.replay_talk
assert tests.replay_webhooks


@pytest.mark.parametrize("name", SCENES)
async def test_pages_follow(world: World, name: str) -> None:
    play, actions = SCENES[name]
    stage = Stage(world)
    await play(stage)
    assert stage.played == actions


def actions() -> set[str]:
    """Every action that a door calls: `module.function`, its first parameters db and actor."""
    doors = "".join(text(each) for each in files(".py", "app/web", "app/api", "app/gate"))
    return {
        f"{path.split('/')[-1][:-3]}.{node.name}"
        for path in files(".py", "app/actions")
        for node in parsed(path).body
        if isinstance(node, ast.FunctionDef)
        if [each.arg for each in node.args.args[:2]] == ["db", "actor"]
        if not node.name.startswith("_") and re.search(rf"\b{node.name}\b", doors)
    }


def test_every_action_has_its_scene() -> None:
    played = {action for _, names in SCENES.values() for action in names}
    assert not actions() - played - set(QUIET), report(sorted(actions() - played - set(QUIET)))


def test_no_action_is_quiet_for_nothing() -> None:
    played = {action for _, names in SCENES.values() for action in names}
    assert not set(QUIET) & played, report(sorted(set(QUIET) & played))
    assert not set(QUIET) - actions(), report(sorted(set(QUIET) - actions()))
