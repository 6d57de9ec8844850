"""What the tests of talk do again and again: tasks, leases, answers, flags, and pages as HTML."""

from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from app.actions.assignments import claim_task, park_assignment
from app.actions.flags import raise_flag
from app.actions.labels import Given, submit_label
from app.actions.messages import post_message
from app.actions.tasks import add_task
from app.clock import new_id, new_ordered_id
from app.domain.resemblances import Shelf
from app.domain.roles import Actor
from app.pages.resemblances import Offer, ResemblancesView, list_askable, show_resemblances
from app.pages.threads import ThreadView, show_thread
from app.queries.questions import find_question, map_numbers
from app.queries.resemblances import list_news_of
from app.records.events import Event
from app.records.labels import Assignment
from app.records.questions import Flag
from app.records.tasks import Task
from tests.cast import World

WORDS = "He said “those people” in class, and nobody did anything."


async def make_task(world: World, words: str = WORDS) -> UUID:
    """A task of the project."""
    task = await world.write(
        add_task, "lea", external_id=str(new_id()), kind="text", content={"text": words}
    )
    return task.key


async def hold(world: World, name: str) -> UUID:
    """The person takes the next task; the key of the lease."""
    lease = await world.write(claim_task, name)
    assert lease is not None
    return lease.key


async def held_task(world: World, name: str) -> UUID:
    """The person takes the next task; its key."""
    lease = await hold(world, name)

    def read(db: Session) -> UUID:
        held = select(Task.key).join(Assignment, col(Assignment.task_id) == col(Task.id))
        return db.exec(held.where(Assignment.key == lease)).one()

    return await world.edge.read(read)


async def answer(world: World, name: str, raw: str = "hateful") -> None:
    """The person takes the next task, or the one in hand, and answers it."""
    lease = await hold(world, name)
    await world.write(submit_label, name, lease, Given(raw, cid=new_id()))


async def say(world: World, name: str, topic: str, body: str, key: UUID | None = None) -> UUID:
    """A message by a person; its key."""
    key = key or new_ordered_id()
    await world.write(post_message, name, topic, key=key, body=body)
    return key


async def flag(
    world: World, name: str, task: UUID, note: str = "Do quotes count?", **mark: Any
) -> int:
    """A flag by a person; the number of its question."""
    mark.setdefault("category", "guideline_gap")

    def act(db: Session, actor: Actor) -> int:
        raised = raise_flag(db, actor, task, key=new_ordered_id(), note=note, **mark)
        return map_numbers(db, [raised.question_id])[raised.question_id]

    return await world.write(act, name)


async def asked(world: World, *names: str, note: str = "Do quotes count?") -> tuple[int, UUID]:
    """A new task, held by these people and flagged by the first: question and task."""
    task = await make_task(world)
    for name in names:
        await hold(world, name)
    return await flag(world, names[0], task, note), task


async def parked(world: World) -> tuple[int, int, UUID]:
    """Sam's question; Lin's, for which Lin has parked a task; the lease of that task."""
    first, _ = await asked(world, "sam", note="Sam asks")
    task = await make_task(world)
    await answer(world, "lin")
    lease = await hold(world, "lin")
    number = await flag(world, "lin", task, "Lin asks")
    question = await world.edge.read(find_question, world.project_id, number)
    assert question is not None
    await world.write(park_assignment, "lin", lease, question_id=question.id or 0)
    return first, number, lease


async def thread(world: World, name: str, topic: str) -> ThreadView:
    """A thread as a person sees it."""
    return await world.read(show_thread, name, topic)


async def said(world: World, name: str, topic: str) -> list[str]:
    """The words that a person sees in a thread."""
    return [message.body for message in (await thread(world, name, topic)).messages]


async def events(world: World, *kinds: str) -> list[Event]:
    """The project's events of these kinds, in order."""

    def read(db: Session) -> list[Event]:
        found = db.exec(select(Event).where(Event.project_id == world.project_id))
        return sorted((each for each in found if each.kind in kinds), key=lambda each: each.seq)

    return await world.edge.read(read)


async def shelf(world: World, name: str) -> Shelf:
    """What the project's questions and rulings are known by just now."""
    stood, known = await world.read(list_news_of, name, None)
    return Shelf(stood, known or ())


async def offered(world: World, name: str, task: UUID, words: str = "") -> tuple[Offer, ...]:
    """What is offered to a person who asks about a task."""
    view = await world.read(list_askable, name, task, await shelf(world, name), words)
    return view.offers


async def beside(world: World, name: str, task: UUID) -> ResemblancesView:
    """What stands beside a task at a person's desk."""
    return await world.read(show_resemblances, name, task, await shelf(world, name))


async def flags(world: World) -> list[Flag]:
    """All flags, in the order they were raised."""

    def read(db: Session) -> list[Flag]:
        return sorted(db.exec(select(Flag)), key=lambda each: each.id or 0)

    return await world.edge.read(read)
