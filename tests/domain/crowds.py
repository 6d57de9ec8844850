"""Real crowds of ../shared/data, read in place."""

import csv
import json
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from app.domain.votes import Votes
from tests.domain.material import shared


@dataclass(frozen=True)
class Crowd:
    """A crowd's votes, what stands at each place, and the known answers by place: -1 for none."""

    votes: Votes
    tasks: list[str]
    people: list[str]
    answers: list[str]
    gold: np.ndarray[Any, np.dtype[np.int64]]


@cache
def crowd(name: str) -> Crowd:
    """A folder's labels and, where there is one, its gold."""
    votes, tasks, people, answers = Votes.of(
        (row["item_id"], row["annotator"], row["label"]) for row in rows_of(f"{name}/labels.csv")
    )
    known = _gold(name)
    place = {answer: at for at, answer in enumerate(answers)}
    gold = np.array([place.get(known.get(task) or "", -1) for task in tasks], dtype=np.int64)
    return Crowd(votes, tasks, people, answers, gold)


def rows_of(path: str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with shared(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines(path: str) -> list[dict[str, Any]]:
    """The objects of a JSONL file."""
    text = shared(path).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def expected(name: str) -> Any:
    """The published or measured figures of a folder."""
    return json.loads(shared("expected.json").read_text(encoding="utf-8"))[name]


def _gold(name: str) -> dict[str, str | None]:
    if name == "crowd_barzan":
        return {row["item_id"]: row["gold"] for row in rows_of(f"{name}/gold.csv")}
    if name in ("spam_mturk", "hatexplain_val"):
        return {}
    return {item["item_id"]: item["gold"] for item in lines(f"{name}/items.jsonl")}
