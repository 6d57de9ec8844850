"""How often one account may ask: pages and searches, over both doors, each with its own count."""

import pytest

from app.gate.rates import Rates, kinds
from tests.cast import World

HATE = "/projects/hate"
SEARCHES = (
    "/tasks?text=a",
    "/tasks?external_id=a",
    "/tasks?field=source&value=a",
    "/labels?words=a",
    "/guideline/clauses?q=a",
)


def limit(world: World, **most: int) -> None:
    """Give the app narrower limits, with nothing counted yet."""
    world.app.state.rates = Rates(world.settings.model_copy(update=most))


@pytest.mark.parametrize("door", ["", "/api/v1"])
@pytest.mark.parametrize("path", SEARCHES)
async def test_searches_are_counted(world: World, door: str, path: str) -> None:
    limit(world, searches_per_minute=1)
    rui = world.client("rui", browser=not door)
    assert (await rui.get(f"{door}{HATE}{path}")).status_code == 200
    refused = await rui.get(f"{door}{HATE}{path}")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 61
    # looking without searching goes on, and so does everybody else
    assert (await rui.get(f"{door}{HATE}/tasks?state=open&text=")).status_code == 200
    assert (await world.client("lea").get(f"/api/v1{HATE}{path}")).status_code == 200


async def test_pages_are_counted_and_say_so_like_a_person(world: World) -> None:
    limit(world, pages_per_minute=2)
    lin = world.client("lin", browser=True)
    for _ in range(2):
        assert (await lin.get(f"{HATE}/desk")).status_code == 200
    refused = await lin.get(f"{HATE}/desk")
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert "A little slower, please" in refused.text
    assert "Nothing was lost" in refused.text
    toast = await lin.get(f"{HATE}/desk", headers={"hx-request": "true"})
    assert (toast.status_code, toast.headers["hx-reswap"]) == (429, "none")
    assert "Nothing was lost" in toast.headers["hx-trigger"]
    assert (await world.client("lin").get(f"/api/v1{HATE}")).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "filled", "found"),
    [
        ("GET", "/projects/a/tasks", {"state"}, ["pages"]),
        ("GET", "/projects/a/tasks", {"text"}, ["pages", "searches"]),
        ("GET", "/api/v1/projects/a/tasks/k/askable", {"note"}, ["api", "searches"]),
        ("GET", "/projects/labels/tasks", {"words"}, ["pages"]),
        ("POST", "/api/v1/projects/a/threads/lounge/messages", set(), ["api", "messages"]),
        ("GET", "/projects/a/exports/tasks.csv", set(), ["pages", "exports"]),
    ],
)
def test_what_counts_towards_what(
    method: str, path: str, filled: set[str], found: list[str]
) -> None:
    assert kinds(method, path, filled) == found
