"""Odd input is refused, on both databases alike: what breaks one of them is no answer."""

import uuid

import pytest

from app.actions.assignments import claim_task
from app.actions.tasks import add_task
from app.records.tasks import Task
from tests.cast import World

HATE = "/api/v1/projects/hate"
HUGE = 2**63
PATHS = (
    "/guideline/clauses/%00",
    "/guideline?version=%00",
    "/guideline?at=%00",
    "/guideline/markdown?version=a%00",
    "/guideline/compare?from=%00&to=%00",
    "/guideline/clauses?q=%00",
    "/threads/lounge%00",
    "/threads/task:%00",
    "/threads/clause:%00",
    "/tasks?text=%00",
    "/labels?words=%00",
    f"/cases?after={HUGE}",
    f"/members/{HUGE}",
    "/drafts/99999999999999999999",
    "/exports/%00.csv",
    "/events?focus=%00&epoch=%00",
)
BODIES: tuple[tuple[str, str, dict[str, object]], ...] = (
    ("POST", "/cases", {"clause": "\x00", "value": "hateful", "example": "e"}),
    ("POST", "/cases", {"clause": "c1", "value": "\x00", "example": "e"}),
    ("POST", "/cases", {"clause": "c1", "value": [{"a": HUGE}], "example": "e"}),
    ("POST", "/drafts", {"title": "t", "rulings": [HUGE]}),
    ("POST", "/tasks", {"external_id": "x", "content": {"text": "a\x00"}}),
    ("POST", "/tasks", {"external_id": "x", "content": {"text": "a"}, "details": {"\x00": 1}}),
    ("POST", "/tasks", {"external_id": "x", "content": {"text": "a"}, "details": {"n": HUGE}}),
    ("PATCH", "", {"approvals": {"substantive": HUGE}}),
    ("POST", "/threads/lounge/messages", {"body": "\x00"}),
)


async def task(world: World) -> uuid.UUID:
    """A task in Lin's hands."""
    made: Task = await world.write(
        add_task, "ada", external_id="t", kind="text", content={"text": "t"}
    )
    await world.write(claim_task, "lin")
    return made.key


@pytest.mark.parametrize("path", PATHS)
async def test_addresses_that_no_database_can_look_up(world: World, path: str) -> None:
    got = await world.client("ada").get(HATE + path)
    assert got.status_code in (404, 422)


async def test_pages_refuse_the_same(world: World) -> None:
    ada = world.client("ada", browser=True)
    for path in ("/guideline/clauses/%00", "/guideline/versions/%00", "/threads/lounge%00/log"):
        assert (await ada.get(f"/projects/hate{path}")).status_code in (404, 422)
    assert (await ada.get("/projects/%00/desk")).status_code in (404, 422)


@pytest.mark.parametrize(("method", "path", "body"), BODIES)
async def test_bodies_that_no_database_can_keep(
    world: World, method: str, path: str, body: dict[str, object]
) -> None:
    got = await world.client("ada").request(method, HATE + path, json=body)
    assert got.status_code == 422


@pytest.mark.parametrize("until", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
async def test_a_time_beyond_the_calendar(world: World, until: str) -> None:
    key = await task(world)
    doubt = {"category": "guideline_gap", "note": "What of this?"}
    assert (await world.client("lin").post(f"{HATE}/tasks/{key}/flags", json=doubt)).is_success
    got = await world.client("ada").put(f"{HATE}/questions/1/snooze", json={"until": until})
    assert got.status_code == 422


async def test_a_flag_that_joins_a_number_beyond_all_numbers(world: World) -> None:
    key = await task(world)
    form = {"key": str(uuid.uuid4()), "category": "guideline_gap", "note": "?"}
    lin = world.client("lin", browser=True)
    for field in ("join", "anchor_start", "region_w"):
        got = await lin.post(f"/projects/hate/tasks/{key}/flags", data=form | {field: str(HUGE)})
        assert got.status_code == 422


async def test_names_of_files_and_keys_of_requests(world: World) -> None:
    ada = world.client("ada")
    rows = '{"external_id": "t-1", "text": "a"}'
    for query in ("filename=a%00", "guideline=%00", "zone=%00", "ignore=%00", "fields=%00"):
        got = await ada.post(f"{HATE}/imports?kind=tasks&{query}", content=rows)
        assert got.status_code == 422, query
    got = await ada.post(f"{HATE}/pictures?name=%00", content=b"no picture")
    assert got.status_code == 422
    browser = world.client("ada", browser=True)
    file = {"file": ("a\x00b.jsonl", rows.encode())}
    got = await browser.post("/projects/hate/imports", data={"kind": "tasks"}, files=file)
    assert got.status_code < 500
