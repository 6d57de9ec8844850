"""Sending files as the cast does, and reading what became of them."""

import json
from typing import Any

import httpx2

from tests.cast import World

HATE = "/api/v1/projects/hate"


async def send(world: World, data: bytes, kind: str, name: str = "lea", **how: Any) -> Any:
    """Import a file over the API; the report."""
    answer = await post(world, data, kind, name, **how)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def post(
    world: World, data: bytes, kind: str, name: str = "lea", **how: Any
) -> httpx2.Response:
    """Import a file over the API; whatever comes back."""
    if "fields" in how:
        how["fields"] = json.dumps(how["fields"])
    params = {"kind": kind, **how}
    return await world.client(name).post(f"{HATE}/imports", params=params, content=data)


def outcome(report: Any) -> tuple[str, int, list[tuple[int, str]]]:
    """State, rows kept, and the faults."""
    told = report["importing"]
    assert told["rows_refused"] == len(report["faults"]) or report["next"]
    return told["state"], told["rows_kept"], [(f["line"], f["reason"]) for f in report["faults"]]


async def export(world: World, noun: str, name: str = "lea") -> list[dict[str, Any]]:
    """A noun of the project "hate", line by line."""
    answer = await world.client(name).get(f"{HATE}/exports/{noun}.jsonl")
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def lines(*rows: dict[str, Any]) -> bytes:
    """A JSONL file."""
    return "".join(json.dumps(row) + "\n" for row in rows).encode()
