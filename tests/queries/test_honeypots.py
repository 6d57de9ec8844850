"""The cost of a draw: on indexes, and the same among ten gold tasks as among ten thousand."""

from sqlalchemy import insert, text
from sqlmodel import Session, select

from app.actions.honeypots import plan_honeypots
from app.domain.roles import Actor
from app.queries.honeypots import find_honeypot, get_asked
from app.records.tasks import Gold, Task, new_draw
from tests.actions.loop import YES, first_guideline
from tests.cast import World
from tests.queries.test_dispatch import add_many, listened


def make_gold(db: Session, actor: Actor) -> None:
    """Every other task, past the actions: ten thousand take them a while."""
    ids = db.exec(select(Task.id).where(Task.project_id == actor.project_id)).all()
    rows = [
        {
            "task_id": id,
            "project_id": actor.project_id,
            "value": YES,
            "answer": YES,
            "source": "test",
            "draw": new_draw(),
            "in_use": True,
        }
        for id in ids[::2]
    ]
    known = set(db.exec(select(Gold.task_id)))
    db.connection().execute(insert(Gold), [row for row in rows if row["task_id"] not in known])


def drawn(db: Session, actor: Actor) -> list[str]:
    with listened(db) as heard:
        get_asked(db, actor, None)
        for place in (0.0, 0.0, 0.0):
            assert find_honeypot(db, actor, place)
    return heard


async def test_a_draw_costs_the_same_among_ten_thousand(world: World) -> None:
    await first_guideline(world)
    await world.write(plan_honeypots, "lea", share=10)
    await world.write(add_many, "lea", 0, 20)
    await world.write(make_gold, "lea")
    few = len(await world.write(drawn, "lin"))
    await world.write(add_many, "lea", 1000, 20_000)
    await world.write(make_gold, "lea")
    heard = await world.write(drawn, "lin")
    assert len(heard) == few == 4
    if world.edge.settings.is_sqlite:
        plans = await world.write(plans_of, "lin")
        assert any("ix_golds_draw" in plan for plan in plans), plans
        # the one scan is of the hundred places that were looked at
        scans = {plan for plan in plans if plan.startswith("SCAN") and "CONSTANT" not in plan}
        assert scans <= {"SCAN next_golds"}, scans
    else:
        await on_postgresql(world)


def plans_of(db: Session, actor: Actor) -> list[str]:
    found = []
    driver = db.connection().connection.driver_connection
    assert driver is not None
    for statement in drawn(db, actor):
        rows = driver.execute("EXPLAIN QUERY PLAN " + statement).fetchall()
        found += [row[3] for row in rows]
    return found


async def on_postgresql(world: World) -> None:
    """No table is read but through an index, once the server knows how large they are."""
    await world.edge.write(world.project_id, lambda db: db.execute(text("ANALYZE")))

    def work(db: Session, actor: Actor) -> int:
        counts = text(
            "SELECT coalesce(sum(pg_stat_get_xact_tuples_returned(oid)), 0) FROM pg_class"
            " WHERE relname IN ('tasks', 'golds', 'assignments', 'current_labels', 'honeypots')"
        )
        before = int(db.execute(counts).scalar_one())
        for _ in range(10):
            drawn(db, actor)
        return int(db.execute(counts).scalar_one()) - before

    assert await world.write(work, "lin") < 10 * 500


async def test_what_was_drawn_is_spread_over_all(world: World) -> None:
    """A draw from any place finds gold, and from different places different gold."""
    await first_guideline(world)
    await world.write(add_many, "lea", 0, 400)
    await world.write(make_gold, "lea")

    def several(db: Session, actor: Actor) -> set[int | None]:
        return {find_honeypot(db, actor, at / 100) for at in range(100)}

    found = await world.read(several, "lin")
    assert len(found - {None}) > 60
