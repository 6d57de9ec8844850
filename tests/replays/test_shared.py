"""Real revisions, played: their published figures, on both databases.

What is played here is a part of each: `python -m tests.replays.whole` plays them whole.
"""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from app.replays.checks import check_folder
from app.replays.clients import Client
from app.replays.folders import read_folder, tasks_of
from app.replays.plays import play
from tests.cast import World
from tests.replays.expectations import comparable, expect
from tests.replays.shared import EFFECT, KNOWN, SHARED, WRITERS

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")
EVERY = 80


def played(client: Client, folder: Path) -> dict[str, Any]:
    """What a folder's replay prints."""
    scenario = read_folder(folder)
    check_folder(scenario)
    return play(client, scenario, tasks_of(folder), folder.name, lambda _: None)


async def test_what_real_revisions_did(served: tuple[World, str], tmp_path: Path) -> None:
    world, url = served
    with Client(url, world.people["ada"].token) as client:
        for name, write in WRITERS.items():
            folder = write(tmp_path / name.replace("_", "-"), EVERY)
            found = await asyncio.to_thread(played, client, folder)
            assert comparable(found) == expect(folder, folder / "items.jsonl"), name


@pytest.mark.parametrize("name", WRITERS)
def test_the_known_figures_are_those_of_the_data(name: str, tmp_path: Path) -> None:
    folder = WRITERS[name](tmp_path / name)
    (found,) = expect(folder, folder / "items.jsonl")["steps"]
    (known,) = comparable({"steps": [dict(KNOWN[name])]})["steps"]
    assert {key: found[key] for key in known} == known


def test_the_study_takes_a_tie_for_hateful() -> None:
    moves: dict[tuple[str, str], int] = {}
    for old, new, tasks in KNOWN[EFFECT]["majorities_changed"]:
        if (old or "hateful") != new:
            moves[old or "hateful", new] = moves.get((old or "hateful", new), 0) + tasks
    assert moves == {("hateful", "non-hateful"): 59, ("non-hateful", "hateful"): 3}
