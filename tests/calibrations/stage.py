"""What the tests of calibrations share: contested posts, and a session over them."""

from typing import Any

from sqlmodel import Session

from app.actions.assignments import claim_task
from app.actions.calibrations import NewSession, answer_calibration, open_calibration
from app.actions.labels import submit_label
from app.actions.projects import change_project
from app.records.calibrations import Calibration
from app.records.tasks import Task
from tests.actions.loop import NO, YES, given, make_tasks
from tests.book.shelf import first_guideline
from tests.cast import World

PEOPLE = ("lin", "sam", "kim")


async def contested(world: World, tasks: int = 6) -> list[Task]:
    """Posts of which Lin and Sam differ on all but the last, and Kim has answered none; open."""
    await first_guideline(world)
    await world.write(change_project, "lea", overlap=3)
    made = await make_tasks(world, [f"post number {n}" for n in range(1, tasks + 1)])

    def label(db: Session, actor: Any, last: str) -> None:
        while held := claim_task(db, actor):
            is_last = held.task_id == made[-1].id
            submit_label(db, actor, held.key, given(YES if is_last else last))

    await world.write(label, "lin", YES)
    await world.write(label, "sam", NO)
    return made


async def opened(world: World, **more: Any) -> Calibration:
    """Lea's session of the three labelers over what is contested."""
    people = [world.member_id(name) for name in PEOPLE]
    about = {"title": "Quoted slurs", "people": people, "tasks": 5} | more
    return await world.write(open_calibration, "lea", NewSession(**about))


async def judge(world: World, name: str, values: dict[int, str], comment: str = "") -> None:
    """Somebody's answers, by place."""
    for place, value in values.items():
        await world.write(answer_calibration, name, 1, place, raw=value, comment=comment)
