"""The scenes of leading a relabel, and of bringing labels back."""

from app.actions.campaigns import give_to_others, pause_relabel, resume_relabel, stop_relabel
from app.actions.extensions import extend_relabel
from app.actions.publications import acknowledge_revision, publish_revision
from app.actions.restorations import begin_restoration
from app.actions.scopes import choose_makers
from app.actions.undone_rulings import undo_ruling
from app.records.revisions import Revision
from tests.actions.loop import (
    NO,
    NOTHING,
    YES,
    answer_all,
    approve,
    change,
    change_draft,
    make_tasks,
)
from tests.actions.test_effects import rule
from tests.book.shelf import first_guideline
from tests.cast import World
from tests.replay import Stage
from tests.replay_table import scene

FIRST = {**NOTHING, "selection": ["t1"]}


async def labeled(world: World) -> None:
    """Lin and Sam have answered two tasks under a guideline."""
    await first_guideline(world)
    await make_tasks(world, ["task one", "task two"])
    for name in ("lin", "sam"):
        await world.write(answer_all, name, YES)


@scene("campaigns.pause_relabel", "campaigns.resume_relabel", "campaigns.give_to_others",
       "extensions.extend_relabel", "campaigns.stop_relabel")  # fmt: skip
async def led(stage: Stage) -> None:
    """A relabel pauses, goes on, is given to others, made wider, and stopped early."""
    world = stage.world
    await labeled(world)
    await change(world, FIRST)
    await world.app.state.keeper.settle()
    await stage.watch("lea relabels", "rui relabels/1#relabel-progress")
    await stage.play(pause_relabel, "lea", 1, reason="A typo.")
    await stage.play(resume_relabel, "lea", 1)
    await stage.play(give_to_others, "lea", 1, world.member_id("lin"))
    wider = {"selection": ["t2"]}
    await stage.play(extend_relabel, "lea", 1, wider, reason="Too narrow.", lists={})
    await stage.play(stop_relabel, "lea", 1, reason="Enough.")


@scene("scopes.choose_makers", "restorations.begin_restoration", "undone_rulings.undo_ruling")
async def brought_back(stage: Stage) -> None:
    """A ruling is undone, then everything goes back to the first version."""
    world = stage.world
    await labeled(world)
    number = await change_draft(world, {**NOTHING, "predicate": {"answers": [YES]}})
    await rule(world, number, NO)
    await stage.watch("lea drafts", f"lea drafts/{number}")
    await stage.play(choose_makers, "lea", number, again_by="same")
    draft: Revision = await approve(world, number)
    await world.write(publish_revision, "lea", number, edition=draft.edition)
    await world.app.state.keeper.settle()
    await change_read(world, number)
    await stage.watch("lea restorations", "rui restorations", "lea rulings")
    await stage.play(undo_ruling, "lea", 1, reason="A mistake.")
    await stage.play(begin_restoration, "lea", 1, reason="All of it.")


async def change_read(world: World, number: int) -> None:
    """Lin and Sam read the version, and make their labels again."""
    for name in ("lin", "sam"):
        await world.write(acknowledge_revision, name, number)
        await world.write(answer_all, name, NO)
