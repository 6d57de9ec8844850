"""The scenes of talk: what people do with messages, and the ML team with messages and threads."""

from uuid import uuid5

from app.actions.attachments import Sent
from app.actions.follows import set_level
from app.actions.joinings import join_question
from app.actions.locks import lock_thread, unlock_thread
from app.actions.messages import post_message
from app.actions.moves import move_message
from app.actions.mutes import mute_member, unmute_member
from app.actions.reactions import add_reaction, drop_reaction
from app.actions.removals import redact_message, undo_message
from app.clock import new_ordered_id
from tests.replay import Stage
from tests.replay_table import scene
from tests.talk.beside import uploaded
from tests.talk.floor import asked, flags, say


@scene(
    "messages.post_message",
    "removals.undo_message",
    "removals.redact_message",
    "reactions.add_reaction",
    "reactions.drop_reaction",
    "locks.lock_thread",
    "locks.unlock_thread",
    "follows.set_level",
)
async def lounge_in_order(stage: Stage) -> None:
    """What people do with messages, and the ML team with threads."""
    await stage.watch("lin threads/lounge", "lea threads/lounge", "vic threads/lounge")
    first, second, third = new_ordered_id(), new_ordered_id(), new_ordered_id()
    for key in (first, second, third):
        sent = [Sent(await uploaded(stage.world, "lin"))]
        said = "see #1, R-2 and @team"
        await stage.play(post_message, "lin", "lounge", key=key, body=said, files=sent)
    await stage.play(add_reaction, "lea", first, emoji="👍")
    await stage.play(add_reaction, "lin", first, emoji="👍")
    await stage.play(drop_reaction, "lea", first, emoji="👍")
    await stage.play(undo_message, "lin", second)
    await stage.play(redact_message, "lea", third, reason="privacy")
    await stage.play(set_level, "lin", "lounge", level="all")
    await stage.play(lock_thread, "lea", "lounge", key=new_ordered_id())
    await stage.play(unlock_thread, "lea", "lounge", key=new_ordered_id())


@scene("moves.move_message")
async def moved(stage: Stage) -> None:
    """A message goes from one thread to another, and back."""
    await asked(stage.world, "lin")
    key = await say(stage.world, "lin", "lounge", "about the question")
    await say(stage.world, "kim", "lounge", "what follows")
    await stage.watch("kim threads/lounge", "lea threads/lounge", "rui threads/question:1")
    await stage.play(move_message, "lea", key, to="question:1", following=True)
    await stage.watch("rui threads/lounge", "lea threads/question:1", "lin threads/question:1")
    team = await say(stage.world, "lea", "question:1", "to all")
    await stage.follow("say")
    await stage.play(move_message, "lea", team, to="lounge")


@scene("joinings.join_question")
async def same_here(stage: Stage) -> None:
    """Somebody else has the same doubt: the inbox and the question's page follow."""
    number, task = await asked(stage.world, "lin")
    await stage.watch(f"lea questions/{number}", "lea inbox")
    [raised] = await flags(stage.world)
    await stage.play(join_question, "rui", uuid5(raised.key, f"task:{task}"))


@scene("removals.redact_message")
async def redacted_flag(stage: Stage) -> None:
    """A flag's note goes from both threads, the question's page and the inbox."""
    number, task = await asked(stage.world, "lin")
    await stage.watch(f"lea questions/{number}", "lea inbox", f"lin threads/task:{task}")
    [raised] = await flags(stage.world)
    key = uuid5(raised.key, f"task:{task}")
    await stage.play(redact_message, "lea", key, reason="privacy")


@scene("mutes.mute_member", "mutes.unmute_member")
async def muted(stage: Stage) -> None:
    """Who is muted sees it in the thread that is open, and that it is over; nobody else does."""
    lin = stage.world.member_id("lin")
    await stage.watch("lin threads/lounge", "sam threads/lounge", "lea threads/lounge")
    await stage.play(mute_member, "lea", lin, why="Cool down, please.")
    await stage.play(unmute_member, "lea", lin)
