"""Hot spots after a story: what was flagged, ruled, published and made again, by API and page."""

from typing import Any

import pytest

from app.actions.rulings import make_ruling
from tests.actions.loop import change, labeled
from tests.cast import EVERYBODY, World
from tests.imports.files import HATE
from tests.talk.floor import flag


async def spots(world: World) -> Any:
    """The figure over the API, once it was reckoned."""
    await world.client("rui").get(f"{HATE}/hotspots")
    await world.app.state.figures.finish()
    answer = await world.client("rui").get(f"{HATE}/hotspots")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_story_leaves_its_marks(world: World) -> None:
    tasks = await labeled(world)
    await flag(world, "lin", tasks[0].key)
    await change(world)
    told = await spots(world)
    assert told["labels"] > 0
    assert told["questions"] == 1
    waits = {each["name"]: each for each in told["waits"]}
    assert waits["decided"]["waiting"] == 1
    assert [each["name"] for each in told["readings"]] == ["unclear", "opinion", "alone", "untold"]
    page = await world.client("rui", browser=True).get("/projects/hate/hotspots")
    assert "Questions for every 1,000 labels" in page.text or "How long it takes" in page.text


async def test_only_a_ruling_that_changes_the_guideline_waits_for_a_version(world: World) -> None:
    tasks = await labeled(world)
    for task, outcome in zip(tasks, ("change", "differ", "bad_task"), strict=True):
        number = await flag(world, "lin", task.key, note=f"What of this: {outcome}?")
        said: Any = {"outcome": outcome, "condition": "A joke", "rationale": "So be it."}
        await world.write(make_ruling, "lea", number, clauses=["c2"], **said)
    waits = {each["name"]: each for each in (await spots(world))["waits"]}
    assert waits["ruled"]["count"] == 3
    assert waits["published"]["waiting"] == 1


@pytest.mark.pages
@pytest.mark.parametrize("name", EVERYBODY)
async def test_only_staff_reads_them(world: World, name: str) -> None:
    may = name in ("ada", "lea", "rui")
    assert (await world.client(name).get(f"{HATE}/hotspots")).status_code == (200 if may else 404)
    client = world.client(name, browser=True)
    for path in ("", "/report"):
        told = await client.get(f"/projects/hate/hotspots{path}")
        assert told.status_code == (200 if may else 404)
