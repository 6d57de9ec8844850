"""More of the table of the replay law: exams and calibrations while their pages stand open."""

from app.actions.attempts import answer_question, end_attempt, start_attempt
from app.actions.calibrations import (
    NewSession,
    answer_calibration,
    end_calibration,
    note_decision,
    open_calibration,
    reveal_answers,
)
from app.actions.cases import add_case
from app.actions.exams import allow_practice, close_exam, fill_exam, make_exam
from app.actions.qualifications import take_qualification
from tests.actions.loop import NO, YES
from tests.calibrations.stage import contested
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
    another = await stage.play(start_attempt, "lin", 1, mode="practice")
    await stage.watch(f"lin attempts/{another.key}", "lin exams/1")
    await stage.play(start_attempt, "lin", 1)
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


@scene("calibrations.open_calibration", "calibrations.answer_calibration",
       "calibrations.reveal_answers", "calibrations.note_decision",
       "calibrations.end_calibration")  # fmt: skip
async def calibrated(stage: Stage) -> None:
    """A session is judged, revealed and talked over while it stands open before all."""
    world = stage.world
    await contested(world)
    await stage.watch("kim notices")
    people = [world.member_id(name) for name in ("lin", "sam", "kim")]
    await stage.play(open_calibration, "lea", NewSession("Quoted slurs", people, tasks=3))
    # the form is one's own, and the thread is there once the page is loaded again
    parts = ("calibration-board-1", "calibration-1-given-1")
    names = ("lea", "rui", "lin", "kim")
    await stage.watch(*(f"{name} calibrations/1?at=1#{part}" for name in names for part in parts))
    for place in (1, 2, 3):
        await stage.play(answer_calibration, "sam", 1, place, raw=NO, comment="aimed at nobody")
    await stage.play(answer_calibration, "lin", 1, 1, raw=YES)
    await stage.play(reveal_answers, "lea", 1, place=1)
    await stage.play(answer_calibration, "sam", 1, 1, raw=YES)
    await stage.play(note_decision, "lea", 1, 1, words="It is aimed at people.")
    await stage.play(reveal_answers, "lea", 1)
    await stage.play(end_calibration, "lea", 1)
