"""What the tests of gold share: a project that mixes it in, and people who answer."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from app.actions.assignments import claim_task
from app.actions.golds import put_golds
from app.actions.honeypots import plan_honeypots
from app.actions.labels import submit_label
from app.actions.projects import change_project
from app.domain.answers import Answer
from app.domain.roles import Actor
from app.records.honeypots import Honeypot, HoneypotPlan
from app.records.labels import Assignment, Label
from app.records.tasks import Task
from tests.actions.loop import NO, YES, first_guideline, given, make_tasks
from tests.cast import World


async def mixed(world: World, gold: int, ordinary: int, **plan: Any) -> tuple[set[int], list[Task]]:
    """A project of ordinary tasks with gold among them, whose answer is yes: Rui has filled every
    gold one, as if it had been settled long ago. The ids of the gold ones, and all tasks."""
    await first_guideline(world)
    await world.write(change_project, "lea", overlap=1)
    tasks = await make_tasks(world, [f"words {n}" for n in range(gold + ordinary)])
    step = max(1, (gold + ordinary) // max(1, gold))
    chosen = [task.id or 0 for task in tasks[::step]][:gold]
    await world.write(fill, "rui", set(chosen))
    answers = {each: Answer(YES, YES) for each in chosen}
    await world.write(put_golds, "lea", answers, source="import")
    await world.write(plan_honeypots, "lea", **{"share": 20, "first": 20, **plan})
    await world.write(draw_alike, "lea")
    return set(chosen), tasks


def draw_alike(db: Session, actor: Actor) -> None:
    """The same lots in each run: drawn anew, one of many would deal somebody no gold."""
    kept = db.get_one(HoneypotPlan, actor.project_id)
    kept.seed = "a"
    db.add(kept)


def fill(db: Session, actor: Actor, chosen: set[int]) -> None:
    """Answer these tasks, and leave all others as they are."""
    for task in db.exec(select(Task).where(col(Task.id).in_(chosen))).all():
        task.state, task.labeled = "full", 1
        db.add(task)
    db.flush()


def answer(db: Session, actor: Actor, many: int, golds: set[int], value: str = YES) -> list[int]:
    """Answer so many tasks: gold with a value, others no. The tasks, in order."""
    seen = []
    for _ in range(many):
        held = claim_task(db, actor)
        if held is None:
            break
        said = value if held.task_id in golds else NO
        submit_label(db, actor, held.key, given(said))
        seen.append(held.task_id)
    return seen


def asked(db: Session, actor: Actor) -> list[Honeypot]:
    """What somebody was asked, in order."""
    mine = select(Honeypot).where(Honeypot.member_id == actor.member_id)
    return list(db.exec(mine.order_by(col(Honeypot.assignment_id))))


def assignments(db: Session, actor: Actor) -> list[Assignment]:
    mine = select(Assignment).where(Assignment.member_id == actor.member_id)
    return list(db.exec(mine.order_by(col(Assignment.id))))


def labels(db: Session, actor: Actor) -> Sequence[Label]:
    mine = select(Label).where(Label.member_id == actor.member_id)
    return db.exec(mine.order_by(col(Label.id))).all()
