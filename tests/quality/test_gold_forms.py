"""Forms about gold that are refused come back as typed, with what is wrong at its place."""

import re

import httpx2
import pytest
from sqlmodel import Session

from app.domain.roles import Actor
from app.records.projects import Project
from tests.actions.honeypots import mixed
from tests.actions.test_settled_honeypots import doubted, failing, settle
from tests.cast import World
from tests.imports.files import HATE

HERE = "/projects/hate/gold"


@pytest.fixture
async def doubt(world: World) -> int:
    """The number of a doubt that is open."""
    await failing(world, 1)
    await settle(world)
    [(number, _)] = await world.read(doubted, "lea")
    return number


def element(page: httpx2.Response, id: str) -> str:
    """A field as the page draws it, with its end."""
    assert page.status_code == 422, page.text
    found = re.search(rf'<(input|select|textarea)[^>]* id="{id}".*?(?=</div>)', page.text, re.S)
    assert found
    return found[0]


async def test_a_reason_comes_back(world: World, doubt: int) -> None:
    lea, here = world.client("lea", browser=True), f"{HERE}/doubts/{doubt}"
    said = await lea.post(here, data={"how": "keep", "reason": "x" * 2_001})
    field = element(said, f"reason-{doubt}")
    assert "x" * 2_001 in field
    assert "At most 2000 characters are kept." in field
    assert f'href="#reason-{doubt}"' in said.text
    for how in ("keep", "ask"):
        said = await lea.post(here, data={"how": how, "reason": " "})
        assert "field-error" in element(said, f"reason-{doubt}")


async def test_a_reason_is_as_long_in_japanese(world: World, doubt: int) -> None:
    lea, here = world.client("lea", browser=True), f"{HERE}/doubts/{doubt}"
    words = "引\r\n" + "用" * 1_998
    kept = await lea.post(here, data={"how": "keep", "reason": words})
    assert kept.status_code == 303


async def test_another_answer_comes_back_at_its_own_form(world: World, doubt: int) -> None:
    lea = world.client("lea", browser=True)
    data = {"how": "rekey", "answer": "sarcastic"}
    said = await lea.post(f"{HERE}/doubts/{doubt}", data=data)
    assert "field-error" in element(said, f"answer-{doubt}")
    assert "field-error" not in element(said, "answer")


async def test_what_is_told_comes_back_as_it_was_chosen(world: World) -> None:
    await mixed(world, 1, 1, tells=True)
    data = {"share": "80", "first": "20", "pause_below": "0"}
    lea = world.client("lea", browser=True)
    for chosen in ({}, {"tells": "on"}):
        said = await lea.post(f"{HERE}/plan", data={**data, **chosen})
        assert said.status_code == 422
        assert 'value="80"' in said.text
        assert ('name="tells" value="on" checked' in said.text) == bool(chosen)


async def test_why_it_goes_comes_back(world: World) -> None:
    golds, tasks = await mixed(world, 1, 1)
    key = next(task.key for task in tasks if task.id in golds)
    lea = world.client("lea", browser=True)
    said = await lea.post(f"{HERE}/tasks/{key}", data={"used": "no", "reason": "  "})
    field = element(said, f"reason-{key}")
    assert 'value="  "' in field
    assert "field-error" in field
    assert f'<details class="gold-use" id="retire-{key}" open>' in said.text
    long = {"used": False, "reason": "長" * 2_000}
    told = await world.client("lea").put(f"{HATE}/tasks/{key}/gold/use", json=long)
    assert told.status_code == 204


async def test_an_answer_in_words_comes_back_at_its_own_form(world: World, doubt: int) -> None:
    def in_words(db: Session, actor: Actor) -> None:
        project = db.get_one(Project, actor.project_id)
        project.answers = {"kind": "text"}
        db.add(project)

    await world.write(in_words, "lea")
    lea = world.client("lea", browser=True)
    said = await lea.post(f"{HERE}/doubts/{doubt}", data={"how": "rekey", "answer": " "})
    assert "field-error" in element(said, f"answer-{doubt}")
    assert "field-error" not in element(said, "answer")
    said = await lea.post(f"{HERE}/doubts/{doubt}", data={"how": "keep", "answer": "counter"})
    assert 'value="counter"' in element(said, f"answer-{doubt}")
