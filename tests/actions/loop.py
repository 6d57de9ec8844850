"""What the tests of the loop share: the cast without an app, and short ways through the loop."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, select

from app.actions.approvals import approve_draft, request_review
from app.actions.assignments import claim_task
from app.actions.clauses import edit_clause, type_change
from app.actions.drafts import open_draft
from app.actions.guidelines import import_guideline
from app.actions.imported_tasks import add_tasks, task_values
from app.actions.labels import Given, submit_label
from app.actions.publications import acknowledge_revision, publish_revision
from app.actions.scopes import settle_scope
from app.domain.contents import parse_content
from app.domain.roles import Actor
from app.domain.scopes import parse_scope
from app.followers.relabels import RelabelKeeper
from app.queries.drafts import get_draft
from app.queries.guidelines import find_published
from app.queries.members import get_actor
from app.queries.scope_lists import list_changing
from app.records.edge import Edge
from app.records.labels import Assignment, CurrentLabel, Label
from app.records.relabels import Relabel, RelabelItem
from app.records.revisions import Revision
from app.records.tasks import Task
from tests.book.shelf import explained
from tests.cast import Person, World

GUIDELINE = """# Hate speech

## Hateful

- a slur aimed at a protected group
- a threat against it

## Not hateful

- swearing that is aimed at nobody
"""
YES, NO = "hateful", "non-hateful"
NOTHING = {"citing": False, "led": False}


@pytest.fixture
async def world(edge: Edge, people: dict[str, Person]) -> World:
    """The cast on each database, without an app around them: nothing runs by itself."""
    return World(edge, cast(Any, None), people)


async def make_tasks(world: World, bodies: Sequence[str], details: Any = None) -> list[Task]:
    """Text tasks t1, t2 ... in this order."""

    def make(db: Session, actor: Actor) -> list[Task]:
        values = [
            task_values(
                actor.project_id,
                f"t{place}",
                parse_content("text", {"text": body}),
                details[place - 1] if details else {"source": "test"},
            )
            for place, body in enumerate(bodies, 1)
        ]
        add_tasks(db, actor, values)
        return list(db.exec(select(Task).order_by(col(Task.id))))

    return await world.write(make, "lea")


def given(value: object, cid: UUID | None = None, **more: Any) -> Given:
    return Given(value, cid or uuid4(), **more)


def answer_next(
    db: Session, actor: Actor, /, values: Mapping[str, str] | str, **more: Any
) -> Label:
    """Claim the next task and answer it: always the same, or by the task's external id."""
    held = claim_task(db, actor)
    assert held is not None, f"nothing left for {actor.name}"
    task = db.get_one(Task, held.task_id)
    value = values if isinstance(values, str) else values[task.external_id]
    return submit_label(db, actor, held.key, given(value, **more))


def answer_all(db: Session, actor: Actor, /, values: Mapping[str, str] | str, **more: Any) -> int:
    """Answer until nothing is left; returns how many."""
    done = 0
    while claim_task(db, actor):
        answer_next(db, actor, values, **more)
        done += 1
    return done


async def first_guideline(world: World) -> Revision:
    """GUIDELINE as 1.0.0; its bullets are c2, c3 and c5."""
    draft = await world.write(import_guideline, "lea", markdown=GUIDELINE)
    return await publish(world, draft.number)


async def approve(world: World, number: int) -> Revision:
    """Review asked for by Lea, and given by Rui."""
    draft = await explained(world, await world.read(get_draft, "lea", number))
    asked = await world.write(request_review, "lea", number, edition=draft.edition)
    if asked.state == "in_review":
        await world.write(approve_draft, "rui", number, edition=draft.edition)
    return draft


async def publish(world: World, number: int) -> Revision:
    """The way from a draft to publication."""
    draft = await approve(world, number)
    return await world.write(publish_revision, "lea", number, edition=draft.edition)


