"""Reading: only matching work waits, the check lets it go on, and receipts are kept."""

from typing import Any

import pytest
from sqlmodel import Session

from app.actions.assignments import claim_task, release_assignment
from app.actions.imported_tasks import add_tasks, task_values
from app.actions.labels import correct_label, submit_label
from app.actions.projects import change_project
from app.actions.publications import acknowledge_revision
from app.domain.contents import parse_content
from app.domain.roles import Actor
from app.errors import Conflict
from app.pages.desk import show_desk
from app.records.revisions import Acknowledgement, Revision
from app.records.tasks import Task
from tests.actions.loop import (
    NO,
    NOTHING,
    YES,
    answer_all,
    answer_next,
    change,
    change_draft,
    claim,
    first_guideline,
    given,
    make_tasks,
    publish,
    settle,
)
from tests.cast import World

QUOTES = {**NOTHING, "predicate": {"text_any": ['"']}}
BODIES = ['the first "quote"', "plain one", 'another "quote"', "plain two"]


async def quoted(world: World, scope: Any = QUOTES, **more: Any) -> Revision:
    """Four tasks, two of them with quotes, and a version about quotes that nobody has read."""
    await first_guideline(world)
    await make_tasks(world, BODIES)
    return await publish(world, await change_draft(world, scope, **more))


def claim_named(db: Session, actor: Actor) -> str:
    """The next task's external id, or the version that must be read first."""
    try:
        held = claim_task(db, actor)
    except Conflict as due:
        return f"read {due.detail['reading']}"
    return db.get_one(Task, held.task_id).external_id if held else "nothing"


async def test_only_what_matches_waits(world: World) -> None:
    revision = await quoted(world)
    for name in ("t2", "t4"):
        assert await world.write(claim_named, "lin") == name
        await world.write(answer_next, "lin", YES)
    waits = f"read {revision.number}"
    assert [await world.write(claim_named, "lin") for _ in range(2)] == [waits, waits]
    desk = await world.read(show_desk, "lin", True)
    assert desk.hand is None
    assert desk.reading
    assert desk.reading.number == revision.number
    await world.write(acknowledge_revision, "lin", revision.number)
    assert await world.write(answer_all, "lin", YES) == 2


async def test_new_work_that_matches_nothing_comes_though_the_rest_waits(world: World) -> None:
    revision = await quoted(world)
    await world.write(answer_all_free, "lin")
    later = ["plain three", 'a third "quote"']
    await make_more(world, later)
    assert await world.write(claim_named, "lin") == "l1"
    await world.write(answer_next, "lin", YES)
    assert await world.write(claim_named, "lin") == f"read {revision.number}"


async def test_what_was_given_back_comes_again_though_the_rest_waits(world: World) -> None:
    """How far tasks were looked through is remembered: what opens behind that is not forgotten."""
    revision = await quoted(world)
    for name in ("t2", "t4", "t2"):
        assert await world.write(claim_named, "lin") == name
        await world.write(release_assignment, "lin", (await claim(world)).key)
    await world.write(answer_all_free, "lin")
    assert await world.write(claim_named, "lin") == f"read {revision.number}"


async def make_more(world: World, bodies: list[str]) -> None:
    def make(db: Session, actor: Actor) -> None:
        values = [
            task_values(actor.project_id, f"l{n}", parse_content("text", {"text": body}), {})
            for n, body in enumerate(bodies, 1)
        ]
        add_tasks(db, actor, values)

    await world.write(make, "lea")


def answer_all_free(db: Session, actor: Actor) -> int:
    done = 0
    while not claim_named(db, actor).startswith("read"):
        answer_next(db, actor, YES)
        done += 1
    return done


