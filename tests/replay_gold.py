"""The scenes of gold: set, promoted, retired, doubted; and of pausing a labeler."""

from datetime import UTC, datetime

from sqlmodel import Session

from app.actions.doubts import ask_doubted, keep_doubted, rekey_doubted
from app.actions.golds import promote_golds
from app.actions.honeypots import plan_honeypots
from app.actions.pauses import (
    appeal_pause,
    decline_pause,
    pause_member,
    propose_pause,
    resume_member,
)
from app.actions.retirements import restore_gold, retire_gold
from app.actions.set_asides import return_labels, set_labels_aside
from app.clock import new_ordered_id
from app.domain.roles import Actor
from app.followers.set_asides import SetAsideKeeper
from app.records.doubts import Doubt
from tests.actions.honeypots import mixed
from tests.actions.loop import NO, YES, answer_all, make_tasks
from tests.replay import Stage
from tests.replay_table import scene


@scene("honeypots.plan_honeypots", "golds.promote_golds", "retirements.retire_gold",
       "retirements.restore_gold")  # fmt: skip
async def gold(stage: Stage) -> None:
    """Tasks on which all agree are promoted, one is retired and put back, the plan changes."""
    world = stage.world
    tasks = await make_tasks(world, ["task one", "task two"])
    for name in ("lin", "sam"):
        await world.write(answer_all, name, YES)
    await stage.watch("lea gold#gold-standing", "rui tasks", "lin desk")
    assert await stage.play(promote_golds, "lea", source="unanimous") == 2
    await stage.play(retire_gold, "lea", tasks[0].key, reason="too easy")
    await stage.play(restore_gold, "lea", tasks[0].key)
    await stage.play(plan_honeypots, "lea", share=10)


def in_doubt(db: Session, actor: Actor, task_id: int) -> int:
    """A doubt that is open."""
    doubt = Doubt(project_id=actor.project_id, task_id=task_id, opened_at=datetime.now(UTC))
    db.add(doubt)
    db.flush()
    return doubt.id or 0


@scene("doubts.rekey_doubted", "doubts.keep_doubted", "doubts.ask_doubted")
async def doubts(stage: Stage) -> None:
    """Three trusted answers are in doubt, and each is decided in another way."""
    world = stage.world
    golds, _ = await mixed(world, 3, 3)
    first, second, third = [await world.write(in_doubt, "lea", each) for each in sorted(golds)]
    await stage.watch("lea gold#gold-standing", "rui inbox")
    await stage.play(rekey_doubted, "lea", first, answer=NO)
    await stage.play(keep_doubted, "lea", second, reason="clause c2 says so")
    reason = "Does a quoted slur count?"
    await stage.play(ask_doubted, "lea", third, key=new_ordered_id(), reason=reason)


@scene("pauses.decline_pause", "pauses.pause_member", "pauses.appeal_pause",
       "pauses.resume_member")  # fmt: skip
async def paused(stage: Stage) -> None:
    """A pause is proposed and declined; another is made, appealed against, and ended."""
    world = stage.world
    lin = world.member_id("lin")
    await world.write(propose_pause, "lea", lin, below=1.0)
    await stage.watch("lea gold#gold-standing", "lin notices")
    await stage.play(decline_pause, "lea", lin)
    await stage.play(pause_member, "lea", lin, reason="Let us talk.")
    await stage.play(appeal_pause, "lin", words="I read it anew.")
    await stage.play(resume_member, "lea", lin)


@scene("set_asides.set_labels_aside", "set_asides.return_labels")
async def set_aside(stage: Stage) -> None:
    """Labels of Lin are set aside and brought back; her notices say so."""
    world = stage.world
    await make_tasks(world, ["task one", "task two"])
    await world.write(answer_all, "lin", YES)
    await stage.watch("lin notices", "rui people")
    lin = world.member_id("lin")
    made = await stage.play(set_labels_aside, "lea", lin, since=None, reason="spam")
    await SetAsideKeeper(world.edge).settle()
    await stage.play(return_labels, "lea", made.id or 0, reason="no spam")
