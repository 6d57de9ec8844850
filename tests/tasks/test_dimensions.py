"""Several ratings of one task, from the project's form to the desk, the files and the gold."""

import json
import re
from typing import Any

import pytest

from tests.cast import World
from tests.imports.files import HATE, export, outcome, send

pytestmark = pytest.mark.pages

FORM = {
    "kind": "dimensions",
    "dimension_name": ["relevant", "kind", ""],
    "dimension_label": ["Relevant", "Kind", ""],
    "dimension_kind": ["rating", "choice", "rating"],
    "dimension_lowest": ["1", "1", "1"],
    "dimension_highest": ["5", "5", "5"],
    "dimension_lowest_label": ["not at all", "", ""],
    "dimension_highest_label": ["", "", ""],
    "dimension_options": ["", "yes = Yes, no", ""],
}


@pytest.fixture
async def rated(world: World) -> World:
    """The project asks two things of each of two tasks, as its form was filled in."""
    told = await world.client("lea", browser=True).post(
        "/projects/hate/settings/answers", data=FORM
    )
    assert told.status_code == 303, told.text
    await send(world, b"id,text\nt1,one\nt2,two\n", "tasks")
    return world


async def desk(world: World, name: str) -> tuple[str, str]:
    """The address that a person's answer goes to, and the page."""
    client = world.client(name, browser=True)
    await client.post("/projects/hate/desk/next")
    page = (await client.get("/projects/hate/desk")).text
    found = re.search(r'action="([^"]+/label)"', page)
    assert found, page
    return found[1], page


async def test_the_form_makes_what_the_api_tells_and_shows_it_again(rated: World) -> None:
    answers = (await rated.client("lea").get(HATE)).json()["answers"]
    assert [each["name"] for each in answers["dimensions"]] == ["relevant", "kind"]
    assert answers["dimensions"][1]["options"][0] == {
        "value": "yes",
        "label": "Yes",
        "key": "1",
        "color": "",
    }
    page = (await rated.client("lea", browser=True).get("/projects/hate/settings")).text
    assert "yes = Yes, no" in page
    wrong = await rated.client("lea", browser=True).post(
        "/projects/hate/settings/answers", data={**FORM, "dimension_lowest": ["9", "1", "1"]}
    )
    assert wrong.status_code == 422
    assert 'value="9"' in wrong.text


async def test_the_desk_asks_each_and_takes_all_or_nothing(rated: World) -> None:
    url, page = await desk(rated, "lin")
    assert page.count('name="answer.relevant"') == 5
    assert page.count('name="answer.kind"') == 2
    client = rated.client("lin", browser=True)
    cid = re.search(r'name="cid" value="([^"]+)"', page)
    assert cid
    half = await client.post(url, data={"cid": cid[1], "answer.relevant": "4"})
    assert half.status_code == 422
    assert "Kind" in half.text
    whole = {"cid": cid[1], "answer.relevant": "4", "answer.kind": "yes"}
    assert (await client.post(url, data=whole)).status_code == 303
    row = (await export(rated, "labels"))[0]
    assert row["answer"] == {"relevant": 4, "kind": "yes"}
    key = row["task_key"]
    own = (await client.get(f"/projects/hate/labels/{key}")).text
    assert re.search(r'name="answer.relevant" value="4" checked', own)
    assert "Relevant: 4; Kind: Yes" in own


async def test_files_hold_a_column_or_an_object_and_agree_dimension_by_dimension(
    rated: World,
) -> None:
    data = (
        b"external_id,annotator,answer.relevant,answer.kind\n"
        b"t1,A,5,yes\nt1,B,5,no\nt2,A,6,no\nt2,B,2,\n"
    )
    state, kept, faults = outcome(await send(rated, data, "labels"))
    assert (state, kept, [line for line, _ in faults]) == ("done", 2, [4, 5])
    row: dict[str, Any] = {"external_id": "t1", "annotator": "C"}
    answer = {"kind": "no", "relevant": 1}
    line = json.dumps({**row, "answer": answer}).encode()
    assert outcome(await send(rated, line, "labels", format="jsonl"))[1] == 1
    tasks = {each["external_id"]: each for each in await export(rated, "tasks")}
    assert tasks["t1"]["consensus"] == {"relevant": "5", "kind": "no"}
    assert tasks["t2"]["consensus"] == {"relevant": None, "kind": None}


async def test_gold_and_cases_take_an_answer_in_one_line(rated: World) -> None:
    key = (await export(rated, "tasks"))[0]["key"]
    lea = rated.client("lea", browser=True)
    url = f"/projects/hate/tasks/{key}/gold"
    assert (await lea.post(url, data={"answer": "relevant=2; kind=no"})).status_code == 303
    assert (await export(rated, "gold"))[0]["gold"] == {"relevant": 2, "kind": "no"}
    wrong = await lea.post(url, data={"answer": "2"})
    assert wrong.status_code == 422
    assert "relevant=5; kind=no" in wrong.text
