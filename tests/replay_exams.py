"""More of the table of the replay law: exams made, sat and led while their pages stand open."""

from app.actions.attempts import answer_question, end_attempt, start_attempt
from app.actions.cases import add_case
from app.actions.exams import allow_practice, close_exam, fill_exam, make_exam
from app.actions.qualifications import take_qualification
from tests.actions.loop import YES
from tests.exams.stage import PLAN, asked, pooled
from tests.replay import Stage
from tests.replay_table import scene


@scene("exams.make_exam", "exams.fill_exam", "exams.allow_practice", "exams.close_exam",
       "attempts.start_attempt", "attempts.answer_question", "attempts.end_attempt",
       "qualifications.take_qualification")  # fmt: skip
async def examined(stage: Stage) -> None:
    """An exam is made, practised for, passed, taken back and closed."""
    world = stage.world
    await pooled(world)
    plan = {name: getattr(PLAN, name) for name in PLAN.__slots__}
    await stage.watch("lea exams", "rui exams", "lin exams", "lin notices")
    await stage.play(make_exam, "lea", type(PLAN)(**plan | {"holds": "all", "gives_role": True}))
    looks = ("lea exams/1", "ada exams/1", "rui exams/1", "lin exams/1", "vic exams/1")
    await stage.watch(*looks, "lea exams", "rui people", "lea people")
    await world.write(add_case, "lea", code="c3", value=YES, example="one more")
    await stage.play(fill_exam, "lea", 1)
    await stage.play(allow_practice, "lea", 1, questions=[1, 2], allowed=False)
    practice = await stage.play(start_attempt, "lin", 1, mode="practice")
    await stage.play(answer_question, "lin", practice.key, 1, raw=YES)
    await stage.play(end_attempt, "lin", practice.key)
    attempt = await stage.play(start_attempt, "vic", 1)
    for question, _ in await asked(world, attempt):
        await world.write(
            answer_question, "vic", attempt.key, question.place, raw=question.expected
        )
    await stage.watch(*looks, "rui people", "lea people", f"vic attempts/{attempt.key}")
    await stage.play(end_attempt, "vic", attempt.key)
    await stage.play(take_qualification, "lea", 1, world.member_id("vic"), why="Shared answers.")
    await stage.watch(*looks[:3], "lea exams", "rui exams")
    await stage.play(close_exam, "lea", 1)
