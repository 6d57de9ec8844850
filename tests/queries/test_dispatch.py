"""The cost of the next task: the same statements, on indexes, however many tasks there are."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, event, text
from sqlmodel import Session

from app.actions.imported_tasks import add_tasks, task_values
from app.actions.projects import change_project
from app.domain.contents import parse_content
from app.domain.roles import Actor
from app.records.quick import Straight
from tests.actions.loop import YES, answer_next, first_guideline
from tests.cast import World

GROWING = (
    "tasks",
    "assignments",
    "labels",
    "current_labels",
    "relabel_items",
    "events",
    "messages",
)


def add_many(db: Session, actor: Actor, first: int, many: int) -> None:
    content = parse_content("text", "x")
    names = (f"t{n}" for n in range(first, first + many))
    add_tasks(db, actor, [task_values(actor.project_id, name, content, {}) for name in names])


@contextmanager
def listened(db: Session) -> Iterator[list[str]]:
    """The statements that run meanwhile, savepoints aside. SQLite itself tells them, with their
    values; on PostgreSQL those of the hot paths, which pass by SQLAlchemy, are listened for too."""
    heard: list[str] = []

    def hear(statement: str) -> None:
        if "SAVEPOINT" not in statement:
            heard.append(statement)

    connection = db.connection()
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.set_trace_callback(hear)
        yield heard
        driver.set_trace_callback(None)
        return

    def listen(_: Connection, cursor: Any, statement: str, *more: Any) -> None:
        hear(statement)

    def rows(self: Straight, *more: Any) -> Any:
        hear(self.sql)
        return run(self, *more)

    run = Straight.rows
    event.listen(connection, "before_cursor_execute", listen)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Straight, "rows", rows)
        yield heard
    event.remove(connection, "before_cursor_execute", listen)


def statements_of(db: Session, actor: Actor) -> list[str]:
    """What one "next task" and its submission ask the database, the sweep for abandoned leases
    included, which is due once a second."""
    db.info["memory"].pop("swept", None)
    with listened(db) as heard:
        answer_next(db, actor, YES, clauses=("c2",))
    return heard


def shapes_of(db: Session, actor: Actor) -> list[str]:
    """The same without their values: words stay, what stands for an id or a time does not."""

    def shape(value: re.Match[str]) -> str:
        return "?" if re.search("[0-9]", value[0]) else value[0]

    return [re.sub(r"'[^']*'|\b[0-9]+\b", shape, each) for each in statements_of(db, actor)]


def plans_of(db: Session, actor: Actor) -> list[tuple[str, str]]:
    """How SQLite runs each of them. Inserts search children only while a key is missing."""
    heard = statements_of(db, actor)
    driver: Any = db.connection().connection.driver_connection
    plans = []
    for statement in heard:
        if statement.startswith("INSERT"):
            continue
        rows = driver.execute("EXPLAIN QUERY PLAN " + statement).fetchall()
        plans += [(row[3], statement) for row in rows]
    return plans


@pytest.fixture
async def grown(world: World) -> World:
    """A few hundred labels behind Lin, a hundred tasks ahead."""
    await first_guideline(world)
    await world.write(change_project, "lea", overlap=3)
    await world.write(add_many, "lea", 0, 130)

    def work(db: Session, actor: Actor) -> None:
        for _ in range(30):
            answer_next(db, actor, YES)

    await world.write(work, "lin")
    return world


async def test_statements_do_not_grow_with_tasks(grown: World) -> None:
    few = await grown.write(shapes_of, "lin")
    await grown.write(add_many, "lea", 1000, 20_000)
    many = await grown.write(shapes_of, "lin")
    assert many == few
    assert len(few) <= 17
    tasks = [each for each in few if "FROM tasks" in each and "EXISTS" in each]
    assert len(tasks) == 1
    # written out, not bound: only then is a partial index used, whatever plan was prepared
    assert "tasks.state = 'open'" in tasks[0]


async def test_no_statement_walks_through_a_growing_table(grown: World) -> None:
    if not grown.edge.settings.is_sqlite:
        await on_postgresql(grown)
        return
    plans = await grown.write(plans_of, "lin")
    walks = [each for each in plans if each[0].startswith("SCAN") and each[0].split()[1] in GROWING]
    assert not walks
    assert any("ix_tasks_state" in plan for plan, _ in plans)
    assert any("ux_assignments_live" in plan for plan, _ in plans)
    assert any("ix_relabel_items_open" in plan for plan, _ in plans)


async def on_postgresql(grown: World) -> None:
    """With many tasks, none is read but through an index: the server's own counts say so."""
    await grown.write(add_many, "lea", 1000, 5_000)
    await grown.edge.write(grown.project_id, lambda db: db.execute(text("ANALYZE")))

    def work(db: Session, actor: Actor) -> tuple[int, int]:
        counts = text(
            "SELECT coalesce(sum(pg_stat_get_xact_tuples_returned(oid)), 0) FROM pg_class"
            " WHERE relname IN ('tasks', 'assignments', 'current_labels', 'relabel_items')"
        )
        before = int(db.execute(counts).scalar_one())
        for _ in range(10):  # more often than a plan is made anew
            answer_next(db, actor, YES)
        return before, int(db.execute(counts).scalar_one())

    before, after = await grown.write(work, "lin")
    assert after - before < 10 * 200  # rows of sequential scans; one over all tasks is 5,130
