"""Relabels made wider: what joins, once, and what does not."""

from typing import Any
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from app.actions.extensions import extend_chunk, extend_relabel
from app.actions.label_rows import add_label
from app.actions.labels import correct_label
from app.actions.relabels import join_imported
from app.domain.roles import Actor
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.pages.relabels import show_relabel
from app.records.labels import Label
from app.records.relabels import Extension
from tests.actions.loop import (
    NO,
    NOTHING,
    YES,
    answer_all,
    change,
    given,
    items_of,
    labeled,
    relabel_of,
    settle,
)
from tests.cast import World

FIRST = {**NOTHING, "selection": ["t1"]}
WIDER: dict[str, Any] = {"reason": "It was too narrow.", "lists": {}}


@pytest.mark.parametrize("span", [1, 2, 100])
async def test_made_wider_each_label_joins_once(world: World, span: int) -> None:
    """Lin's and Sam's t1 are in it; all that said yes joins; what was made since does not."""
    tasks = await labeled(world)
    revision = await change(world, FIRST)
    await settle(world)
    relabel = await relabel_of(world, revision)
    await world.write(answer_all, "lin", NO)
    await world.write(answer_all, "sam", YES)
    assert (await relabel_of(world, revision)).state == "done"
    again = given(YES, opened=revision.number, comment="I looked again.")
    await world.write(correct_label, "sam", tasks[1].key, again)
    raw = {"predicate": {"answers": [YES]}}
    for name, error in (("rui", Forbidden), ("lin", NotFound)):
        with pytest.raises(error):
            await world.write(extend_relabel, name, relabel.number, raw, **WIDER)
    with pytest.raises(Invalid):
        await world.write(extend_relabel, "lea", relabel.number, {}, **WIDER)
    await world.write(extend_relabel, "lea", relabel.number, raw, **WIDER)
    with pytest.raises(Conflict):
        await world.write(extend_relabel, "lea", relabel.number, raw, **WIDER)
    while await world.edge.write(world.project_id, extend_chunk, relabel.id or 0, span):
        pass
    wider = [each for each in await items_of(world, revision) if each.strata.startswith("x")]
    lin = world.member_id("lin")
    assert [(each.task_id, each.member_id, each.strata) for each in wider] == [
        (tasks[1].id, lin, "xc"), (tasks[2].id, lin, "xc"),
    ], "not Lin's t1, which was asked, nor Sam's t2, made under the revision"  # fmt: skip
    assert await world.write(answer_all, "lin", NO) == 2
    seen = await world.read(show_relabel, "lea", relabel.number)
    assert seen.progress.state == "done"
    assert [(each.added, each.reason) for each in seen.extensions] == [(2, WIDER["reason"])]
    assert (seen.effect.added_flips, seen.effect.effect.slice.rate.flips) == (2, 3)
    await world.write(extend_relabel, "lea", relabel.number, {"selection": ["t1", "t3"]}, **WIDER)
    await settle(world)
    strata = sorted(each.strata for each in await items_of(world, revision))
    assert strata == ["e", "e", "xc", "xc", "xe"], "Sam's t3 joins, everything else has its item"
    rows = await world.edge.read(lambda db: db.exec(select(Extension)).all())
    assert [each.added for each in rows] == [2, 1]


async def test_only_what_is_in_force_is_made_wider(world: World) -> None:
    await labeled(world)
    first = await change(world, FIRST)
    await settle(world)
    number = (await relabel_of(world, first)).number
    await change(world, NOTHING)
    with pytest.raises(Conflict, match="in force"):
        await world.write(extend_relabel, "lea", number, {"selection": ["t2"]}, **WIDER)


async def test_what_is_imported_late_joins_by_the_wider_scope_too(world: World) -> None:
    """Kim's two labels come in after it was made wider; made before the revision, t2's joins."""
    tasks = await labeled(world)
    revision = await change(world, FIRST)
    await settle(world)
    number = (await relabel_of(world, revision)).number
    await world.write(extend_relabel, "lea", number, {"selection": ["t2"]}, **WIDER)
    await settle(world)

    def take_in(db: Session, actor: Actor) -> int:
        ids = []
        for task in tasks[1:]:
            label = Label(
                project_id=actor.project_id, task_id=task.id or 0, revision_id=1, cid=uuid4(),
                member_id=world.member_id("kim"), value=YES, answer=YES, source="import",
            )  # fmt: skip
            ids.append(add_label(db, label).id or 0)
        return join_imported(db, actor, ids)

    assert await world.write(take_in, "lea") == 1
    kim = world.member_id("kim")
    mine = [each for each in await items_of(world, revision) if each.member_id == kim]
    assert [(each.task_id, each.strata) for each in mine] == [(tasks[1].id, "xe")]
