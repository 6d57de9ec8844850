"""My work: one's own, and of others no more than how settled tasks ended, for who asked."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from app.actions.assignments import claim_task
from app.actions.labels import correct_label, submit_label
from app.actions.pauses import pause_member
from app.actions.projects import change_project
from app.actions.rulings import make_ruling
from app.actions.sightings import see_outcomes
from app.actions.withdrawals import withdraw_revision
from app.clock import now
from app.queries import own_work, sightings
from app.records.tasks import Task
from tests.actions.loop import (
    NO,
    NOTHING,
    YES,
    answer_all,
    change,
    given,
    labeled,
    make_tasks,
    settle,
)
from tests.book.shelf import first_guideline
from tests.cast import EVERYBODY, World
from tests.imports.files import HATE
from tests.talk.floor import flag


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Outcomes need not ripen, but where that is the point."""
    monkeypatch.setattr(sightings, "RIPE", timedelta(0))


@pytest.fixture
async def ended(world: World) -> list[Task]:
    """Three tasks, three labels each: on the last Lin is alone, on the others all agree."""
    await first_guideline(world)
    await world.write(change_project, "lea", overlap=3)
    tasks = await make_tasks(world, ["one", "two", "three"])
    for name in ("lin", "sam", "kim"):
        last = YES if name == "lin" else NO
        values = {"t1": YES, "t2": YES, "t3": last}
        await world.write(answer_all, name, values)
    return tasks


async def work(world: World, name: str = "lin") -> Any:
    answer = await world.client(name).get(f"{HATE}/work")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_how_it_ended_is_shown_to_who_asks(world: World, ended: list[Task]) -> None:
    before = await work(world)
    assert (before["unseen"], before["seen"], before["outcomes"]) == (3, 0, [])
    page = await world.client("lin", browser=True).get("/projects/hate/work")
    assert "it ended as" not in page.text
    seen = await world.client("lin", browser=True).post("/projects/hate/work/outcomes")
    assert seen.status_code == 303
    told = await work(world)
    assert (told["unseen"], told["seen"]) == (0, 3)
    (row,) = told["outcomes"]
    assert (row["task"], row["own"], row["final"]) == (str(ended[2].key), "Hateful", "Not hateful")
    assert row["how"] == "majority"
    page = await world.client("lin", browser=True).get("/projects/hate/work")
    assert "it ended as: Not hateful" in page.text
    assert (await work(world, "sam"))["seen"] == 0
    assert await world.write(see_outcomes, "lin") == 0


async def test_today_counts_all_that_one_has_made(
    world: World, ended: list[Task], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_work, "MOST_TIMES", 1)
    assert (await work(world))["today"] == len(ended)


async def test_what_is_put_back_is_nobodys_work(world: World, ended: list[Task]) -> None:
    revision = await change(world, {**NOTHING, "selection": ["t1"]})
    await settle(world)
    await world.write(answer_all, "lin", NO)
    await world.write(withdraw_revision, "lea", revision.number, reason="Reverted.")
    await settle(world)
    made = len(ended) + 1  # one of them again
    assert (await work(world))["today"] == made
    assert len(await world.read(own_work.list_own_times, "lin")) == made


async def test_looking_is_no_work(world: World, ended: list[Task]) -> None:
    """Who is paused may look at how their tasks ended."""
    await world.write(pause_member, "lea", world.member_id("lin"), reason="Let us talk.")
    seen = await world.client("lin", browser=True).post("/projects/hate/work/outcomes")
    assert seen.status_code == 303
    assert (await work(world))["seen"] == 3


async def test_a_day_lies_between_an_answer_and_its_outcome(
    world: World, ended: list[Task], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sightings, "RIPE", timedelta(days=1))
    assert (await work(world))["unseen"] == 0
    assert await world.write(see_outcomes, "lin") == 0
    with time_machine.travel(now() + timedelta(days=1, minutes=1), tick=True):
        assert (await work(world))["unseen"] == 3
        assert await world.write(see_outcomes, "lin") == 3
        assert len((await work(world))["outcomes"]) == 1


