"""Setting the stage: project, guideline, tasks, labels, people."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.errors import Invalid
from app.replays.clients import Client
from app.replays.folders import Folder, Text
from app.replays.people import Cast, gather

Row = dict[str, Any]


def make_project(instance: Client, folder: Folder, slug: str) -> Client:
    """The project of the plan, owned by whoever replays."""
    options = [{"value": value, "label": value} for value in folder.answers]
    instance.post(
        "/projects",
        {
            "slug": slug,
            "name": slug,
            "objective": f"A replay of {folder.path.name}.",
            "prompt": "Which answer fits?",
            "answers": {"kind": "choice", "options": options},
            "overlap": folder.overlap,
        },
    )
    return instance.within(slug)


def publish_first(owner: Client, text: Text) -> None:
    """The guideline that the first labels were made under. The owner proposes and the team is
    not there yet, so the project's policy asks for no approval this once."""
    policy = owner.get("")["approvals"]
    none = dict.fromkeys(("editorial", "clarifying", "substantive"), 0)
    owner.patch("", {"approvals": none})
    draft = owner.post("/guideline", _file(text))
    owner.post(f"/drafts/{draft['number']}/publication", {"edition": draft["edition"]})
    owner.patch("", {"approvals": policy})


def import_files(owner: Client, folder: Folder, tasks: Path) -> None:
    """The tasks with their gold, and the labels made elsewhere with their annotators."""
    fields = {"external_id": folder.fields["id"], "text": folder.fields["text"]}
    if "gold" in folder.fields:
        fields["gold"] = folder.fields["gold"]
    _send(owner, tasks, kind="tasks", fields=json.dumps(fields))
    names = {"task": "item_id", "answer": "label", "labeled_at": "at"}
    _send(owner, folder.labels, kind="labels", fields=json.dumps(names), create_annotators=True)


def set_stage(instance: Client, folder: Folder, tasks: Path, slug: str) -> Cast:
    """Everything that stands before the first question is asked."""
    owner = make_project(instance, folder, slug)
    publish_first(owner, folder.guideline)
    import_files(owner, folder, tasks)
    return gather(instance, slug, folder)


def read_export(owner: Client, noun: str) -> list[Row]:
    """One export, whole."""
    return [json.loads(line) for line in owner.lines(f"/exports/{noun}.jsonl") if line]


def _file(text: Text) -> Row:
    return {"markdown": text.markdown, "name": text.name, "version": text.version}


def _send(owner: Client, path: Path, **how: Any) -> None:
    report = owner.send("/imports", _chunks(path), filename=path.name, **how)
    done = report["importing"]
    if done["state"] != "done" or done["rows_refused"]:
        first = report["faults"][:1]
        raise Invalid(f"{path.name}: {done['rows_refused']} rows were refused, such as {first}.")


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(1 << 16):
            yield chunk
