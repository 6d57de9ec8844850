"""Labels set aside count for nothing, their tasks are asked of others, and all of it comes back."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlmodel import Session

from app.actions.assignments import claim_task
from app.actions.labels import correct_label
from app.actions.projects import change_project
from app.actions.set_asides import move_chunk, return_labels, set_labels_aside
from app.clock import now
from app.domain.roles import Actor
from app.errors import Conflict, Invalid, NotFound
from app.followers.set_asides import SetAsideKeeper
from app.queries.drafts import get_draft
from app.queries.effects import votes_as_of
from app.queries.exports import read_page
from app.queries.figures import read_sheet
from app.queries.labels import list_own, newest_label
from app.queries.moments import count_standing, get_moment
from app.queries.previews import count_affected
from app.records.set_asides import SetAside
from app.records.tasks import Task
from tests.actions.loop import (
    NO,
    NOTHING,
    YES,
    answer_all,
    change_draft,
    counts,
    first_guideline,
    given,
    make_tasks,
)
from tests.cast import World


async def labeled(world: World, many: int = 5) -> list[Task]:
    """Lin says no to everything, Sam yes: two labels a task, and all are full."""
    await first_guideline(world)
    tasks = await make_tasks(world, [f"task {n}" for n in range(many)])
    await world.write(answer_all, "lin", NO)
    await world.write(answer_all, "sam", YES)
    return tasks


async def set_aside(world: World, **more: object) -> SetAside:
    lin = world.member_id("lin")
    said = {"since": None, "reason": "one answer to everything", **more}
    made = await world.write(set_labels_aside, "lea", lin, **said)
    await SetAsideKeeper(world.edge).settle()
    return made


def votes(db: Session, actor: Actor) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in votes_as_of(db, actor.project_id, None):
        found[row.value] += row.votes
    return found


async def affected(world: World, number: int) -> int:
    def find(db: Session, actor: Actor) -> int:
        return count_affected(db, get_draft(db, actor, number)).labels

    return await world.read(find, "lea")


async def test_they_count_for_nothing_and_others_are_asked(world: World) -> None:
    tasks = await labeled(world)
    number = await change_draft(world, {**NOTHING, "predicate": {"answers": [NO, YES]}})
    assert await affected(world, number) == 10
    await set_aside(world)
    assert await affected(world, number) == 5
    assert await world.read(votes, "lea") == {YES: 5}
    for task in tasks:
        assert await counts(world, task.id or 0) == (1, 0, "open")
    rows, _ = await world.read(read_page, "rui", "labels", 0)
    assert {(row["annotator"], row["set_aside"]) for row in rows} == {("lin", True), ("sam", False)}
    settled, _ = await world.read(read_page, "rui", "tasks", 0)
    assert {row["consensus"] for row in settled} == {YES}
    # nobody loses sight of their own, and nobody is asked twice
    assert len(await world.read(list_own, "lin")) == 5
    assert await world.write(claim_task, "lin") is None
    assert await world.write(claim_task, "kim")
    with pytest.raises(Conflict):
        await world.write(correct_label, "lin", tasks[0].key, given(YES))


async def test_all_of_it_comes_back(world: World) -> None:
    tasks = await labeled(world)
    made = await set_aside(world)
    await world.write(answer_all, "kim", YES)
    await world.write(return_labels, "lea", made.id or 0, reason="she was right")
    await SetAsideKeeper(world.edge).settle()
    assert await world.read(votes, "lea") == {NO: 5, YES: 10}
    for task in tasks:
        assert await counts(world, task.id or 0) == (3, 0, "full")
    rows, _ = await world.read(read_page, "rui", "labels", 0)
    assert not any(row["set_aside"] for row in rows)
    await world.write(correct_label, "lin", tasks[0].key, given(YES))
    with pytest.raises(Conflict):
        await world.write(return_labels, "lea", made.id or 0, reason="once more")


async def test_it_is_done_in_chunks_each_of_which_stands_by_itself(world: World) -> None:
    await labeled(world)
    lin = world.member_id("lin")
    made = await world.write(set_labels_aside, "lea", lin, since=None, reason="spam")
    with pytest.raises(Conflict):
        await world.write(set_labels_aside, "lea", lin, since=None, reason="again")
    assert await world.edge.write(world.project_id, move_chunk, made.id or 0, 2)
    assert await world.read(votes, "lea") == {NO: 3, YES: 5}
    while await world.edge.write(world.project_id, move_chunk, made.id or 0, 2):
        pass
    kept = await world.edge.read(lambda db: db.get_one(SetAside, made.id))
    assert (kept.state, kept.labels) == ("done", 5)
    assert not await world.edge.write(world.project_id, move_chunk, made.id or 0, 2)


async def test_a_moment_before_still_shows_them(world: World) -> None:
    await labeled(world, 2)
    before = now().isoformat()
    await set_aside(world)

    def standing(db: Session, actor: Actor, said: str) -> dict[str, int]:
        return dict(count_standing(db, actor.project_id, get_moment(db, actor, said)) or [])

    assert await world.read(standing, "lea", before) == {YES: 2, NO: 2}
    assert await world.read(standing, "lea", now().isoformat()) == {YES: 2}


async def test_since_a_moment_only(world: World) -> None:
    await labeled(world, 2)
    await set_aside(world, since=now() + timedelta(days=1))
    assert await world.read(votes, "lea") == {NO: 2, YES: 2}


async def test_it_is_the_teams_and_has_a_reason(world: World) -> None:
    await labeled(world, 1)
    await world.write(change_project, "lea", overlap=2)
    lin = world.member_id("lin")
    for name in ("rui", "sam", "vic", "eve"):
        with pytest.raises(NotFound):
            await world.write(set_labels_aside, name, lin, since=None, reason="x")
    with pytest.raises(Invalid):
        await world.write(set_labels_aside, "lea", lin, since=None, reason=" ")


async def test_what_was_said_before_does_not_count_in_its_stead(world: World) -> None:
    tasks = await labeled(world, 2)
    await world.write(correct_label, "lin", tasks[0].key, given(YES))
    made = await set_aside(world)

    def by_lin(db: Session, actor: Actor) -> list[str]:
        rows, _ = read_sheet(db, actor.project_id, 0, newest_label(db, actor.project_id), 100)
        return [row.value for row in rows if row.person == world.member_id("lin")]

    assert await world.read(by_lin, "lea") == []
    assert await world.read(votes, "lea") == {YES: 2}
    await world.write(return_labels, "lea", made.id or 0, reason="she was right")
    await SetAsideKeeper(world.edge).settle()
    assert await world.read(by_lin, "lea") == [NO, NO, YES]
    assert await world.read(votes, "lea") == {NO: 1, YES: 3}
