"""Crowds with known figures, imported into the project "hate" as a lead would."""

import csv
import json
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import Any

from tests.cast import World
from tests.domain.material import shared
from tests.imports.files import HATE, lines, send

Row = tuple[str, str, str]  # task, annotator, answer


async def import_crowd(
    world: World,
    answers: Iterable[str],
    rows: list[Row],
    *,
    kind: str = "choice",
    golds: Mapping[str, str] | None = None,
) -> None:
    """Set the answers, and bring in the tasks and all labels over the API."""
    schema: dict[str, Any] = {"kind": kind, "options": list(answers)}
    if kind == "rating":
        steps = sorted(int(each) for each in answers)
        schema = {"kind": kind, "lowest": steps[0], "highest": steps[-1]}
    changed = await world.client("lea").patch(HATE, json={"answers": schema, "overlap": 20})
    assert changed.status_code == 201, changed.text
    known = golds or {}
    tasks = [
        {"id": each, "text": each} | ({"gold": known[each]} if each in known else {})
        for each in dict.fromkeys(row[0] for row in rows)
    ]
    fields: dict[str, Any] = {"fields": {"gold": "gold"}} if golds else {}
    assert (await send(world, lines(*tasks), "tasks", **fields))["importing"]["rows_refused"] == 0
    table = StringIO()
    csv.writer(table).writerows([("item_id", "annotator", "label"), *rows])
    report = await send(world, table.getvalue().encode(), "labels")
    assert report["importing"]["rows_kept"] == len(rows), report


def crowd(name: str) -> list[Row]:
    """The labels of a set of the shared data."""
    with shared(f"{name}/labels.csv").open(newline="", encoding="utf-8") as file:
        return [(r["item_id"], r["annotator"], r["label"]) for r in csv.DictReader(file)]


def trusted(name: str) -> dict[str, str]:
    """The trusted answers of a set, by task."""
    if name == "crowd_barzan":
        with shared(f"{name}/gold.csv").open(newline="", encoding="utf-8") as file:
            return {r["item_id"]: r["gold"] for r in csv.DictReader(file)}
    lines_ = shared(f"{name}/items.jsonl").read_text("utf-8").splitlines()
    return {item["item_id"]: item["gold"] for item in map(json.loads, lines_)}


def expected(name: str) -> Any:
    """What a set must give."""
    return json.loads(shared("expected.json").read_text())[name]


def textbook(name: str) -> Any:
    """A worked example with its published values."""
    return json.loads(shared("textbook/examples.json").read_text())[name]


async def ask(world: World, path: str, name: str = "lea") -> Any:
    """A figure over the API, once it was reckoned."""
    await world.client(name).get(f"{HATE}/quality/{path}")
    await world.app.state.figures.finish()
    answer = await world.client(name).get(f"{HATE}/quality/{path}")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert not told["standing"]["is_stale"], told["standing"]
    return told
