"""Importing labels made elsewhere: whose, on what, when, under what; and how they stand."""

from datetime import UTC, datetime

import pytest
from sqlmodel import Session, col, select

from app.domain.label_rows import parse_time
from app.domain.roles import Actor
from app.errors import Invalid
from app.records.labels import CurrentLabel
from app.records.members import Member
from app.records.revisions import Revision
from app.records.tasks import Task
from tests.cast import World
from tests.imports.files import export, lines, outcome, post, send

HEAD = b"item_id,annotator,label,guideline,at\n"


def publish(db: Session, actor: Actor, version: str, name: str, state: str) -> None:
    """A revision in the book, without the ceremony: imports only look its name up."""
    row = Revision(
        project_id=actor.project_id,
        number=int(version[0]),
        version=version,
        name=name,
        markdown="# Hate\n",
        state=state,
        author_id=actor.member_id,
    )
    db.add(row)
    db.flush()


@pytest.fixture
async def work(world: World) -> World:
    """Three tasks, and two versions of the guideline, the second in force."""
    await send(world, b"id,text\nt1,a\nt2,b\nt3,c\n", "tasks")
    await world.write(publish, "lea", "1.0.0", "v1", "superseded")
    await world.write(publish, "lea", "2.0.0", "v2", "published")
    return world


async def test_labels_come_with_their_people_times_and_guidelines(work: World) -> None:
    data = HEAD + (
        b"t1,A1,hateful,v1,2026-01-05T09:00:00Z\n"
        b"t1,lin,non-hateful,2.0.0,2026-01-05T10:00:00+01:00\n"
        b"t2,A1,hateful,v2.0.0,\n"
        b"t9,A1,hateful,v1,2026-01-05T09:00:00Z\n"
        b"t2,A2,maybe,v1,2026-01-05T09:00:00Z\n"
        b"t2,A2,hateful,v9,2026-01-05T09:00:00Z\n"
        b"t2,A2,hateful,v1,2026-01-05T09:00:00\n"
        b"t2,A2,hateful,v1,yesterday\n"
        b"t2,,hateful,v1,2026-01-05T09:00:00Z\n"
        b"t1,A1,hateful,v1,2026-01-05T09:00:00Z\n"
    )
    report = await send(work, data, "labels")
    assert outcome(report) == (
        "done",
        3,
        [
            (5, "the task “t9” is not in the project"),
            (6, "“maybe” is not one of the answers: hateful, non-hateful."),
            (7, "no published guideline has the version or name “v9”"),
            (8, "time: names no time zone, and none is given for the file"),
            (9, "time: is not like 2026-01-05T09:00:00Z"),
            (10, "annotator: is missing"),
            (11, "repeats an earlier line"),
        ],
    )
    assert report["importing"]["report"] == [
        ["annotators made", 1],
        ["under an older guideline", 1],
    ]
    first, second, third = await export(work, "labels")
    assert (first["annotator"], first["value"], first["guideline_name"]) == ("A1", "hateful", "v1")
    assert (first["time"], first["source"], first["current"]) == (
        "2026-01-05T09:00:00Z",
        "import",
        True,
    )
    assert second["time"] == "2026-01-05T09:00:00Z"
    assert (third["guideline"], third["time"]) == ("2.0.0", third["recorded_at"])
    people = {member["external_id"]: member for member in await export(work, "members")}
    assert (people["A1"]["role"], people["A1"]["signs_in"]) == ("labeler", False)


async def test_a_later_label_supersedes_and_the_counts_are_of_people(work: World) -> None:
    data = HEAD + (
        b"t1,A1,hateful,v1,2026-01-05T09:00:00Z\n"
        b"t1,A1,non-hateful,v1,2026-01-06T09:00:00Z\n"
        b"t1,A2,hateful,v1,2026-01-06T09:00:00Z\n"
        b"t2,A2,hateful,v1,2026-01-06T09:00:00Z\n"
    )
    assert outcome(await send(work, data, "labels"))[1] == 4
    more = HEAD + (
        b"t1,A1,hateful,v2,2026-02-01T09:00:00Z\n"
        b"t1,A2,hateful,v1,2026-01-06T09:00:00Z\n"
        b"t2,A2,non-hateful,v1,2025-12-31T23:59:59Z\n"
    )
    assert outcome(await send(work, more, "labels")) == (
        "done",
        1,
        [
            (3, "this label is in the project already"),
            (4, "the label that counts is newer (2026-01-06 09:00 UTC)"),
        ],
    )
    chain = [each for each in await export(work, "labels") if each["annotator"] == "A1"]
    assert [each["current"] for each in chain] == [False, False, True]
    assert [each["supersedes"] for each in chain] == [None, chain[0]["id"], chain[1]["id"]]
    assert [each["superseded_by"] for each in chain] == [chain[1]["id"], chain[2]["id"], None]
    states = {task["external_id"]: task for task in await export(work, "tasks")}
    assert [(states[t]["labeled"], states[t]["state"]) for t in ("t1", "t2", "t3")] == [
        (2, "full"),
        (1, "open"),
        (0, "open"),
    ]