async def change_draft(
    world: World,
    scope: Any = None,
    *,
    code: str = "c2",
    type: str = "substantive",
    second: bool = False,
) -> int:
    """A draft of Lea's that changes a clause, with its scope settled; returns its number."""

    def draft(db: Session, actor: Actor) -> int:
        number = open_draft(db, actor, title="Quotes").number
        base = find_published(db, actor.project_id)
        text = f"a slur, quoted or not, after {base.version if base else 0}"
        edit_clause(db, actor, number, edition=1, code=code, text=text)
        edited = get_draft(db, actor, number)
        type_change(db, actor, number, edition=edited.edition, code=code, type=type)
        if scope is not None:
            lists = list_changing(db, actor.project_id, parse_scope(scope))
            settle_scope(db, actor, number, scope, second_person=second, lists=lists)
        return number

    return await world.write(draft, "lea")


async def change(world: World, scope: Any = None, **more: Any) -> Revision:
    """The same, published, and read by everybody who labels."""
    revision = await publish(world, await change_draft(world, scope, **more))
    for name in ("lin", "sam", "kim"):
        await world.write(acknowledge_revision, name, revision.number)
    return revision


async def settle(world: World) -> None:
    """Write the rows that publications and withdrawals have promised."""
    await RelabelKeeper(world.edge).settle()


async def relabel_of(world: World, revision: Revision) -> Relabel:
    def find(db: Session) -> Relabel:
        return db.exec(select(Relabel).where(Relabel.revision_id == revision.id)).one()

    return await world.edge.read(find)


async def items_of(world: World, revision: Revision) -> list[RelabelItem]:
    def find(db: Session) -> list[RelabelItem]:
        items = select(RelabelItem).join(Relabel, col(Relabel.id) == col(RelabelItem.relabel_id))
        mine = items.where(Relabel.revision_id == revision.id)
        return list(db.exec(mine.order_by(col(RelabelItem.label_id), col(RelabelItem.id))))

    return await world.edge.read(find)


def currents(db: Session) -> dict[tuple[int, int], tuple[str, str, int | None]]:
    """(value, independent value, stale since) of every current label, by task and member."""
    return {
        (each.task_id, each.member_id): (each.value, each.independent, each.stale_since)
        for each in db.exec(select(CurrentLabel))
    }


def actor_of(db: Session, world: World, name: str) -> Actor:
    person = world.people[name]
    return get_actor(db, person.account_id, person.project_id)


async def claim(world: World, name: str = "lin") -> Assignment:
    held = await world.write(claim_task, name)
    assert held is not None
    return held


async def submitted(world: World, name: str = "lin", value: str = YES) -> Label:
    return await world.write(submit_label, name, (await claim(world, name)).key, given(value))


async def pointer(world: World, name: str = "lin") -> CurrentLabel | None:
    def find(db: Session) -> CurrentLabel | None:
        mine = CurrentLabel.member_id == world.member_id(name)
        return db.exec(select(CurrentLabel).where(mine)).first()

    return await world.edge.read(find)


async def counts(world: World, task_id: int) -> tuple[int, int, str]:
    task = await world.edge.read(lambda db: db.get_one(Task, task_id))
    return task.labeled, task.taken, task.state


async def labeled(world: World, tasks: int = 3) -> list[Task]:
    """Lin says yes to everything, Sam no to the last task."""
    await first_guideline(world)
    made = await make_tasks(world, [f"task {n}" for n in range(1, tasks + 1)])
    await world.write(answer_all, "lin", YES)
    values = {task.external_id: YES for task in made} | {f"t{tasks}": NO}
    await world.write(answer_all, "sam", values)
    return made


async def states(world: World, revision: Revision) -> list[tuple[str, str]]:
    """(person, state) of each item."""
    names = {world.member_id(name): name for name in world.people}
    return [(names[each.member_id], each.state) for each in await items_of(world, revision)]
