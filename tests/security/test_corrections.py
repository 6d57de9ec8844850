"""A correction is never silently made under a guideline that was superseded, over either door."""

import re

from app.clock import new_ordered_id
from tests.actions.loop import (
    NOTHING,
    change_draft,
    first_guideline,
    make_tasks,
    publish,
    submitted,
)
from tests.cast import World
from tests.imports.files import HATE


async def test_the_form_comes_back_with_what_was_chosen(world: World) -> None:
    first = await first_guideline(world)
    (task,) = await make_tasks(world, ["a"])
    await submitted(world)
    lin, path = world.client("lin", browser=True), f"/projects/hate/labels/{task.key}"
    drawn = await lin.get(path)
    assert f'name="revision" value="{first.number}"' in drawn.text
    number = await change_draft(world, NOTHING, type="clarifying")
    await publish(world, number)
    form = {"cid": str(new_ordered_id()), "answer": "non-hateful", "revision": str(first.number)}
    back = await lin.post(path, data=form)
    assert back.status_code == 409
    assert "not saved yet" in back.text
    assert re.search('value="non-hateful" checked', back.text)
    assert f'name="confirmed" value="{number}"' in back.text
    assert len((await lin.get(f"{HATE}/labels")).json()["labels"]) == 1
    done = await lin.post(path, data=form | {"revision": "", "confirmed": str(number)})
    assert done.status_code == 303
    own = (await world.client("lin").get(f"{HATE}/labels")).json()["labels"]
    assert [(each["value"], each["source"]) for each in own] == [("non-hateful", "correction")]


async def test_programs_are_told_the_number_to_confirm(world: World) -> None:
    first = await first_guideline(world)
    (task,) = await make_tasks(world, ["a"])
    await submitted(world)
    number = await change_draft(world, NOTHING, type="clarifying")
    await publish(world, number)
    lin, path = world.client("lin"), f"{HATE}/tasks/{task.key}/label"
    for said in ({}, {"revision": first.number}, {"confirmed": first.number}):
        told = await lin.put(path, json={"answer": "non-hateful", **said})
        assert (told.status_code, told.json()["revision"]) == (409, number)
    for said in (
        {"answer": "non-hateful", "confirmed": number},
        {"answer": "hateful", "revision": number},
    ):
        told = await lin.put(path, json=said)
        assert told.status_code == 201
