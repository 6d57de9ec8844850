"""A process killed at every statement of a publication leaves it sealed whole, or not at all."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import pytest
from sqlalchemy import Connection
from sqlmodel import Session, col, select

from app.actions.publications import acknowledge_revision
from app.actions.restorations import seal_restoration
from app.queries.drafts import get_draft
from app.records.edge import Edge
from app.records.events import Event, Stream, chain
from app.records.labels import CurrentLabel, Label
from app.records.questions import Question, Ruling
from app.records.relabels import Relabel, RelabelItem, Restoration, ScopeTask
from app.records.revisions import Acknowledgement, Revision
from app.records.stores import PostgresStore, SqliteStore
from app.settings import Settings
from tests.actions.loop import (
    NO,
    YES,
    answer_all,
    answer_next,
    approve,
    change_draft,
    first_guideline,
    make_tasks,
)
from tests.cast import World, gather

TABLES: tuple[Any, ...] = (
    Revision, Ruling, Relabel, RelabelItem, ScopeTask, Acknowledgement, Event, Label, CurrentLabel,
    Restoration, Stream,
)  # fmt: skip
SCOPE = {"led": False, "predicate": {"answers": [YES]}, "control": 2}


Rows = dict[str, list[dict[str, Any]]]


def everything(connection: Connection) -> Rows:
    """All rows of the tables that a publication touches; the log is whole, or it is said here."""
    found = {}
    for table in (model.__table__ for model in TABLES):
        rows = connection.execute(select(table).order_by(*table.primary_key)).mappings()
        found[table.name] = [dict(row) for row in rows]
    with Session(connection) as db:
        check_log(db)
    return found


def check_log(db: Session) -> None:
    """No gap, and the chain holds."""
    for stream in db.exec(select(Stream)):
        events = select(Event).where(Event.project_id == stream.project_id)
        chained, seq = "", 0
        for each in db.exec(events.order_by(col(Event.seq))):
            chained, seq = chain(chained, each.project_id, seq + 1, each.at, each), seq + 1
            assert (each.seq, each.hash) == (seq, chained)
        assert (stream.seq, stream.hash) == (seq, chained)


class Victim:
    """Steps run by a process that is killed, on a database that is looked at in between."""

    def __init__(self, url: str, process: asyncio.subprocess.Process) -> None:
        self.url = url
        self.process = process
        self.world = cast(World, None)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[World]:
        """The database, opened anew: on SQLite only one process at a time may."""
        edge = Edge(Settings(database=self.url))
        await edge.start()
        people = self.world.people if self.world else await edge.write(0, gather)
        self.world = World(edge, cast(Any, None), people)
        yield self.world
        await edge.stop()

    async def look(self) -> Rows:
        """What is there now. Nobody else has the database open: SQLite has to recover it."""
        settings = Settings(database=self.url, readers=1)
        store = SqliteStore(settings) if settings.is_sqlite else PostgresStore(settings)
        if isinstance(store, PostgresStore):
            await store.open()  # an SQLite file would be held
        try:
            return await store.read(everything)
        finally:
            await store.close()

    async def attempt(self, n: int, step: str, *args: int) -> str:
        job = {"url": self.url, "project": 1, "step": step, "args": args, "n": n}
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(job).encode() + b"\n")
        return (await self.process.stdout.readline()).decode().strip()

    async def kill_at_each_statement(self, step: str, *args: int) -> int:
        """Nothing of the step is there until it is done. Returns how many statements it has."""
        before = await self.look()
        n = 1
        while (end := await self.attempt(n, step, *args)) == "killed":
            assert await self.look() == before, f"{step} killed at statement {n}"
            n += 1
        assert end == "done"
        assert await self.look() != before
        return n


@pytest.fixture
async def victim(database: str) -> AsyncIterator[Victim]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.journeys.killer",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    yield Victim(database, process)
    assert process.stdin
    process.stdin.close()
    assert await process.wait() == 0


async def approved_draft(world: World) -> tuple[int, int]:
    """Twelve labels, and an approved draft that a ruling asked for: its number and edition."""
    await first_guideline(world)
    await make_tasks(world, ["a", "b", "c", "d"])
    await world.write(answer_all, "lin", YES, clauses=("c2",))
    await world.write(answer_all, "sam", {"t1": YES, "t2": NO, "t3": NO, "t4": NO})
    number = await change_draft(world, SCOPE)
    lea = world.member_id("lea")

    def rule(db: Session) -> None:
        draft = db.exec(select(Revision).where(Revision.number == number)).one()
        question = Question(project_id=1, number=1, title="Quotes?", opened_by=lea)
        db.add(question)
        db.flush()
        db.add(
            Ruling(
                project_id=1, number=1, question_id=question.id or 0, outcome="change",
                state="proposed", value=NO, rationale="x", revision_id=draft.id, made_by=lea,
            )
        )  # fmt: skip

    await world.edge.write(1, rule)
    await approve(world, number)
    return number, (await world.read(get_draft, "lea", number)).edition


def states(rows: Rows, table: str) -> list[str]:
    return sorted(row["state"] for row in rows[table])


async def test_a_publication_is_whole_or_not_at_all_and_its_chunks_resume(victim: Victim) -> None:
    async with victim.opened() as world:
        number, edition = await approved_draft(world)
    lea = victim.world.people["lea"]
    assert await victim.kill_at_each_statement(
        "publish", lea.account_id, lea.project_id, number, edition
    ) > 15  # fmt: skip
    rows = await victim.look()
    assert states(rows, "revisions") == ["published", "superseded"]
    assert states(rows, "rulings") == ["in_force"]
    assert states(rows, "relabels") == ["seeding"]
    kinds = [row["kind"] for row in rows["events"]]
    for kind in ("revision.published", "ruling.came_in_force", "relabel.opened"):
        assert kinds.count(kind) == (2 if kind == "revision.published" else 1)
    await seeded(victim)
    await returned(victim, number)
    await restored(victim, number)


async def seeded(victim: Victim) -> None:
    """Chunks of four labels, each killed at each statement; then the control sample."""
    relabel_id = (await victim.look())["relabels"][0]["id"]
    for _ in range(2):
        assert await victim.kill_at_each_statement("seed", relabel_id, 4) > 5
    assert await victim.kill_at_each_statement("finish", relabel_id) > 5
    rows = await victim.look()
    items = {row["label_id"]: row["strata"] for row in rows["relabel_items"]}
    assert len(rows["relabel_items"]) == len(items)
    assert {each: items[each] for each in (1, 2, 3, 4, 5)} == dict.fromkeys((1, 2, 3, 4), "ac") | {
        5: "c"
    }
    assert sorted(items.values()) == ["ac"] * 4 + ["c", "f", "f"]
    assert states(rows, "relabels") == ["open"]


async def returned(victim: Victim, number: int) -> None:
    """A label that the relabel flipped goes back as of the first version; its chunk is killed at
    each statement."""
    async with victim.opened() as world:
        before = await world.edge.read(answers)
        for name in ("lin", "sam"):
            await world.write(acknowledge_revision, name, number)
        await world.write(answer_next, "lin", NO)
        lea = world.member_id("lea")
        back = Restoration(
            project_id=1, number=0, revision_id=1, watermark=8, until=0, reason="x", made_by=lea
        )
        await world.write(seal_restoration, "lea", back)
    assert await victim.kill_at_each_statement("return", 1, 100) > 3
    rows = await victim.look()
    assert [row["source"] for row in rows["labels"]].count("restore") == 1
    assert [row["returned"] for row in rows["restorations"]] == [1]
    async with victim.opened() as world:
        assert await world.edge.read(answers) == before


async def restored(victim: Victim, number: int) -> None:
    """The same on the way back."""
    async with victim.opened() as world:
        before = await world.edge.read(answers)
        for _ in range(2):
            await world.write(answer_next, "lin", NO)
    lea = victim.world.people["lea"]
    await victim.kill_at_each_statement("withdraw", lea.account_id, lea.project_id, number)
    relabel_id = (await victim.look())["relabels"][0]["id"]
    for _ in range(2):
        assert await victim.kill_at_each_statement("restore", relabel_id, 4) > 3
    async with victim.opened() as world:
        assert await world.edge.read(answers) == before
        tasks = await world.edge.read(lambda db: db.exec(select(CurrentLabel.task_id)).all())
        assert len(tasks) == 8
    rows = await victim.look()
    assert states(rows, "relabels") == ["withdrawn"]
    assert sum(row["source"] == "restore" for row in rows["labels"]) == 3


def answers(db: Session) -> dict[tuple[int, int], str]:
    return {(each.task_id, each.member_id): each.value for each in db.exec(select(CurrentLabel))}