async def test_pointers_and_labels_agree(work: World) -> None:
    rows = b"".join(b"t%d,A%d,hateful,v1,\n" % (n % 3 + 1, n % 7) for n in range(21))
    flips = b"".join(b"t%d,A%d,non-hateful,v2,\n" % (n % 3 + 1, n % 7) for n in range(21))
    await send(work, HEAD + rows + flips, "labels")

    def pointers(db: Session, actor: Actor) -> set[tuple[str, str, str, str]]:
        found = db.execute(
            select(
                Task.external_id, Member.external_id, CurrentLabel.value, CurrentLabel.independent
            )
            .join(Task, col(Task.id) == col(CurrentLabel.task_id))
            .join(Member, col(Member.id) == col(CurrentLabel.member_id))
        )
        return {tuple(row) for row in found}

    assert await work.read(pointers, "lea") == {
        (label["external_id"], label["annotator"], label["value"], label["value"])
        for label in await export(work, "labels")
        if label["current"]
    }


async def test_a_zone_says_what_naive_times_mean(work: World) -> None:
    data = HEAD + b"t1,A1,hateful,v1,2026-07-05T09:00:00\n"
    await send(work, data, "labels", zone="Europe/Berlin")
    assert [label["time"] for label in await export(work, "labels")] == ["2026-07-05T07:00:00Z"]


async def test_a_guideline_can_be_given_for_the_whole_file(work: World) -> None:
    data = b"item_id,annotator,label\nt1,A1,hateful\nt2,A1,hateful\n"
    await send(work, data, "labels", guideline="v1")
    assert {label["guideline"] for label in await export(work, "labels")} == {"1.0.0"}
    again = await send(work, data, "labels")
    assert [label["guideline"] for label in await export(work, "labels")][2:] == [None, None]
    assert outcome(again)[1] == 2


async def test_nobody_is_made_where_that_is_not_wanted(work: World) -> None:
    data = HEAD + b"t1,A1,hateful,v1,\nt1,sam,hateful,v1,\n"
    report = await send(work, data, "labels", create_annotators=False)
    assert outcome(report) == ("done", 1, [(2, "nobody in the project is called “A1”")])


async def test_a_dry_run_of_labels_tells_the_same(work: World) -> None:
    old = lines(
        {"id": "t1", "annotator": "A1", "answer": "hateful", "time": "2026-01-02T00:00:00Z"},
        {"id": "t2", "annotator": "A1", "answer": "hateful", "time": "2026-01-02T00:00:00Z"},
    )
    await send(work, old, "labels")
    rows = b"".join(
        b"t%d,B%d,hateful,v1,2026-01-05T09:00:00Z\n" % (n % 3 + 1, n) for n in range(600)
    )
    data = (
        HEAD
        + b"t1,A1,non-hateful,v1,2025-01-01T00:00:00Z\nt2,A1,hateful,,2026-01-02T00:00:00Z\n"
        + rows
        + b"t1,B0,non-hateful,v1,2024-01-01T00:00:00Z\nt1,B0,hateful,v1,2026-01-05T09:00:00Z\n"
    )
    trial = await send(work, data, "labels", dry_run=True)
    assert len(await export(work, "labels")) == 2
    kept = await send(work, data, "labels")
    assert outcome(trial) == outcome(kept)
    assert trial["importing"]["report"] == kept["importing"]["report"]
    assert [line for line, _ in outcome(kept)[2]] == [2, 3, 605]
    assert len(await export(work, "labels")) == 603


@pytest.mark.parametrize(
    ("raw", "zone", "at"),
    [
        ("2026-01-05T09:00:00Z", "", datetime(2026, 1, 5, 9, tzinfo=UTC)),
        ("2026-01-05T09:00:00+09:00", "Europe/Berlin", datetime(2026, 1, 5, tzinfo=UTC)),
        ("2026-01-05", "Asia/Tokyo", datetime(2026, 1, 4, 15, tzinfo=UTC)),
        ("", "", None),
        (None, "", None),
    ],
)
def test_claimed_times(raw: object, zone: str, at: datetime | None) -> None:
    assert parse_time(raw, zone) == at


@pytest.mark.parametrize("raw", ["2026-01-05", "soon", 5, "0001-01-01T00:00:00+14:00", True, []])
def test_times_that_cannot_be_placed(raw: object) -> None:
    with pytest.raises(Invalid):
        parse_time(raw)


@pytest.mark.parametrize(
    ("name", "status"),
    [("ada", 201), ("lea", 201), ("rui", 403), ("lin", 404), ("vic", 404), ("eve", 404)],
)
async def test_who_may_import(work: World, name: str, status: int) -> None:
    answer = await post(work, HEAD + b"t1,A1,hateful,v1,\n", "labels", name)
    assert answer.status_code == status
    assert len(await export(work, "labels")) == (status == 201)
