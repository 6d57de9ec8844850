"""What the statements of a relabel cost does not grow with how much was labeled and relabeled.

Counted, not timed: on SQLite the steps of its machine, on PostgreSQL the rows that were read. A
plan that takes the wrong one of two indexes is seen here and nowhere else.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text
from sqlmodel import Session

from app.actions.campaigns import stop_chunk, stop_relabel
from app.actions.publications import acknowledge_revision, publish_revision
from app.actions.relabels import choose_control, finish_seeding, seed_chunk
from app.actions.restorations import begin_restoration, return_chunk
from app.actions.withdrawals import restore_chunk, withdraw_revision
from app.domain.roles import Actor
from app.queries.drafts import get_draft
from app.records.relabels import Relabel
from app.records.revisions import Revision
from tests.actions.loop import (
    NO,
    NOTHING,
    YES,
    answer_all,
    answer_next,
    approve,
    change_draft,
    first_guideline,
    relabel_of,
)
from tests.cast import World
from tests.queries.test_dispatch import add_many
from tests.services import command

EVERY_YES = {**NOTHING, "predicate": {"answers": [YES]}}
FEW, MANY = 40, 800
SPAN = 20
BOUND = 4  # what reads everything does twenty times as much
READ = text(
    "SELECT coalesce(sum(pg_stat_get_xact_tuples_returned(oid)"
    " + pg_stat_get_xact_tuples_fetched(oid)), 0) FROM pg_class WHERE relkind IN ('r', 'i')"
    " AND relnamespace = 'public'::regnamespace"
)


@contextmanager
def counted(db: Session) -> Iterator[list[int]]:
    """How much the database did meanwhile, as the one number of the list."""
    told = [0]
    if db.connection().dialect.name != "sqlite":
        # to read everything is right while there is little of it: only what must is seen then
        db.execute(text("SET LOCAL enable_seqscan = off"))
        before = int(db.execute(READ).scalar_one())
        yield told
        db.flush()
        told[0] = int(db.execute(READ).scalar_one()) - before
        return

    def step() -> int:
        told[0] += 1
        return 0

    driver: Any = db.connection().connection.driver_connection
    driver.set_progress_handler(step, 1)
    yield told
    db.flush()
    driver.set_progress_handler(None, 1)


def stay_as_analyzed(db: Session) -> None:
    """The server tidies up whenever it likes: what it then knows of a table, and what it keeps for
    its own view of it, are not what is counted here."""
    tables = (
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    for name in db.execute(text(tables)).scalars().all():
        db.execute(text(f'ALTER TABLE "{name}" SET (autovacuum_enabled = off)'))


async def tidy_up(world: World) -> None:
    """What updates left behind is skipped in silence, until a transaction anywhere on the server
    keeps it alive, as those of other tests do: then it is read, and counted. So it is removed."""
    if not world.edge.settings.is_sqlite:
        await command(urlsplit(world.edge.settings.database), "VACUUM (ANALYZE)")


async def cost(world: World, name: str, action: Callable[[Session, Actor], Any]) -> int:
    def run(db: Session, actor: Actor) -> int:
        with counted(db) as told:
            action(db, actor)
        return told[0]

    return await world.write(run, name)


def walk(db: Session, _: Actor) -> None:
    """What must not happen: every label is read."""
    db.execute(text("SELECT count(*) FROM labels WHERE comment != 'x'")).scalar_one()


def work(value: str) -> Callable[[Session, Actor], None]:
    """Ten answers in a row."""

    def answer(db: Session, actor: Actor) -> None:
        for _ in range(10):
            answer_next(db, actor, value)

    return answer


async def a_relabel(world: World, many: int) -> tuple[Relabel, dict[str, int]]:
    """More is labeled; everything that says yes is asked for again, and a little is made again."""
    await world.write(add_many, "lea", 0 if many == FEW else FEW, many)
    for name in ("lin", "sam"):
        await world.write(answer_all, name, YES)
    draft = await approve(world, await change_draft(world, EVERY_YES, second=True))
    await tidy_up(world)

    def release(db: Session, actor: Actor) -> None:
        publish_revision(db, actor, draft.number, edition=draft.edition)

    costs = {"publishes": await cost(world, "lea", release)}
    relabel = await relabel_of(world, await world.read(get_draft, "lea", draft.number))
    relabel_id = relabel.id or 0
    costs["seeds"] = await chunk(world, seed_chunk, relabel_id)
    control = await world.edge.read(choose_control, relabel_id)
    await world.edge.write(world.project_id, finish_seeding, relabel_id, control)
    await tidy_up(world)
    for name in ("lin", "sam", "kim"):
        await world.write(acknowledge_revision, name, draft.number)
    costs["flips"] = await cost(world, "lin", work(NO))
    costs["seconds"] = await cost(world, "kim", work(NO))
    costs["keeps"] = await cost(world, "sam", work(YES))
    costs["walk"] = await cost(world, "lea", walk)
    return relabel, costs


async def chunk(world: World, write: Callable[[Session, int, int], bool], about: int) -> int:
    """What the first chunk costs; all others follow."""
    first = await cost(world, "lea", lambda db, _: write(db, about, SPAN))
    while await world.edge.write(world.project_id, write, about, 10_000):
        pass
    return first


async def a_withdrawal(world: World, many: int) -> dict[str, int]:
    relabel, costs = await a_relabel(world, many)
    number = await world.edge.read(lambda db: db.get_one(Revision, relabel.revision_id).number)

    def withdraw(db: Session, actor: Actor) -> None:
        withdraw_revision(db, actor, number, reason="Measured.")

    costs["withdraws"] = await cost(world, "lea", withdraw)
    costs["restores"] = await chunk(world, restore_chunk, relabel.id or 0)
    return costs


async def a_restoration(world: World, many: int) -> dict[str, int]:
    relabel, costs = await a_relabel(world, many)

    def stop(db: Session, actor: Actor) -> None:
        stop_relabel(db, actor, relabel.number, reason="Measured.")

    costs["stops"] = await cost(world, "lea", stop)
    costs["ends"] = await chunk(world, stop_chunk, relabel.id or 0)
    begun = await world.write(begin_restoration, "lea", 1, corrections=True, reason="Measured.")
    costs["returns"] = await chunk(world, return_chunk, begun.id or 0)
    return costs


@pytest.mark.parametrize("course", [a_withdrawal, a_restoration])
async def test_a_relabel_costs_the_same_however_much_was_labeled(
    world: World, course: Callable[[World, int], Awaitable[dict[str, int]]]
) -> None:
    if not world.edge.settings.is_sqlite:
        await world.edge.write(world.project_id, stay_as_analyzed)
    await first_guideline(world)
    few, many = await course(world, FEW), await course(world, MANY)
    grown = {step: (few[step], many[step]) for step in few if many[step] > few[step] * BOUND}
    assert set(grown) == {"walk"}, grown  # the one that must grow: the measure itself is at work
