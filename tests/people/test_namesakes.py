"""One person under several names: who may say so, of whom, and what figures make of it."""

from datetime import timedelta
from typing import Any

import pytest

from tests.cast import World
from tests.imports.files import HATE, export
from tests.quality.crowds import ask, import_crowd

ROWS = [
    (f"t{n}", who, answer)
    for n in range(40)
    for who, answer in (("p", "ab"[n % 2]), ("p again", "ab"[n % 2]), ("q", "ab"[n // 2 % 2]))
]


async def ids(world: World) -> dict[str, int]:
    """Members by external id."""
    found = (await world.client("lea").get(f"{HATE}/members")).json()["items"]
    return {each["external_id"]: each["id"] for each in found}


async def say(world: World, member: int, same_as: int | None, name: str = "lea") -> Any:
    return await world.client(name).patch(f"{HATE}/members/{member}", json={"same_as": same_as})


async def test_a_person_under_two_names_agrees_with_nobody_by_agreeing_with_themselves(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await import_crowd(world, "ab", ROWS)
    before = await ask(world, "agreement")
    assert (before["labels"], before["people"]) == (120, 3)
    assert [each["labels"] for each in (await ask(world, "labelers"))["people"]] == [40, 40, 40]
    who = await ids(world)
    said = await say(world, who["p again"], who["p"])
    assert (said.status_code, said.json()["same_as"]) == (201, who["p"])
    stale = (await world.client("lea").get(f"{HATE}/quality/agreement")).json()
    assert stale["standing"]["is_stale"]
    world.app.state.figures.least_pause = timedelta(0)
    monkeypatch.setattr("app.gate.figures.PATIENCE", 0)
    after = await ask(world, "agreement")
    assert (after["labels"], after["people"]) == (80, 2)
    people = (await ask(world, "labelers"))["people"]
    assert {each["external_id"]: each["labels"] for each in people} == {"p": 80, "q": 40}
    exported = {each["external_id"]: each["same_as"] for each in await export(world, "members")}
    assert (exported["p again"], exported["p"]) == (who["p"], None)
    assert (await say(world, who["p again"], None)).json()["same_as"] is None


async def test_of_whom_it_can_be_said(world: World) -> None:
    await import_crowd(world, "ab", [("t", who, "a") for who in ("p", "q", "r")])
    who = await ids(world)
    for name, status in (("rui", 403), ("lin", 403), ("eve", 404)):
        assert (await say(world, who["p"], who["q"], name)).status_code == status
    assert (await say(world, who["p"], who["p"])).status_code == 409
    assert (await say(world, who["lin"], who["p"])).status_code == 409
    assert (await say(world, who["p"], 10**9)).status_code == 404
    assert (await say(world, who["p"], who["lin"])).status_code == 201
    assert (await say(world, who["q"], who["p"])).status_code == 409
    assert (await say(world, who["lin"], who["p"])).status_code == 409
    assert (await say(world, who["p"], None)).status_code == 201
    assert (await say(world, who["p"], who["q"])).status_code == 201
    assert (await say(world, who["q"], who["r"])).status_code == 409
    seen = await world.client("lin").get(f"{HATE}/members/{who['p']}")
    assert seen.json()["same_as"] is None  # a labeler is not told


async def test_whoever_signs_in_is_one_person(world: World) -> None:
    await import_crowd(world, "ab", [("t", who, "a") for who in ("p", "q")])
    who = await ids(world)
    assert (await say(world, who["p"], who["q"])).status_code == 201
    offer = {"role": "labeler", "member_id": who["p"]}
    made = await world.client("lea").post(f"{HATE}/invitations", json=offer)
    newcomer = {"secret": made.json()["secret"], "name": "Pia", "email": "pia@example.org"}
    joined = await world.client(None).post(
        "/api/v1/invitations/acceptance", json=newcomer | {"password": "four unusual words here"}
    )
    assert joined.status_code == 201, joined.text
    seen = (await world.client("lea").get(f"{HATE}/members/{who['p']}")).json()
    assert (seen["is_annotator"], seen["same_as"]) == (False, None)


async def test_a_second_name_is_taken_back_by_emptying_the_field(world: World) -> None:
    await import_crowd(world, "ab", [("t", who, "a") for who in ("p", "q")])
    who = await ids(world)
    page = f"/projects/hate/people/{who['p']}"
    browser = world.client("lea", browser=True)
    form = {"name": "Annotator 1", "external_id": "p", "role": "labeler"}
    assert (await browser.post(page, data=form | {"same_as": "q"})).status_code in (200, 303)
    gone = await world.client("ada").delete(f"{HATE}/members/{who['q']}")
    assert gone.status_code == 201, gone.text
    renamed = form | {"name": "Pia", "same_as": "q"}  # who has left stays the first name
    assert (await browser.post(page, data=renamed)).status_code in (200, 303)
    assert "A second name of" in (await browser.get(page)).text
    assert (await browser.post(page, data=form | {"same_as": ""})).status_code in (200, 303)
    assert "A second name of" not in (await browser.get(page)).text


@pytest.mark.parametrize(("typed", "told"), [("nobody", "Nobody in this project"), ("p", "Every")])
async def test_what_was_typed_wrong_is_said_beside_it(world: World, typed: str, told: str) -> None:
    await import_crowd(world, "ab", [("t", who, "a") for who in ("p", "q")])
    who = await ids(world)
    page = f"/projects/hate/people/{who['p']}"
    browser = world.client("lea", browser=True)
    form = {"name": "Somebody new", "external_id": "p", "role": "labeler", "same_as": typed}
    answer = await browser.post(page, data=form)
    assert answer.status_code in (409, 422)
    assert told in answer.text
    assert 'value="Somebody new"' in answer.text
    assert f'value="{typed}"' in answer.text
    assert (await browser.post(page, data=form | {"same_as": "q"})).status_code in (200, 303)
    shown = (await browser.get(page)).text
    assert "A second name of" in shown
    assert "second name" in (await browser.get("/projects/hate/people")).text
