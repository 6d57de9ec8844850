"""Gold mixed in unseen: how often, to whom, never twice, and beside the task's own labels."""

import pytest
from sqlmodel import Session, select

from app.actions.assignments import (
    claim_task,
    release_assignment,
    skip_assignment,
)
from app.actions.honeypots import plan_honeypots
from app.actions.labels import submit_label, undo_label
from app.actions.messages import post_message
from app.actions.retirements import restore_gold, retire_gold
from app.clock import new_ordered_id
from app.domain.roles import Actor
from app.errors import Conflict, NotFound
from app.queries.exports import read_page
from app.queries.scores import score_member
from app.records.honeypots import Retirement
from app.records.labels import CurrentLabel
from app.records.tasks import Gold
from tests.actions.honeypots import answer, asked, assignments, labels, mixed
from tests.actions.loop import NO, YES, counts, given
from tests.cast import World


async def test_gold_comes_at_its_share_to_labelers_alone_and_never_twice(world: World) -> None:
    golds, _ = await mixed(world, 30, 270)
    seen = {name: await world.write(answer, name, 60, golds) for name in ("lin", "sam")}
    for name, tasks in seen.items():
        pots = await world.write(asked, name)
        assert {pot.task_id for pot in pots} == golds & set(tasks)
        assert len(tasks) == len(set(tasks)) == 60
        assert 5 <= len(pots) <= 21  # 12 on average; beyond that once in a hundred
    assert not golds & set(await world.write(answer, "rui", 20, golds))
    # all gold in time, and then no more: the ordinary tasks go on
    await world.write(plan_honeypots, "lea", share=50, first=50)
    await world.write(answer, "lin", 110, golds)
    assert len(await world.write(asked, "lin")) == len(golds)


async def test_a_honeypot_is_no_label_of_its_task(world: World) -> None:
    golds, tasks = await mixed(world, 3, 60, share=50, first=50)
    await world.write(answer, "lin", 15, golds)
    pots = [pot.task_id for pot in await world.write(asked, "lin")]
    assert sorted(pots) == sorted(golds)
    for task_id in golds:
        assert await counts(world, task_id) == (1, 0, "full")

    def pointers(db: Session, actor: Actor) -> dict[int, bool]:
        mine = select(CurrentLabel).where(CurrentLabel.member_id == actor.member_id)
        return {each.task_id: each.counts for each in db.exec(mine)}

    counting = await world.write(pointers, "lin")
    assert {task for task, does in counting.items() if not does} == golds
    assert {each.source for each in await world.write(labels, "lin")} == {"work"}
    for name in ("rui", "lea"):
        rows, _ = await world.read(read_page, name, "labels", 0)
        named = {task.external_id for task in tasks if task.id in golds}
        assert rows
        assert not named & {row["external_id"] for row in rows}
    settled, _ = await world.read(read_page, "lea", "tasks", 0)
    assert {row["labeled"] for row in settled if row["external_id"] in named} == {1}
    score = await world.read(
        lambda db, actor: score_member(db, actor.project_id, actor.member_id), "lin"
    )
    assert (score.right, score.judged) == (3, 3)


async def test_what_is_given_back_frees_no_slot(world: World) -> None:
    golds, _ = await mixed(world, 8, 24, share=50, first=50)
    ways = []

    def work(db: Session, actor: Actor) -> None:
        while (held := claim_task(db, actor)) is not None:
            if held.task_id in golds and len(ways) < 3:
                way = (release_assignment, skip_assignment, undo_label)[len(ways)]
                ways.append(held.task_id)
                if way is release_assignment:
                    release_assignment(db, actor, held.key)
                elif way is skip_assignment:
                    skip_assignment(db, actor, held.key, reason="odd")
                else:
                    label = submit_label(db, actor, held.key, given(YES))
                    assert undo_label(db, actor, label.cid).key == held.key
                    submit_label(db, actor, held.key, given(NO))
                continue
            submit_label(db, actor, held.key, given(NO))

    await world.write(work, "lin")
    assert len(ways) == 3
    for task_id in golds:
        assert await counts(world, task_id) == (1, 0, "full")
    mine = [each.task_id for each in await world.write(assignments, "lin")]
    assert len(mine) == len(set(mine))


