"""The keeper of relabels: it works by itself, one stumbling block holds nobody up, it resumes."""

import asyncio
from typing import Any

import pytest
from sqlmodel import Session

from app.actions import relabels
from app.followers.relabels import RelabelKeeper
from app.records.relabels import Relabel
from tests.actions.loop import (
    NOTHING,
    YES,
    answer_all,
    change,
    first_guideline,
    items_of,
    make_tasks,
    relabel_of,
    world,
)
from tests.cast import World

__all__ = ["world"]
EVERY_YES = {**NOTHING, "predicate": {"answers": [YES]}}


async def until_open(world: World, relabel_id: int) -> None:
    def state(db: Session) -> str:
        return db.get_one(Relabel, relabel_id).state

    async with asyncio.timeout(20):
        while await world.edge.read(state) != "open":
            pass


async def test_one_that_fails_holds_nobody_up_and_is_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await first_guideline(world)
    await make_tasks(world, ["a", "b", "c"])
    await world.write(answer_all, "lin", YES)
    bad = await relabel_of(world, await change(world, EVERY_YES))
    good = await relabel_of(world, await change(world, EVERY_YES))
    broken = True
    seed = relabels.seed_chunk

    def stumble(db: Session, relabel_id: int, span: int) -> bool:
        if broken and relabel_id == bad.id:
            raise LookupError("a row that is not there")
        return seed(db, relabel_id, span)

    monkeypatch.setattr("app.followers.relabels.seed_chunk", stumble)
    keeper = RelabelKeeper(world.edge)
    keeper.start()
    await until_open(world, good.id or 0)
    broken = False
    await until_open(world, bad.id or 0)
    await keeper.stop()


async def test_it_wakes_for_news_and_goes_on_where_another_stopped(world: World) -> None:
    await first_guideline(world)
    await make_tasks(world, ["a", "b", "c"])
    await world.write(answer_all, "lin", YES)
    world.edge.settings.relabel_chunk = 1
    keepers = [RelabelKeeper(world.edge) for _ in range(2)]  # two at once do nothing twice
    for keeper in keepers:
        keeper.start()
    revision = await change(world, EVERY_YES)
    relabel = await relabel_of(world, revision)
    await until_open(world, relabel.id or 0)
    for keeper in keepers:
        await keeper.stop()
    items: list[Any] = await items_of(world, revision)
    assert [each.label_id for each in items] == [1, 2, 3]
