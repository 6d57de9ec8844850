"""Figures that are reckoned beside the work: once, kept, with their age, through failures."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from app.actions.figures import claim_reckoning, keep_figure, tell_share
from app.actions.projects import change_project
from app.gate.figures import Asked, Figures, Progress, Recipe
from app.queries.figures import SILENT, find_blob, map_shown
from app.records.edge import Edge
from app.records.figures import Figure, Reckoning
from tests.cast import World
from tests.quality.crowds import import_crowd


class Kitchen:
    """A figure that counts how often it was reckoned; it can be made to wait, or to fail."""

    def __init__(self) -> None:
        self.made, self.fails, self.asked = 0, False, []
        self.go = asyncio.Event()
        self.go.set()

    def __getstate__(self) -> dict[str, Any]:
        """What is handed on is weighed, and this weighs nothing."""
        return {}

    async def gather(self, edge: Edge, asked: Asked, progress: Progress) -> Asked:
        progress.share = 0.5
        self.asked.append(asked)
        await self.go.wait()
        return asked

    def reckon(self, asked: Asked, progress: Progress) -> tuple[dict[str, Any], bytes | None]:
        if self.fails:
            raise ValueError("as it was told to")
        self.made += 1
        return {"made": self.made, "rest": asked.rest}, b"\x00more"

    def figures(self, edge: Edge, shape: int = 1) -> Figures:
        """Another process's figures, on the same database."""
        recipe = Recipe(self.gather, self.reckon, ("project.changed",), shape)
        found = Figures(edge, {"test": recipe})
        found.least_pause = timedelta(0)
        return found


async def test_it_is_reckoned_once_however_many_ask(world: World) -> None:
    kitchen = Kitchen()
    kitchen.go.clear()
    here, there = kitchen.figures(world.edge), kitchen.figures(world.edge)
    asks = [each.ask(world.project_id, "test/some") for each in (here, here, there, there)]
    first = await asyncio.gather(*asks)
    assert {each.data for each in first} == {None}
    kitchen.go.set()
    await here.finish()
    await there.finish()
    told = await there.ask(world.project_id, "test/some")
    assert (told.data, told.is_ready, told.since) == (
        {"made": 1, "rest": "some", "shape": 1},
        True,
        0,
    )
    assert len(kitchen.asked) == 1


async def test_news_makes_it_stale_and_labels_are_counted(world: World) -> None:
    kitchen = Kitchen()
    figures = kitchen.figures(world.edge)
    await figures.ask(world.project_id, "test")
    await figures.finish()
    assert (await figures.ask(world.project_id, "test")).is_ready
    await import_crowd(world, "ab", [("t1", "p", "a"), ("t2", "p", "b"), ("t2", "q", "a")])
    stale = await figures.ask(world.project_id, "test")
    assert (stale.is_stale, stale.since, stale.data["made"]) == (True, 3, 1)  # type: ignore[index]
    await figures.finish()
    assert (await figures.ask(world.project_id, "test")).data["made"] == 2  # type: ignore[index]
    await world.write(change_project, "ada", name="Other")
    assert (await figures.ask(world.project_id, "test")).is_stale


async def test_a_failure_is_told_and_tried_again(world: World) -> None:
    kitchen = Kitchen()
    kitchen.fails = True
    figures = kitchen.figures(world.edge)
    await figures.ask(world.project_id, "test")
    await figures.finish()
    kitchen.fails = False
    figures.least_pause = timedelta(minutes=1)
    broken = await figures.ask(world.project_id, "test")
    assert (broken.data, broken.failed, broken.share, len(kitchen.asked)) == (None, True, None, 1)
    figures.least_pause = timedelta(0)
    await figures.ask(world.project_id, "test")
    await figures.finish()
    told = await figures.ask(world.project_id, "test")
    assert (told.is_ready, told.failed) == (True, False)


async def test_what_a_dead_process_left_is_begun_anew(world: World) -> None:
    def die(db: Session, project_id: int, ago: timedelta) -> None:
        assert claim_reckoning(db, project_id, "test", timedelta(0))
        tell_share(db, project_id, "test", 0.7)
        claim = db.get_one(Reckoning, (project_id, "test"))
        claim.told_at -= ago
        db.add(claim)

    kitchen = Kitchen()
    figures = kitchen.figures(world.edge)
    await world.edge.write(world.project_id, die, world.project_id, timedelta(0))
    assert (await figures.ask(world.project_id, "test")).share == 0.7
    assert kitchen.asked == []  # somebody is at it, for all that is known

    def age(db: Session) -> None:
        claim = db.get_one(Reckoning, (world.project_id, "test"))
        claim.told_at -= SILENT
        db.add(claim)

    await world.edge.write(world.project_id, age)
    await figures.ask(world.project_id, "test")
    await figures.finish()
    assert (await figures.ask(world.project_id, "test")).is_ready


async def test_a_process_that_stops_leaves_it_to_the_next(world: World) -> None:
    kitchen = Kitchen()
    kitchen.go.clear()
    first = kitchen.figures(world.edge)
    await first.ask(world.project_id, "test")
    await asyncio.sleep(0)
    await first.stop()
    kitchen.go.set()
    second = kitchen.figures(world.edge)
    await second.ask(world.project_id, "test")
    await second.finish()
    assert (await second.ask(world.project_id, "test")).is_ready


async def test_what_another_process_begins_when_one_is_done_is_left_to_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def keep(db: Session, project_id: int, name: str, **made: Any) -> None:
        keep_figure(db, project_id, name, **made)
        db.flush()
        assert claim_reckoning(db, project_id, name, timedelta(0))

    monkeypatch.setattr("app.gate.figures.keep_figure", keep)
    figures = Kitchen().figures(world.edge)
    await figures.ask(world.project_id, "test")
    await figures.finish()
    claim = await world.edge.read(lambda db: db.get(Reckoning, (world.project_id, "test")))
    assert claim is not None


async def test_a_figure_of_an_earlier_release_is_as_good_as_none(world: World) -> None:
    kitchen = Kitchen()
    old = kitchen.figures(world.edge)
    await old.ask(world.project_id, "test")
    await old.finish()
    for shape in (1, 2):
        held = await world.edge.read(find_blob, world.project_id, "test", shape)
        shown = await world.edge.read(map_shown, world.project_id, ["test"], shape)
        assert (held is not None, "test" in shown) == (shape == 1, shape == 1)
    new = kitchen.figures(world.edge, shape=2)
    assert (await new.ask(world.project_id, "test")).data is None
    await new.finish()
    assert (await new.ask(world.project_id, "test")).data["shape"] == 2  # type: ignore[index]
    kept = await world.edge.read(lambda db: db.get_one(Figure, (world.project_id, "test")).blob)
    assert kept == b"\x00more"


async def test_a_large_one_is_reckoned_in_a_process_of_its_own(world: World) -> None:
    rows = [
        (f"t{n}", who, "ab"[(n * turn) % 2]) for n in range(60) for turn, who in enumerate("pqr")
    ]
    await import_crowd(world, "ab", rows)
    figures = world.app.state.figures
    figures.least_pause = timedelta(0)
    found = []
    for large in (figures.large, 0):
        figures.large = large
        for name in ("agreement", "labelers", "contests", "hotspots"):
            await figures.ask(world.project_id, name)
            await figures.finish()
            found.append((await figures.ask(world.project_id, name)).data)
        await world.write(change_project, "ada", name=f"Other {large}")
    assert found[:4] == found[4:]
    assert found[0]["tasks"] == 60