async def test_what_is_in_hand_waits_too_and_can_be_given_back(world: World) -> None:
    await first_guideline(world)
    await make_tasks(world, BODIES)
    held = await claim(world)  # t1, which the change will touch
    revision = await publish(world, await change_draft(world, QUOTES))
    assert await world.write(claim_named, "lin") == f"read {revision.number}"
    for confirmed in (None, revision.number):
        answer = given(YES, confirmed=confirmed)
        with pytest.raises(Conflict) as refused:
            await world.write(submit_label, "lin", held.key, answer)
        assert refused.value.detail["reading"] == revision.number
    await world.write(release_assignment, "lin", held.key)
    assert await world.write(claim_named, "lin") == "t2"
    await world.write(acknowledge_revision, "lin", revision.number)
    label = await world.write(answer_next, "lin", YES)
    assert label.revision_id == revision.id


async def test_a_correction_waits_as_far_as_the_change_touches_it(world: World) -> None:
    await first_guideline(world)
    tasks = await make_tasks(world, BODIES)
    await world.write(answer_all, "lin", YES)
    revision = await publish(world, await change_draft(world, QUOTES))
    with pytest.raises(Conflict) as refused:
        await world.write(correct_label, "lin", tasks[0].key, given(NO, confirmed=revision.number))
    assert refused.value.detail["reading"] == revision.number
    await world.write(correct_label, "lin", tasks[1].key, given(NO, confirmed=revision.number))


async def test_what_is_asked_again_waits_as_a_whole(world: World) -> None:
    """The control sample lies outside of the scope, and must not be told from what lies inside."""
    await first_guideline(world)
    await make_tasks(world, BODIES)
    await world.write(answer_all, "lin", YES)
    revision = await publish(world, await change_draft(world, {**QUOTES, "control": 2}))
    await settle(world)
    assert await world.write(claim_named, "lin") == f"read {revision.number}"
    await world.write(acknowledge_revision, "lin", revision.number)
    assert await world.write(answer_all, "lin", YES) == 4


async def test_a_minor_one_shows_itself_once(world: World) -> None:
    revision = await quoted(world, type="clarifying")
    assert revision.reading == "show"
    assert await world.write(claim_named, "lin") == "t1"
    desk = await world.read(show_desk, "lin")
    assert [each.number for each in desk.shown] == [revision.number]
    assert (desk.reading, desk.later) == (None, None)
    await world.write(answer_next, "lin", YES)
    receipt = await world.edge.read(
        lambda db: db.get_one(Acknowledgement, (revision.id, world.member_id("lin")))
    )
    assert (receipt.way, receipt.passed_at is not None) == ("shown", True)
    for _ in range(3):
        await world.write(claim_task, "lin")
        assert (await world.read(show_desk, "lin")).shown == ()
        await world.write(answer_next, "lin", YES)


async def test_a_patch_asks_nothing_and_a_policy_is_sealed(world: World) -> None:
    patch = await quoted(world, type="editorial")
    assert patch.reading == "badge"
    assert await world.write(claim_named, "lin") == "t1"
    await world.write(change_project, "lea", readings={"editorial": "acknowledge"})
    next_one = await publish(world, await change_draft(world, NOTHING, type="editorial"))
    assert next_one.reading == "acknowledge"
    await world.write(change_project, "lea", readings={})
    assert await world.write(claim_named, "lin") == f"read {next_one.number}"


async def test_whoever_has_read_everything_is_not_asked_again(world: World) -> None:
    """Labeling with nothing to read runs no statement about readings, whatever was published."""
    await first_guideline(world)
    await make_tasks(world, ["a", "b", "c", "d"])
    await change(world, NOTHING)
    await world.write(answer_next, "lin", YES)
    seen: list[str] = []

    def count(db: Session, actor: Actor) -> None:
        connection = db.connection()
        if connection.dialect.name != "sqlite":
            return
        raw: Any = connection.connection.dbapi_connection
        raw.set_trace_callback(seen.append)
        try:
            answer_next(db, actor, YES)
        finally:
            raw.set_trace_callback(None)

    await world.write(count, "lin")
    assert not [each for each in seen if "acknowledgements" in each or "scope_tasks" in each]
