"""What the tests of exams share: a guideline with cases and trusted answers, an exam, a sitting."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from app.actions.attempts import answer_question, end_attempt, start_attempt
from app.actions.cases import add_case
from app.actions.exams import Plan, make_exam
from app.actions.golds import put_golds
from app.domain.answers import Answer
from app.domain.roles import Actor
from app.records.exams import Attempt, AttemptQuestion, Exam, ExamQuestion
from app.records.questions import Case
from app.records.tasks import Task
from tests.actions.loop import NO, YES, make_tasks
from tests.book.shelf import first_guideline
from tests.cast import World

CASES, GOLDS, FREE = 8, 4, 3  # of each of c2 and c5; tasks with a trusted answer; other tasks
# all ten right prove 74 %
PLAN = Plan("Before you begin", {"c2": 4, "c5": 4, "": 2}, mark=0.7, pause_hours=0)


async def pooled(world: World) -> list[Task]:
    """PLAIN in force, invented examples for c2 (yes) and c5 (no), and tasks of which the first
    GOLDS have a trusted answer."""
    await first_guideline(world)

    def add(db: Session, actor: Actor) -> None:
        for n in range(1, CASES + 1):
            add_case(db, actor, code="c2", value=YES, example=f"slur number {n}")
            add_case(db, actor, code="c5", value=NO, example=f"oath number {n}")

    await world.write(add, "lea")
    tasks = await make_tasks(world, [f"post number {n}" for n in range(1, GOLDS + FREE + 1)])
    golds = {task.id or 0: Answer(YES, YES) for task in tasks[:GOLDS]}
    await world.write(put_golds, "lea", golds, source="test")
    return tasks


async def examined(world: World, **more: Any) -> Exam:
    """Lea's exam over that pool."""
    await pooled(world)
    return await world.write(make_exam, "lea", replace(PLAN, **more))


async def start(world: World, name: str, mode: str = "exam", number: int = 1) -> Attempt:
    """An attempt begun."""
    return await world.write(start_attempt, name, number, mode=mode)


async def asked(world: World, attempt: Attempt) -> list[tuple[AttemptQuestion, str]]:
    """An attempt's questions with their words."""

    def look(db: Session) -> list[tuple[AttemptQuestion, str]]:
        rows = db.execute(
            select(AttemptQuestion, Case.example, Task.body)
            .join(ExamQuestion, col(ExamQuestion.id) == col(AttemptQuestion.question_id))
            .outerjoin(Case, col(Case.id) == col(ExamQuestion.case_id))
            .outerjoin(Task, col(Task.id) == col(ExamQuestion.task_id))
            .where(col(AttemptQuestion.attempt_id) == attempt.id)
            .order_by(col(AttemptQuestion.place))
        )
        return [(question, example or body) for question, example, body in rows]

    return await world.edge.read(look)


def other(value: str) -> str:
    """The answer that it is not."""
    return NO if value == YES else YES


async def sit(
    world: World,
    name: str,
    wrong: Callable[[str], bool] = lambda words: False,
    mode: str = "exam",
    hands_in: bool = True,
    number: int = 1,
) -> Attempt:
    """An attempt from beginning to end, wrong where `wrong` says so of a question's words."""
    attempt = await start(world, name, mode, number)
    for question, words in await asked(world, attempt):
        value = other(question.expected) if wrong(words) else question.expected
        await world.write(answer_question, name, attempt.key, question.place, raw=value)
    if hands_in:
        await world.write(end_attempt, name, attempt.key)
    return await world.edge.read(lambda db: db.get_one(Attempt, attempt.id))


async def wind_back(world: World, attempt: Attempt, **by: float) -> None:
    """Let time go by for an attempt."""

    def wind(db: Session, actor: Actor) -> None:
        mine = db.get_one(Attempt, attempt.id, populate_existing=True)
        span = timedelta(**by)
        mine.started_at -= span
        mine.ends_at = mine.ends_at - span if mine.ends_at else None
        mine.ended_at = mine.ended_at - span if mine.ended_at else None
        db.add(mine)

    await world.write(wind, "ada")
