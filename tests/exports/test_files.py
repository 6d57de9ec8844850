"""Exports: exact as JSONL, safe as CSV, whole over many pages, and under the log's head."""

import csv
import io
import json
from datetime import datetime
from pathlib import Path

import pytest

from app.domain.exports import csv_lines, json_lines
from app.queries.exports import NOUNS
from app.records.events import Untold, chain
from tests.cast import World
from tests.imports.files import HATE, export, lines, outcome, send

DATA = Path(__file__).parents[3] / "shared" / "data"
SLURS = [
    {"id": "=1+1", "text": "=HYPERLINK(1)"},
    {"id": "a2", "text": "-5 degrees"},
    {"id": "a3", "text": 'quote "x", comma\nline'},
    {"id": "a4", "text": "\ttab"},
    {"id": "a5", "text": "plain ’ ü 🙂"},
]


async def test_csv_quotes_what_a_spreadsheet_would_run_and_jsonl_keeps_it(world: World) -> None:
    await send(world, lines(*SLURS), "tasks")
    assert [task["text"] for task in await export(world, "tasks")] == [row["text"] for row in SLURS]
    sheet = (await world.client("lea").get(f"{HATE}/exports/tasks.csv")).content.decode()
    rows = list(csv.DictReader(io.StringIO(sheet, newline="")))
    assert rows[0]["external_id"] == "'=1+1"
    assert [row["text"] for row in rows] == [
        "'=HYPERLINK(1)",
        "'-5 degrees",
        'quote "x", comma\nline',
        "'\ttab",
        "plain ’ ü 🙂",
    ]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\tx", "\rx"])
def test_formulas_are_quoted_and_numbers_are_not(text: str) -> None:
    assert next(csv.reader([csv_lines([{"a": text}], ("a",)).decode()]))[0][0] == "'"
    assert csv_lines([{"a": -1.5}], ("a",)) == b"-1.5\r\n"
    assert json.loads(json_lines([{"a": text, "z": 1}], ("a",))) == {"a": text}


async def test_every_noun_can_be_had_in_both_forms(world: World) -> None:
    files = (await world.client("lea").get(f"{HATE}/exports")).json()["files"]
    assert len(files) == len(NOUNS)
    for file in files:
        for format in ("jsonl", "csv"):
            answer = await world.client("lea").get(f"{HATE}/exports/{file['noun']}.{format}")
            assert answer.status_code == 200, answer.text
            assert answer.headers["x-precedent-head"].count(":") == 1
            assert "attachment" in answer.headers["content-disposition"]
        assert answer.text.splitlines()[0].split(",") == file["columns"]
    for path in ("nothing.csv", "tasks.xml", "tasks.", "../tasks.csv"):
        assert (await world.client("lea").get(f"{HATE}/exports/{path}")).status_code == 404


async def test_a_task_comes_with_its_consensus_and_a_tie_has_none(world: World) -> None:
    await send(world, lines(*({"id": n, "text": n} for n in ("t1", "t2", "t3"))), "tasks")
    answers = {"t1": ("hateful", "hateful", "non-hateful"), "t2": ("hateful", "non-hateful")}
    rows = [
        {"task": task, "annotator": f"a{place}", "answer": answer}
        for task, given in answers.items()
        for place, answer in enumerate(given)
    ]
    await send(world, lines(*rows), "labels")
    found = {task["external_id"]: task["consensus"] for task in await export(world, "tasks")}
    assert found == {"t1": "hateful", "t2": None, "t3": None}


async def test_pages_follow_each_other_without_gap_or_twin(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.queries.exports.PAGE", 7)
    await send(world, b"id,text\n" + b"".join(b"t%d,a\n" % n for n in range(21)), "tasks")
    found = [task["external_id"] for task in await export(world, "tasks")]
    assert found == [f"t{n}" for n in range(21)]


async def test_the_exported_log_is_a_chain_up_to_the_head(world: World) -> None:
    await send(world, b"id,text\nt1,a\n", "tasks")
    answer = await world.client("lea").get(f"{HATE}/exports/events.jsonl")
    before = ""
    for line in answer.text.splitlines():
        event = json.loads(line)
        told = Untold(
            event["project_id"],
            event["actor_id"],
            event["kind"],
            event["subject"],
            event["audience"],
            event["data"],
        )
        at = datetime.fromisoformat(event["at"])
        before = chain(before, event["project_id"], event["seq"], at, told)
        assert before == event["hash"]
    assert answer.headers["x-precedent-head"] == f"{event['seq']}:{before}"


@pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not here")
async def test_hatecheck_comes_back_as_it_went_in(world: World) -> None:
    items = (DATA / "hatecheck" / "items.jsonl").read_bytes()
    tasks = await send(world, items, "tasks", fields={"gold": "gold"})
    assert outcome(tasks) == ("done", 1708, [])
    labels = await send(world, (DATA / "hatecheck" / "labels.csv").read_bytes(), "labels")
    assert outcome(labels) == ("done", 8540, [])
    given = [json.loads(line) for line in items.splitlines()]
    found = await export(world, "tasks")
    assert [(task["external_id"], task["text"]) for task in found] == [
        (item["item_id"], item["text"]) for item in given
    ]
    taken = {"item_id", "text", "gold"}
    assert [task["details"] for task in found] == [
        {name: value for name, value in item.items() if name not in taken} for item in given
    ]
    assert {task["labeled"] for task in found} == {5}
    golds = {gold["external_id"]: gold["gold"] for gold in await export(world, "gold")}
    assert golds == {item["item_id"]: item["gold"] for item in given}
    with (DATA / "hatecheck" / "labels.csv").open(newline="") as file:
        rows = [tuple(row.values()) for row in csv.DictReader(file)]
    exported = [
        (each["external_id"], each["annotator"], each["value"])
        for each in await export(world, "labels")
    ]
    assert exported == rows
