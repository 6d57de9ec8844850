"""Who may see and change tasks, gold, pictures and exports: the table, and its negative twins."""

import io
from typing import Any

import pytest
from PIL import Image

from app.actions.assignments import claim_task
from tests.cast import EVERYBODY, World
from tests.imports.files import HATE, post, send

pytestmark = pytest.mark.pages

STAFF = {"ada", "lea", "rui"}
TEAM = {"ada", "lea"}


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 20), **more: Any) -> bytes:
    """A small picture of a kind."""
    out = io.BytesIO()
    Image.new("RGB", size, "orange").save(out, kind, **more)
    return out.getvalue()


@pytest.fixture
async def work(world: World) -> World:
    """Two tasks of text with gold, one of a picture."""
    shelved = await world.client("lea").post(
        f"{HATE}/pictures", params={"name": "cat.png"}, content=picture()
    )
    assert shelved.status_code == 201, shelved.text
    data = b"id,text,image,gold,source\nt1,planted words,,hateful,web\nt2,b,,,x\nt3,,cat.png,,\n"
    await send(world, data, "tasks", fields={"gold": "gold"})
    return world


async def key_of(world: World, external_id: str) -> str:
    """A task's key."""
    found = await world.client("lea").get(f"{HATE}/tasks", params={"external_id": external_id})
    return str(found.json()["tasks"][0]["key"])


@pytest.mark.parametrize("name", EVERYBODY)
async def test_the_table(work: World, name: str) -> None:
    client, key = work.client(name), await key_of(work, "t1")
    image = (await client.get(f"{HATE}/pictures")).json().get("pictures")
    seen = 200 if name in STAFF else 404
    for path in ("tasks", f"tasks/{key}", "pictures", "imports", "exports", "exports/labels.csv"):
        assert (await client.get(f"{HATE}/{path}")).status_code == seen, path
    gold = await client.get(f"{HATE}/exports/gold.jsonl")
    assert gold.status_code == (200 if name in TEAM else 404)
    assert bool(image) == (name in STAFF)
    changed = 201 if name in TEAM else 403 if name in STAFF else 404
    bad = await client.put(f"{HATE}/tasks/{key}/state", json={"state": "bad"})
    assert bad.status_code == changed
    new = {"external_id": "new", "content": {"text": "one more"}}
    assert (await client.post(f"{HATE}/tasks", json=new)).status_code == changed
    assert (await client.post(f"{HATE}/pictures", content=picture())).status_code == changed
    put = await client.put(f"{HATE}/tasks/{key}/gold", json={"answer": "non-hateful"})
    assert put.status_code == (204 if name in TEAM else 404)


async def test_gold_is_nowhere_below_the_ml_team(work: World) -> None:
    """The trusted answer of t2 is one that nothing else holds."""
    key = await key_of(work, "t2")
    await work.client("lea").put(f"{HATE}/tasks/{key}/gold", json={"answer": "non-hateful"})
    nouns = ("tasks", "labels", "events", "gold")
    paths = [f"{HATE}/tasks", *(f"{HATE}/exports/{noun}.jsonl" for noun in nouns)]
    for name in ("rui", "lin", "vic", "eve"):
        for path in paths:
            assert "non-hateful" not in (await work.client(name).get(path)).text, (name, path)
        told = (await work.client(name).get(f"{HATE}/tasks/{key}")).json()
        assert not told.get("gold"), name
        assert not told.get("gold_value"), name
        page = await work.client(name, browser=True).get(f"/projects/hate/tasks/{key}")
        assert "Trusted answer" not in page.text, name
    mine = await work.client("lea").get(f"{HATE}/tasks/{key}")
    assert mine.json()["gold_value"] == "non-hateful"


async def test_a_labeler_sees_the_picture_of_a_task_in_hand_and_no_other(work: World) -> None:
    key = await key_of(work, "t3")
    url = f"{HATE}/tasks/{key}/picture"
    assert (await work.client("lin").get(url)).status_code == 404
    for other in ("t1", "t2"):
        path = f"{HATE}/tasks/{await key_of(work, other)}/state"
        assert (await work.client("lea").put(path, json={"state": "bad"})).status_code == 201
    assert await work.write(claim_task, "lin") is not None
    seen = await work.client("lin").get(url)
    assert seen.status_code == 200
    assert seen.headers["content-type"] == "image/png"
    assert seen.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert seen.headers["x-content-type-options"] == "nosniff"
    assert seen.headers["content-disposition"].startswith("attachment")
    assert (await work.client("lin").get(url, params={"small": True})).status_code == 200
    assert (await work.client("sam").get(url)).status_code == 404


