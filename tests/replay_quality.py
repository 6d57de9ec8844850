"""The scenes of what is done about the quality of labels."""

from app.actions.adjudications import adjudicate_task, withdraw_adjudication
from tests.actions.loop import NO, YES, answer_next, make_tasks
from tests.book.shelf import first_guideline
from tests.imports.files import HATE
from tests.replay import Stage
from tests.replay_table import scene


@scene("adjudications.adjudicate_task", "adjudications.withdraw_adjudication")
async def adjudicated(stage: Stage) -> None:
    """Tasks that people differ on are decided, decided otherwise, and wait again."""
    world = stage.world
    await first_guideline(world)
    tasks = await make_tasks(world, ["task one", "task two"])
    for name, answer in (("lin", YES), ("sam", NO)):
        for _ in tasks:
            await world.write(answer_next, name, answer)
    await world.client("rui").get(f"{HATE}/adjudications")
    await world.app.state.figures.finish()
    await stage.watch("rui adjudications", f"lea adjudications/{tasks[0].key}#decision")
    await stage.play(adjudicate_task, "rui", tasks[0].key, answer=YES, reason="R-1 says so.")
    await stage.play(adjudicate_task, "lea", tasks[1].key, answer=NO)
    await stage.play(adjudicate_task, "lea", tasks[0].key, answer=NO)
    await stage.play(withdraw_adjudication, "rui", tasks[0].key)
    await stage.play(withdraw_adjudication, "rui", tasks[1].key)
