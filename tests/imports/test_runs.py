"""How an import ends when it does not end well, and who hears of it while it runs."""

import asyncio
from collections.abc import AsyncIterator

from sqlmodel import Session, select

from app.actions.imports import start_import, take_batch
from app.clock import now
from app.domain.answers import parse_schema
from app.domain.batches import Batch, Run
from app.domain.imports import ImportOptions
from app.domain.roles import Actor
from app.domain.rows import Row
from app.domain.task_rows import TaskRow, parse_task_row
from app.gate.imports import Imports
from app.main import create_app
from app.pages.imports import show_import
from app.records.events import Event
from tests.cast import ANSWERS, World
from tests.imports.files import HATE, export, outcome, post, send


async def test_what_a_dead_process_left_running_is_marked_with_what_was_kept(world: World) -> None:
    """The server stops between two batches; the next start says so, once."""
    options = ImportOptions("tasks")
    run = Run(
        await world.write(start_import, "lea", options, filename="a.csv", size=99),
        options,
        parse_schema(ANSWERS),
    )
    row = parse_task_row(options, run.schema, Row(2, {"id": "t1", "text": "kept"}))
    assert isinstance(row, TaskRow)
    await world.write(take_batch, "lea", run, Batch(tasks=[row], bytes_done=10))
    settings = world.settings.model_copy()
    again = create_app(settings, world.edge)
    await again.state.imports.sweep() if settings.is_sqlite else await old_sweep(world)
    told = (await world.read(show_import, "lea", run.key)).importing
    assert (told.state, told.rows_kept) == ("failed", 1)
    assert told.why.startswith("Interrupted after 1 rows: the server stopped.")
    assert told.ended_at is not None
    assert [task["external_id"] for task in await export(world, "tasks")] == ["t1"]
    refused = await world.client("lea").get(f"{HATE}/imports/{run.key}")
    assert refused.json()["importing"]["state"] == "failed"


async def old_sweep(world: World) -> None:
    """On PostgreSQL others may be importing: only what was silent for long is dead."""
    from app.actions.imports import fail_abandoned

    await world.app.state.imports.sweep()
    count = await world.edge.write(world.project_id, fail_abandoned, world.project_id, now())
    assert count == 1


async def test_a_file_that_goes_bad_keeps_the_batches_before_it(world: World) -> None:
    data = b"id,text\n" + b"".join(b"t%d,a\n" % n for n in range(1200))
    world.app.state.imports.settings = world.settings.model_copy(update={"cell_bytes": 5000})
    data += b'x,"' + b"never closed, " * 10_000 + b"\n"
    report = await send(world, data, "tasks")
    assert outcome(report)[:2] == ("done", 1200)
    assert report["faults"][0]["line"] == 1202


async def test_a_role_that_is_taken_away_ends_the_import(world: World) -> None:
    imports: Imports = world.app.state.imports
    caller = await caller_of(world)
    _, task = await imports.begin(caller, ImportOptions("tasks"), "a.csv", pieces(b"id,text\n", 3))
    assert task
    await task
    key, slow = await imports.begin(
        caller, ImportOptions("tasks"), "b.csv", pieces(b"id,text\n", 20_000)
    )
    await world.write(lose_role, "ada", world.member_id("lea"))
    assert slow
    await slow
    told = (await world.read(show_import, "ada", key)).importing
    assert told.state == "failed"
    assert told.rows_kept < 20_000
    assert len(await export(world, "tasks", "ada")) == 3 + told.rows_kept


def lose_role(db: Session, actor: Actor, member_id: int) -> None:
    """Lea labels from now on."""
    from app.actions.members import change_role

    change_role(db, actor, member_id, role="labeler")


async def pieces(head: bytes, many: int) -> AsyncIterator[bytes]:
    """A file as it arrives."""
    yield head
    start = 0 if many > 3 else 10**6
    for n in range(many):
        yield b"t%d,a\n" % (start + n)


async def caller_of(world: World):  # type: ignore[no-untyped-def]
    """Lea, as the doors know her."""
    from app.gate.caller import Caller
    from app.queries.accounts import Identity

    lea = world.people["lea"]
    identity = Identity(lea.account_id, "Lea", False, None, None)
    return Caller(world.edge, identity, world.project_id, "hate")


async def test_the_log_tells_each_batch_once_by_number_alone(world: World) -> None:
    await send(
        world, b"id,text,secret\n" + b"".join(b"t%d,a,s\n" % n for n in range(1100)), "tasks"
    )

    def told(db: Session, actor: Actor) -> list[Event]:
        query = select(Event).where(Event.project_id == actor.project_id)
        return [event for event in db.exec(query.order_by(Event.seq)) if "import" in event.kind]

    events = await world.read(told, "lea")
    assert [event.data["many"] for event in events if event.kind == "tasks.imported"] == [
        500,
        500,
        100,
    ]
    assert {event.audience for event in events} == {"staff", "team"}
    changed = [event for event in events if event.kind == "import.changed"]
    assert len(changed) == 5  # begun, three batches, done
    assert all(set(event.data) == {"key"} for event in changed)


async def test_other_people_work_between_two_batches(world: World) -> None:
    """Whatever is written meanwhile does not wait for the whole file."""
    data = b"id,text\n" + b"".join(b"t%d,a\n" % n for n in range(5000))
    sending = asyncio.create_task(send(world, data, "tasks"))
    order: list[str] = []
    sending.add_done_callback(lambda _: order.append("import"))
    for _ in range(3):
        await world.write(lambda db, actor: None, "sam")
        order.append("sam")
    await sending
    assert order[-1] == "import"
    assert order.count("sam") == 3


async def test_a_started_import_is_answered_at_once_when_nobody_waits(world: World) -> None:
    answer = await post(world, b"id,text\nt1,a\n", "tasks", wait=False)
    assert answer.status_code == 202
    key = answer.json()["importing"]["key"]
    await asyncio.gather(*world.app.state.imports._running.values())
    told = (await world.client("lea").get(f"{HATE}/imports/{key}")).json()["importing"]
    assert (told["state"], told["rows_kept"]) == ("done", 1)


async def test_the_page_takes_a_file_and_shows_the_way(world: World) -> None:
    browser = world.client("lea", browser=True)
    sent = await browser.post(
        "/projects/hate/imports",
        data={"kind": "tasks", "act": "keep", "field_text": "words"},
        files={"file": ("a.csv", b"id,words\nt1,a\nt2\n")},
    )
    assert sent.status_code == 303, sent.text
    await asyncio.gather(*world.app.state.imports._running.values())
    page = await browser.get(sent.headers["location"])
    assert "has 1 cell where the header has 2" in page.text
    assert 'data-socket="/projects/hate/live"' in page.text
    wrong = await browser.post(
        "/projects/hate/imports",
        data={"kind": "tasks", "act": "try", "zone": "Nowhere/Else"},
        files={"file": ("a.csv", b"id,text\nt1,a\n")},
    )
    assert wrong.status_code == 422
    assert "There is no such time zone" in wrong.text
    assert 'value="Nowhere/Else"' in wrong.text
