"""Doubts that are overtaken: the answer in doubt is another one by now, or none."""

import pytest
from sqlmodel import Session, col, select

from app.actions.doubts import keep_doubted
from app.actions.gold_keys import choose_golds
from app.actions.golds import set_gold
from app.actions.withdrawals import withdraw_revision
from app.domain.roles import Actor
from app.errors import Conflict
from app.pages.doubts import view_doubts
from app.records.doubts import Doubt
from app.records.tasks import Task
from tests.actions.honeypots import mixed
from tests.actions.loop import NO, NOTHING, YES, answer_next, change_draft, publish
from tests.actions.test_effects import rule
from tests.actions.test_settled_honeypots import doubted, failing, score, settle
from tests.cast import World
from tests.queries.test_dispatch import listened


def opened(db: Session, actor: Actor, task_id: int) -> int:
    """A doubt that is open."""
    doubt = Doubt(project_id=actor.project_id, task_id=task_id)
    db.add(doubt)
    db.flush()
    return doubt.id or 0


async def ends(world: World) -> list[str]:
    """How the doubts ended, oldest first."""
    return await world.edge.read(
        lambda db: list(db.exec(select(Doubt.how).order_by(col(Doubt.id))))
    )


@pytest.mark.parametrize(("answer", "how"), [(NO, "rekeyed"), (None, "gone"), (YES, "")])
async def test_another_answer_set_by_hand_ends_it(
    world: World, answer: str | None, how: str
) -> None:
    [wrong] = await failing(world, 1)
    await settle(world)
    [(number, _)] = await world.read(doubted, "lea")
    task = await world.edge.read(lambda db: db.get_one(Task, wrong))
    await world.write(set_gold, "lea", task.key, answer=answer)
    assert await ends(world) == [how]
    assert (await world.read(score, "lin")).spared == (0 if how else 1)
    if how:
        with pytest.raises(Conflict):
            await world.write(keep_doubted, "lea", number, reason="clause c2 says so")


@pytest.mark.parametrize(
    ("choice", "how"), [("rekey", "rekeyed"), ("retire", "gone"), ("keep", "")]
)
async def test_a_publication_that_changes_it_ends_it(world: World, choice: str, how: str) -> None:
    golds, _ = await mixed(world, 1, 2)
    [task_id] = golds
    task = await world.edge.read(lambda db: db.get_one(Task, task_id))
    number = await change_draft(world, {**NOTHING, "selection": [task.external_id]})
    await rule(world, number, NO)
    await world.write(opened, "lea", task_id)
    await world.write(choose_golds, "lea", number, choices={}, rest=(choice, "for this test"))
    await publish(world, number)
    assert await ends(world) == [how]
    if choice == "rekey":
        await world.write(opened, "lea", task_id)
        await world.write(withdraw_revision, "lea", number, reason="Too early.")
        assert await ends(world) == ["rekeyed", "rekeyed"]


async def test_many_are_shown_with_as_many_statements_as_one(world: World) -> None:
    golds, _ = await mixed(world, 4, 0, share=0)

    def answers(db: Session, actor: Actor) -> None:
        for task in db.exec(select(Task)).all():
            task.state, task.labeled = "open", 0
            db.add(task)
        db.flush()
        for _ in golds:
            answer_next(db, actor, NO)

    await world.write(answers, "lin")

    def show(db: Session, actor: Actor) -> tuple[int, list[tuple[str, ...]]]:
        db.expire_all()
        with listened(db) as heard:
            views = view_doubts(db, actor.project_id, "/projects/hate")
        assert [view.answers for view in views] == [(("Not hateful", 1),)] * len(views)
        return len(heard), [view.failed for view in views]

    first, *others = sorted(golds)
    await world.write(opened, "lea", first)
    one, names = await world.write(show, "lea")
    assert len(names) == 1
    for task_id in others:
        await world.write(opened, "lea", task_id)
    many, names = await world.write(show, "lea")
    assert (many, len(set(names)), len(names)) == (one, 1, 4)