async def test_a_bad_task_leaves_every_hand_and_comes_back(work: World) -> None:
    held = await work.write(claim_task, "lin")
    assert held is not None
    key = await key_of(work, "t1")
    lea = work.client("lea")
    gone = (await lea.put(f"{HATE}/tasks/{key}/state", json={"state": "bad"})).json()
    assert (gone["state"], gone["taken"]) == ("bad", 0)
    again = await work.write(claim_task, "lin")
    assert again is not None
    assert again.task_id != held.task_id
    back = (await lea.put(f"{HATE}/tasks/{key}/state", json={"state": "open"})).json()
    assert (back["state"], back["taken"]) == ("open", 0)
    twice = (await lea.put(f"{HATE}/tasks/{key}/state", json={"state": "open"})).json()
    assert twice["state"] == "open"


FILTERS: list[tuple[dict[str, str], list[str]]] = [
    ({}, ["t1", "t2", "t3"]),
    ({"text": "planted"}, ["t1"]),
    ({"text": "%"}, []),
    ({"text": "Planted"}, []),
    ({"external_id": "t2"}, ["t2"]),
    ({"state": "bad"}, []),
    ({"field": "source", "value": "web"}, ["t1"]),
    ({"field": "sou'rce\"$", "value": "web"}, []),
    ({"field": "source", "value": "x", "text": "b"}, ["t2"]),
]


async def test_what_a_filter_finds(work: World) -> None:
    client = work.client("rui")
    for wanted, found in FILTERS:
        answer = await client.get(f"{HATE}/tasks", params=wanted)
        names = [task["external_id"] for task in answer.json()["tasks"]]
        assert names == found, wanted


async def test_a_rare_thing_is_looked_for_in_bounded_steps(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.queries.tasks.SCAN", 10)
    data = b"id,text\n" + b"".join(
        b"t%d,%s\n" % (n, b"rare" if n == 24 else b"a") for n in range(30)
    )
    await send(world, data, "tasks")
    client, after, steps, found = world.client("lea"), 0, 0, []
    while after is not None:
        page = await client.get(f"{HATE}/tasks", params={"text": "rare", "after": after})
        found += [task["external_id"] for task in page.json()["tasks"]]
        after, steps = page.json()["next"], steps + 1
    assert found == ["t24"]
    assert steps == 4


BY_HAND: list[tuple[dict[str, Any], int]] = [
    ({"external_id": "t1", "content": {"text": "a"}}, 409),
    ({"external_id": "", "content": {"text": "a"}}, 422),
    ({"external_id": "n", "content": {"text": "a\x00"}}, 422),
    ({"external_id": "n", "kind": "pair", "content": {"a": "x"}}, 422),
    ({"external_id": "n", "kind": "image", "content": {"file": "dog.png"}}, 422),
    ({"external_id": "n", "kind": "image", "content": {"file": 5}}, 422),
    ({"external_id": "n", "content": {"text": "a"}, "details": {"n": 2**63}}, 422),
    ({"external_id": "n", "kind": "image", "content": {"file": "cat.png"}}, 201),
]


async def test_a_task_by_hand(work: World) -> None:
    client = work.client("lea")
    for body, status in BY_HAND:
        answer = await client.post(f"{HATE}/tasks", json=body)
        assert answer.status_code == status, (body, answer.text)


async def test_what_is_no_picture_is_refused(world: World) -> None:
    client = world.client("lea")
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    for raw in (svg, b"<html></html>", b"", picture()[:60], b"%PDF-1.7", picture("TIFF")):
        answer = await client.post(f"{HATE}/pictures", content=raw)
        assert answer.status_code == 422, (raw[:20], answer.text)
    assert (await client.get(f"{HATE}/pictures")).json()["pictures"] == []


async def test_pictures_are_drawn_anew(world: World) -> None:
    client = world.client("lea")
    for kind in ("PNG", "JPEG", "WEBP", "GIF"):
        hidden = picture(kind) + b"<script>planted</script>"
        made = (await client.post(f"{HATE}/pictures", content=hidden)).json()
        assert (made["width"], made["height"]) == (40, 20)
        served = await client.get(f"{HATE}/pictures/{made['key']}")
        assert b"planted" not in served.content
        with Image.open(io.BytesIO(served.content)) as shown:
            assert shown.size == (40, 20)


async def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(world: World) -> None:
    world.settings.image_pixels = 100
    answer = await world.client("lea").post(f"{HATE}/pictures", content=picture())
    assert answer.status_code == 422
    assert "at most 100 pixels" in answer.json()["detail"]


async def test_import_needs_its_own_scope(work: World) -> None:
    """A token that manages does not import."""
    from app.actions.tokens import Grant, make_token

    token = await work.write(
        lambda db, actor: make_token(db, actor, Grant("m", scopes=("manage",)))[1], "lea"
    )
    client = work.client("lea")
    client.headers["authorization"] = f"Bearer {token}"
    answer = await client.post(f"{HATE}/imports", params={"kind": "tasks"}, content=b"id,text\n")
    assert answer.status_code == 403
    assert (await post(work, b"id,text\nz,z\n", "tasks", "ada")).status_code == 201
