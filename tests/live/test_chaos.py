"""Chaos in short, each way that processes wake each other; at length: -m tests.live.chaos."""

import pytest

from app.settings import Settings
from tests.live.chaos.runs import run
from tests.live.chaos.script import ACTS, PEOPLE, WEATHER, write_script

COUNT = 120  # acts: under a minute's worth


@pytest.mark.live
@pytest.mark.parametrize(
    ("dialect", "way", "seed"),
    [("sqlite", "sqlite", 2), ("postgresql", "notify", 7), ("postgresql", "redis", 20)],
    indirect=["dialect"],
)
async def test_all_see_the_same_in_the_end(
    database: str, settings: Settings, redis_url: str, way: str, seed: int
) -> None:
    outcome = await run(seed, COUNT, way, database, settings.files, redis_url)
    assert outcome.acts["send"] > COUNT / 4
    assert outcome.acts["epoch"] == outcome.acts["kill"] + outcome.acts["terminate"] == 1
    assert outcome.frames["event"] > COUNT


def test_a_seed_is_a_script() -> None:
    script = write_script(7, 3000)
    assert script == write_script(7, 3000)
    assert script != write_script(8, 3000)
    assert {act.kind for act in script} == {*ACTS, *WEATHER}
    assert {act.who for act in script if act.who} == set(PEOPLE)
