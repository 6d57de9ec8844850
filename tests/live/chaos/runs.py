"""One run: a world, servers, five people, a script; and the judgement at its end."""

import asyncio
import random
import signal
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from app.actions.assignments import claim_task
from app.actions.flags import raise_flag
from app.actions.tasks import add_task
from app.clock import new_ordered_id
from app.main import create_app
from app.queries.questions import map_numbers
from app.records.edge import Edge
from app.settings import Settings
from tests.cast import WIDE, World, gather
from tests.live.chaos import judge
from tests.live.chaos.doors import Doors
from tests.live.chaos.ledger import Ledger
from tests.live.chaos.people import Somebody
from tests.live.chaos.script import PEOPLE, PER_MINUTE, Act, write_script
from tests.live.chaos.servers import Servers, serving
from tests.live.chaos.viewers import Stage

WAITING = 3  # acts of one person that may be waiting: nobody runs ahead of the others
LOOKS = {
    "lin": ("threads/lounge", "threads/{task}"),
    "sam": ("threads/lounge", "threads/{task}", "questions"),
    "lea": ("threads/lounge", "threads/{task}", "inbox"),
    "rui": ("threads/lounge", "questions/{number}"),
    "ada": ("threads/lounge", "threads/{question}"),
}


@dataclass
class Outcome:
    """What happened in a run, in numbers."""

    seed: int
    way: str
    minutes: float
    acts: Counter[str]
    refused: Counter[str]
    messages: int = 0
    frames: Counter[str] = field(default_factory=Counter)
    retries: int = 0
    slowest: float = 0.0
    seconds: float = 0.0

    def __str__(self) -> str:
        acts = ", ".join(f"{kind} {count}" for kind, count in sorted(self.acts.items()))
        refused = ", ".join(f"{kind} {count}" for kind, count in sorted(self.refused.items()))
        frames = ", ".join(f"{kind} {count}" for kind, count in sorted(self.frames.items()))
        return (
            f"seed {self.seed}, {self.way}, {self.minutes:g} minutes' worth: equal\n"
            f"  acts: {acts}\n  refused: {refused or 'none'}\n  frames: {frames}\n"
            f"  {self.messages} messages, {self.retries} requests sent again, "
            f"slowest end {self.slowest:.1f} s, took {self.seconds:.0f} s"
        )


async def run(seed: int, acts: int, way: str, database: str, files: Path, redis: str) -> Outcome:
    """Play a script of so many acts on a fresh, migrated database; raises where a law is broken."""
    began = time.monotonic()
    world, stage = await gathered(Settings(database=database, files=files))
    ledger = Ledger()
    async with AsyncExitStack() as stack:
        servers = await stack.enter_async_context(
            serving(database, files, redis if way == "redis" else None)
        )
        luck = random.Random(seed)
        people = [arrive(world, stage, servers, ledger, name, luck.random()) for name in PEOPLE]
        for one in people:
            stack.push_async_callback(one.end)
        try:
            await play(write_script(seed, acts), people, servers, ledger)
            await judge.settle(people)
            messages = await judge.check(people, stage)
        except BaseException as broken:
            again = f"python -m tests.live.chaos --seed {seed} --minutes {acts / PER_MINUTE:g}"
            broken.add_note(f"again: {again} --way {way}")
            for each in servers.processes:
                print(*each.said, sep="\n")
            raise
    frames: Counter[str] = sum((tab.heard for one in people for tab in one.tabs), Counter())
    retries = sum(one.doors.retries for one in people)
    counts = (ledger.acts, ledger.refused, messages, frames, retries, servers.slowest)
    return Outcome(seed, way, acts / PER_MINUTE, *counts, time.monotonic() - began)


def arrive(
    world: World, stage: Stage, servers: Servers, ledger: Ledger, name: str, luck: float
) -> Somebody:
    """Somebody with their tabs open."""
    one = Somebody(name, Doors(servers, world.people[name], random.Random(luck)), ledger, stage)
    places = {"task": stage.task, "question": stage.question, "number": stage.question[9:]}
    one.look_at(*(path.format_map(places) for path in LOOKS[name]))
    return one


async def gathered(settings: Settings) -> tuple[World, Stage]:
    """The cast; a task that Lin and Sam hold unanswered; a question of Lin's."""
    settings = settings.model_copy(update={**WIDE, "log_level": "error"})
    edge = Edge(settings)
    await edge.start()
    world = World(edge, create_app(settings, edge), await edge.write(0, gather))
    content = {"text": "They called me that again."}
    task = await world.write(add_task, "lea", external_id="t1", kind="text", content=content)
    for name in ("lin", "sam"):
        await world.write(claim_task, name)
    mark = {"category": "guideline_gap", "note": "Do quotes count?"}
    flag = await world.write(raise_flag, "lin", task.key, key=new_ordered_id(), **mark)
    numbers = await edge.read(map_numbers, [flag.question_id])
    await edge.stop()
    return world, Stage(f"task:{task.key}", f"question:{numbers[flag.question_id]}")


async def play(script: list[Act], people: list[Somebody], servers: Servers, ledger: Ledger) -> None:
    """Everybody does their acts one after the other, all at the same time; so does the weather."""
    queues: dict[str, asyncio.Queue[Act | None]] = {
        each.name: asyncio.Queue(WAITING) for each in people
    }
    async with asyncio.TaskGroup() as group:
        for one in people:
            group.create_task(_act_out(one, queues[one.name]))
        for act in script:
            if act.who:
                await queues[act.who].put(act)
            else:
                group.create_task(_befall(act, servers, ledger))
        for queue in queues.values():
            await queue.put(None)


async def _act_out(one: Somebody, queue: "asyncio.Queue[Act | None]") -> None:
    while act := await queue.get():
        await one.do(act)


async def _befall(act: Act, servers: Servers, ledger: Ledger) -> None:
    if act.kind == "epoch":
        await servers.change_epoch(act.chance)
    else:
        how = signal.SIGTERM if act.kind == "terminate" else signal.SIGKILL
        await servers.restart(act.chance, how)
    ledger.acts[act.kind] += 1
