"""Scopes in time: what they select as of a watermark stays, and is what publication writes."""

import pytest
from sqlmodel import Session, select

from app.actions.labels import correct_label
from app.domain.roles import Actor
from app.domain.scopes import parse_scope
from app.queries.previews import count_affected, count_outside, newest_label
from app.queries.scopes import Bounds, affected, outside
from app.records.labels import CurrentLabel, Label
from app.records.relabels import Relabel
from app.records.revisions import Revision
from app.records.tasks import Task
from tests.actions.loop import (
    NO,
    YES,
    change,
    change_draft,
    given,
    items_of,
    relabel_of,
    settle,
)
from tests.cast import World
from tests.queries.test_scopes import labeled


async def test_the_answer_as_of_a_watermark_stays(world: World) -> None:
    """Later labels change nothing before it, however the chunks are cut."""
    revision = await labeled(world)
    scope = parse_scope({"predicate": {"answers": [NO]}, "selection": ["t1"]})

    def select_ids(db: Session, mark: int, span: int) -> tuple[list[int], list[int]]:
        inside: list[int] = []
        for after in range(0, mark, span):
            bounds = Bounds(world.project_id, mark, after, after + span)
            rows = db.execute(affected(db, revision.id or 0, scope, bounds))
            inside += [hit.label_id for hit in rows]
        rest = db.execute(outside(db, revision.id or 0, scope, Bounds(world.project_id, mark)))
        return inside, [each.label_id for each in rest]

    mark = await world.edge.read(newest_label, world.project_id)
    before = await world.edge.read(select_ids, mark, 7)

    def correct(db: Session, actor: Actor) -> None:
        held = db.exec(select(CurrentLabel).where(CurrentLabel.member_id == actor.member_id))
        for each in list(held)[:30]:
            task = db.get_one(Task, each.task_id)
            correct_label(db, actor, task.key, given(NO if each.value == YES else YES))

    for name in ("lin", "sam"):
        await world.write(correct, name)
    assert await world.edge.read(select_ids, mark, 10_000) == before
    now = await world.edge.read(newest_label, world.project_id)
    assert await world.edge.read(select_ids, now, 10_000) != before


async def test_the_preview_counts_what_publication_writes(world: World) -> None:
    await labeled(world)
    raw = {"predicate": {"answers": [NO]}, "selection": ["t1", "t2"], "control": 9}
    number = await change_draft(world, raw)
    draft = select(Revision).where(Revision.number == number)
    counts = await world.edge.read(lambda db: count_affected(db, db.exec(draft).one()))
    revision = await change(world, raw)
    await settle(world)
    items = await items_of(world, revision)
    inside = [each for each in items if each.strata != "f"]
    assert counts.labels == len(inside) > 36
    assert counts.tasks == len({each.task_id for each in inside})
    assert sum(labels for _, labels in counts.by_member) == len(inside)
    for letter, labels in counts.by_stratum.items():
        assert labels == sum(letter in each.strata for each in items)
    assert len(items) - len(inside) == 9
    relabel = await relabel_of(world, revision)

    def rest(db: Session, relabel: Relabel) -> int:
        return count_outside(db, relabel.revision_id, parse_scope(relabel.scope), relabel)

    assert await world.edge.read(rest, relabel) == counts.outside


@pytest.mark.parametrize("reach", ["since", "none"])
async def test_a_change_reaches_back_as_far_as_it_says(world: World, reach: str) -> None:
    await labeled(world)
    made = await world.edge.read(lambda db: list(db.exec(select(Label))))
    cut = sorted(each.labeled_at for each in made)[len(made) // 2]
    raw = {"predicate": {"answers": [NO]}, "selection": ["t1"], "control": 5}
    raw |= {"reach": reach, "since": cut.isoformat()}
    number = await change_draft(world, raw)
    draft = select(Revision).where(Revision.number == number)
    counts = await world.edge.read(lambda db: count_affected(db, db.exec(draft).one()))
    revision = await change(world, raw)
    await settle(world)
    if reach == "none":  # no label is asked for again, and no relabel opens
        assert (counts.labels, counts.asked) == (0, 0)
        assert await items_of(world, revision) == []
        return
    at = {each.id: each.labeled_at for each in made}
    items = await items_of(world, revision)
    inside = [each for each in items if each.strata != "f"]
    assert 0 < len(inside) == counts.labels
    assert len(items) == counts.asked > counts.labels
    assert all(at[each.label_id] >= cut for each in items), "the control sample too"
