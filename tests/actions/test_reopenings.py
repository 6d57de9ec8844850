"""A label made again and taken back: as if it had not been, as long as nothing came of it."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlmodel import Session, col, select

from app.actions.assignments import claim_task
from app.actions.campaigns import pause_relabel
from app.actions.labels import submit_label, undo_label
from app.clock import now
from app.domain.roles import Actor
from app.errors import Conflict
from app.queries.blindness import answered_tasks
from app.queries.desk import find_saved
from app.records.labels import CurrentLabel, Label
from app.records.revisions import Revision
from tests.actions.loop import (
    NO,
    NOTHING,
    YES,
    answer_next,
    change,
    given,
    items_of,
    labeled,
    relabel_of,
    settle,
    states,
)
from tests.cast import World

EVERY_YES = {**NOTHING, "predicate": {"answers": [YES]}}


async def asked(world: World, **more: Any) -> Revision:
    """Two tasks, each labeled yes by Lin, one of them by Sam too, all to be made again."""
    await labeled(world, tasks=2)
    revision = await change(world, EVERY_YES, **more)
    await settle(world)
    return revision


async def pointer_of(world: World, label: Label) -> tuple[int, str, str, int | None]:
    """What counts for the label's person on its task, and since when it is stale."""

    def find(db: Session) -> tuple[int, str, str, int | None]:
        found = db.get_one(CurrentLabel, (label.task_id, label.member_id))
        return found.label_id, found.value, found.independent, found.stale_since

    return await world.edge.read(find)


def taken_back(db: Session, actor: Actor) -> Label:
    """The actor's newest label, taken back."""
    mine = select(Label).where(Label.member_id == actor.member_id)
    label = db.exec(mine.order_by(col(Label.id).desc())).first()
    assert label
    undo_label(db, actor, label.cid)
    return label


async def test_what_counted_before_counts_again_and_is_stale_again(world: World) -> None:
    revision = await asked(world)
    label = await world.write(answer_next, "lin", NO)
    assert label.supersedes_id
    before = (label.supersedes_id, YES, YES, revision.id)
    saved = await world.read(find_saved, "lin")
    assert saved
    assert saved.is_undoable
    held = await world.write(undo_label, "lin", label.cid)
    assert held.state == "leased"
    assert await pointer_of(world, label) == before
    assert (await states(world, revision))[0] == ("lin", "open")
    lin = world.member_id("lin")
    assert await world.edge.read(answered_tasks, lin, [label.task_id]) == set()
    assert await world.read(find_saved, "lin") is None
    again = await world.write(claim_task, "lin")
    assert again
    assert again.key == held.key
    made = await world.write(submit_label, "lin", held.key, given(NO))
    assert made.supersedes_id == label.supersedes_id
    first = (await items_of(world, revision))[0]
    assert (first.state, first.new_label_id) == ("flipped", made.id)
    kept = await world.edge.read(lambda db: db.get(Label, label.id))
    assert kept, "it stays in the history"


async def test_a_second_look_is_asked_for_no_more(world: World) -> None:
    revision = await asked(world, second=True)
    everything = await states(world, revision)
    await world.write(answer_next, "lin", NO)
    assert ("kim", "open") in await states(world, revision)
    await world.write(taken_back, "lin")
    assert await states(world, revision) == everything
    await world.write(answer_next, "lin", NO)
    assert ("kim", "open") in await states(world, revision), "and again for another flip"


async def test_somebody_who_looks_at_it_already_is_not_sent_away(world: World) -> None:
    revision = await asked(world, second=True)
    await world.write(answer_next, "lin", NO)
    assert await world.write(claim_task, "kim")
    saved = await world.read(find_saved, "lin")
    assert saved
    assert not saved.is_undoable
    with pytest.raises(Conflict, match="gone on"):
        await world.write(taken_back, "lin")
    assert (await states(world, revision))[0] == ("lin", "flipped")


async def test_a_second_look_may_be_taken_back_too(world: World) -> None:
    revision = await asked(world, second=True)
    await world.write(answer_next, "lin", NO)
    label = await world.write(answer_next, "kim", YES)
    assert label.supersedes_id is None
    await world.write(taken_back, "kim")
    assert ("kim", "open") in await states(world, revision)
    gone = await world.edge.read(lambda db: db.get(CurrentLabel, (label.task_id, label.member_id)))
    assert gone is None


async def test_a_relabel_that_has_ended_is_not_begun_again(world: World) -> None:
    await labeled(world, tasks=1)
    revision = await change(world, EVERY_YES)
    await settle(world)
    await world.write(answer_next, "lin", NO)
    assert (await relabel_of(world, revision)).state == "done"
    with pytest.raises(Conflict, match="gone on"):
        await world.write(taken_back, "lin")


async def test_what_is_paused_waits(world: World) -> None:
    revision = await asked(world)
    await world.write(answer_next, "lin", NO)
    number = (await relabel_of(world, revision)).number
    await world.write(pause_relabel, "lea", number, reason="Wait.")
    with pytest.raises(Conflict, match="gone on"):
        await world.write(taken_back, "lin")


async def test_after_ten_seconds_it_stays(world: World) -> None:
    await asked(world)
    await world.write(answer_next, "lin", NO)
    with time_machine.travel(now() + timedelta(seconds=40)), pytest.raises(Conflict, match="late"):
        await world.write(taken_back, "lin")