async def test_two_people_may_hold_the_same_gold_at_once(world: World) -> None:
    golds, _ = await mixed(world, 1, 40, share=50, first=50)

    def until_gold(db: Session, actor: Actor) -> None:
        while (held := claim_task(db, actor)) is not None and held.task_id not in golds:
            submit_label(db, actor, held.key, given(NO))
        assert held is not None

    for name in ("lin", "sam", "kim"):
        await world.write(until_gold, name)
    [task_id] = golds
    assert await counts(world, task_id) == (1, 0, "full")
    for name in ("lin", "sam", "kim"):
        assert (await world.write(answer, name, 1, golds)) == [task_id]
        assert len(await world.write(asked, name)) == 1


async def test_talk_retires_it_and_what_was_answered_before_still_counts(world: World) -> None:
    golds, tasks = await mixed(world, 1, 40, share=50, first=50)
    [task_id] = golds
    key = next(task.key for task in tasks if task.id == task_id)
    lin = await world.write(answer, "lin", 12, golds)
    assert task_id in lin
    post = {"key": new_ordered_id(), "body": "Is this one clear?"}
    await world.write(post_message, "lin", f"task:{key}", **post)

    def gold(db: Session, actor: Actor) -> tuple[bool, list[str]]:
        whys = db.exec(select(Retirement.why).where(Retirement.task_id == task_id)).all()
        return db.get_one(Gold, task_id).in_use, list(whys)

    assert await world.read(gold, "lea") == (False, ["discussed"])
    assert task_id not in await world.write(answer, "sam", 20, golds)
    score = await world.read(
        lambda db, actor: score_member(db, actor.project_id, actor.member_id), "lin"
    )
    assert (score.judged, score.spared) == (1, 0)
    with pytest.raises(Conflict):
        await world.write(restore_gold, "lea", key)


async def test_by_hand_it_goes_and_comes_back(world: World) -> None:
    golds, tasks = await mixed(world, 1, 40, share=50, first=50)
    [task_id] = golds
    key = next(task.key for task in tasks if task.id == task_id)
    await world.write(retire_gold, "lea", key, reason="too easy")
    assert task_id not in await world.write(answer, "lin", 12, golds)
    await world.write(restore_gold, "lea", key)
    assert task_id in await world.write(answer, "sam", 12, golds)
    for name in ("rui", "lin", "vic"):
        with pytest.raises(NotFound):
            await world.write(retire_gold, name, key, reason="no")


async def test_what_is_discussed_after_it_was_retired_by_hand_is_not_put_back(
    world: World,
) -> None:
    golds, tasks = await mixed(world, 1, 2)
    key = next(task.key for task in tasks if task.id in golds)
    await world.write(retire_gold, "lea", key, reason="too easy")
    for body in ("Is this one clear?", "It is."):
        post = {"key": new_ordered_id(), "body": body}
        await world.write(post_message, "lea", f"task:{key}", **post)
    with pytest.raises(Conflict):
        await world.write(restore_gold, "lea", key)

    def whys(db: Session, actor: Actor) -> list[str]:
        return list(db.exec(select(Retirement.why)))

    assert await world.read(whys, "lea") == ["discussed"]


async def test_nothing_is_mixed_in_unless_somebody_says_so(world: World) -> None:
    golds, _ = await mixed(world, 5, 20, share=0)
    assert not golds & set(await world.write(answer, "lin", 20, golds))
    for name in ("rui", "lin", "vic"):
        with pytest.raises(NotFound):
            await world.write(plan_honeypots, name, share=5)
