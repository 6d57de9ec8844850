"""Reading a scenario folder: plan.json and the files it names. expected.json is never opened."""

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import Invalid

LABELS = "labels_v1.csv"
THREADS = "threads.json"


@dataclass(frozen=True, slots=True)
class Text:
    """A guideline of the plan: its version and name, and its Markdown."""

    version: str
    name: str
    markdown: str


@dataclass(frozen=True, slots=True)
class Talk:
    """A thread of the scenario: who opened it on which task, and what was said."""

    number: int
    item: str
    opened_by: str
    tag: str
    messages: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One ruling with its revision, scope and relabel.

    `questions`, `duplicates` and `answered` are thread numbers; `relabel` maps (item, annotator)
    to the new answer; `must_stay` is (metadata field, answer).
    """

    number: int
    slice: str
    ruling: str
    questions: tuple[int, ...]
    duplicates: tuple[int, ...]
    answered: tuple[int, ...]
    answer: str
    rationale: str
    change: str
    guideline: Text
    scope: tuple[str, ...]
    relabel: dict[tuple[str, str], str]
    must_stay: tuple[str, str] | None
    queries: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Folder:
    """A scenario, ready to be played."""

    path: Path
    lead: str
    reviewers: tuple[str, ...]
    answers: tuple[str, ...]
    overlap: int
    fields: dict[str, str]
    guideline: Text
    talks: dict[int, Talk]
    steps: tuple[Step, ...]
    labels: Path
    annotators: tuple[str, ...]


def read_folder(path: Path) -> Folder:
    """The scenario of a folder; raises Invalid, naming the file, where something is missing."""
    plan = _json(path / "plan.json")
    talks = [_talk(each) for each in _json(path / THREADS)]
    labels = path / plan.get("labels", LABELS)
    return Folder(
        path=path,
        lead=plan["lead"],
        reviewers=tuple(plan["reviewers"]),
        answers=tuple(plan["answers"]),
        overlap=plan["overlap"],
        fields=plan["task_fields"],
        guideline=_text(path, plan["guideline"]),
        talks={talk.number: talk for talk in talks},
        steps=tuple(_step(path, each) for each in plan["steps"]),
        labels=labels,
        annotators=tuple(dict.fromkeys(row["annotator"] for row in _rows(labels))),
    )


def _step(path: Path, raw: dict[str, Any]) -> Step:
    stay = raw.get("must_stay")
    relabel = _rows(path / raw["relabel"])
    return Step(
        number=raw["step"],
        slice=raw["slice"],
        ruling=raw["ruling"],
        questions=tuple(raw["questions"]),
        duplicates=tuple(raw.get("duplicates", ())),
        answered=tuple(raw.get("answered", ())),
        answer=raw["answer"],
        rationale=raw["rationale"],
        change=raw["change"],
        guideline=_text(path, raw["guideline"]),
        scope=tuple(_json(path / raw["scope"])),
        relabel={(row["item_id"], row["annotator"]): row["new_label"] for row in relabel},
        must_stay=(stay["via"], stay["answer"]) if stay else None,
        queries=raw.get("queries", {}),
    )


def _talk(raw: dict[str, Any]) -> Talk:
    said = tuple((each["by"], each["text"]) for each in raw["messages"])
    return Talk(raw["thread"], raw["item_id"], raw["opened_by"], raw.get("tag", ""), said)


def _text(path: Path, raw: dict[str, str]) -> Text:
    return Text(raw["version"], raw["name"], _read(path / raw["file"]))


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as missing:
        raise Invalid(f"{path.name} cannot be read: {missing.strerror}.") from missing


def _json(path: Path) -> Any:
    try:
        return json.loads(_read(path))
    except ValueError as broken:
        raise Invalid(f"{path.name} is not JSON: {broken}.") from broken


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(_read(path).splitlines()))