async def test_what_is_corrected_afterwards_is_informed(world: World, ended: list[Task]) -> None:
    blind = await world.write(correct_label, "kim", ended[0].key, given(NO))
    assert not blind.informed
    await world.write(see_outcomes, "lin")
    label = await world.write(correct_label, "lin", ended[2].key, given(NO))
    assert label.informed
    assert (await work(world))["outcomes"] == []


@pytest.mark.parametrize("open_by", ["lease", "question", "overlap", "bad"])
async def test_nothing_is_said_of_what_is_open(
    world: World, ended: list[Task], open_by: str
) -> None:
    """Asked or not: as long as an answer can still come, or be questioned, nobody learns any."""
    await world.write(see_outcomes, "lin")
    assert (await work(world))["outcomes"]
    if open_by == "question":
        await flag(world, "kim", ended[2].key)
    elif open_by == "bad":
        await world.client("lea").put(f"{HATE}/tasks/{ended[2].key}/state", json={"state": "bad"})
    else:
        await world.write(change_project, "lea", overlap=4)
        if open_by == "lease":
            while (held := await world.write(claim_task, "ada")) is not None:
                if held.task_id == ended[2].id:
                    break
                await world.write(answer_one, "ada", held.key)
    told = await work(world)
    assert told["outcomes"] == []
    page = await world.client("lin", browser=True).get("/projects/hate/work")
    assert "it ended as" not in page.text


def answer_one(db: Any, actor: Any, key: Any) -> None:

    submit_label(db, actor, key, given(YES, uuid4()))


async def test_a_label_to_be_made_again_hides_how_it_ended(world: World, ended: list[Task]) -> None:
    await world.write(see_outcomes, "lin")
    await change(world, {**NOTHING, "selection": ["t3"]})
    await settle(world)
    told = await work(world)
    assert told["outcomes"] == []
    assert str(ended[2].key) not in str(told)


async def test_where_people_may_differ_no_answer_is_final(world: World, ended: list[Task]) -> None:
    await world.write(see_outcomes, "lin")
    await world.write(change_project, "lea", descriptive=True)
    told = await work(world)
    assert (told["is_descriptive"], told["outcomes"], told["unseen"]) == (True, [], 0)


async def test_two_who_differ_have_no_final_answer(world: World) -> None:
    await labeled(world)
    await world.write(change_project, "lea", overlap=2)
    await world.write(see_outcomes, "lin")
    assert (await work(world))["outcomes"] == []


@pytest.mark.pages
@pytest.mark.parametrize("name", EVERYBODY)
async def test_who_may_read_it(world: World, name: str) -> None:
    may = name not in ("vic", "eve")
    client = world.client(name)
    assert (await client.get(f"{HATE}/work")).status_code == (200 if may else 404)
    looked = (await client.post(f"{HATE}/work/outcomes")).status_code
    assert looked == (201 if may else 403 if name == "vic" else 404)
    page = await world.client(name, browser=True).get("/projects/hate/work")
    assert page.status_code == (200 if may else 404)


async def test_thanks_name_the_clause_and_what_changed_is_told_after_a_pause(
    world: World, ended: list[Task]
) -> None:
    number = await flag(world, "lin", ended[2].key, "May people joke?")
    said: Any = {"outcome": "differ", "condition": "A joke", "rationale": "So be it."}
    await world.write(make_ruling, "lea", number, clauses=["c2"], **said)
    told = await work(world)
    (thanks,) = told["thanks"]
    assert (thanks["question"], thanks["codes"]) == (number, ["c2"])
    assert (await work(world, "sam"))["thanks"] == []
    assert told["since"] is None
    await world.write(see_outcomes, "lin")
    (row,) = (await work(world))["outcomes"]
    assert (row["codes"], row["rulings"]) == (["c2"], [thanks["ruling"]])
    with time_machine.travel(now() + timedelta(hours=5), tick=True):
        later = await work(world)
    assert later["since"]
    assert [each["number"] for each in later["questions"]] == [number]
    assert "May people joke?" not in str(await work(world, "sam"))
