"""Which items a relabel gets: whatever the size of the chunks; and its control sample."""

import pytest
from sqlmodel import Session, col, select

from app.actions.imported_tasks import add_tasks, task_values
from app.actions.relabels import choose_control, finish_seeding, seed_chunk
from app.domain.contents import parse_content
from app.domain.roles import Actor
from app.domain.scopes import in_control
from app.records.labels import CurrentLabel
from tests.actions.loop import (
    NOTHING,
    YES,
    answer_all,
    answer_next,
    change,
    first_guideline,
    items_of,
    labeled,
    make_tasks,
    relabel_of,
    settle,
    states,
)
from tests.cast import World

EVERY_YES = {**NOTHING, "predicate": {"answers": [YES]}}


@pytest.mark.parametrize("span", [1, 2, 10_000])
async def test_the_size_of_chunks_changes_nothing(world: World, span: int) -> None:
    await labeled(world)
    revision = await change(world, {**EVERY_YES, "control": 1, "selection": ["t1"]})
    relabel_id = (await relabel_of(world, revision)).id or 0
    chunks = 1
    while await world.edge.write(world.project_id, seed_chunk, relabel_id, span):
        chunks += 1
    assert chunks == {1: 6, 2: 3, 10_000: 1}[span]
    control = await world.edge.read(choose_control, relabel_id)
    for _ in range(2):  # the second time it is done already
        await world.edge.write(world.project_id, finish_seeding, relabel_id, control)
    items = [(each.label_id, each.strata) for each in await items_of(world, revision)]
    assert items == [(1, "ce"), (2, "c"), (3, "c"), (4, "ce"), (5, "c"), (6, "f")]


async def test_labels_of_other_projects_are_no_work(world: World) -> None:
    """Label ids are shared by all projects; chunks count the project's own."""
    await first_guideline(world)
    await make_tasks(world, ["a"])
    await world.write(answer_next, "lin", YES)

    def elsewhere(db: Session, actor: Actor) -> None:
        content = parse_content("text", "x")
        add_tasks(
            db, actor, [task_values(actor.project_id, f"o{n}", content, {}) for n in range(9)]
        )
        answer_all(db, actor, YES)

    await world.write(elsewhere, "eve")
    await world.write(answer_next, "sam", YES)
    revision = await change(world, EVERY_YES)
    relabel_id = (await relabel_of(world, revision)).id or 0
    assert await world.edge.write(world.project_id, seed_chunk, relabel_id, 1)
    assert not await world.edge.write(world.project_id, seed_chunk, relabel_id, 1)
    assert await states(world, revision) == [("lin", "open"), ("sam", "open")]


async def test_the_control_sample_is_fixed_and_from_outside(world: World) -> None:
    await labeled(world, tasks=8)
    revision = await change(world, {**NOTHING, "selection": ["t1"], "control": 5})
    relabel = await relabel_of(world, revision)
    assert relabel.scope["seed"]
    chosen = await world.edge.read(choose_control, relabel.id or 0)
    assert chosen == await world.edge.read(choose_control, relabel.id or 0)
    outside = [each for each in range(1, 17) if each not in (1, 9)]
    seed = int(str(relabel.scope["seed"]))
    assert chosen == sorted(outside, key=lambda each: in_control(seed, each))[:5]
    await settle(world)
    items = await items_of(world, revision)
    assert [each.label_id for each in items if each.strata == "f"] == sorted(chosen)
    stale = select(CurrentLabel.label_id).where(col(CurrentLabel.stale_since).is_not(None))
    assert sorted(await world.edge.read(lambda db: db.exec(stale).all())) == [1, 9]
