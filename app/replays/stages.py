"""Setting the stage: project, guideline, tasks, labels, people."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.errors import Invalid
from app.replays.clients import Client
from app.replays.folders import Folder, Text
from app.replays.people import Cast, gather_labelers, gather_team

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


def publish_first(cast: Cast, text: Text) -> None:
    """The guideline that the first labels were made under."""
    body = {"markdown": text.markdown, "name": text.name, "version": text.version}
    publish_draft(cast, cast.lead.post("/guideline", body)["number"])


def publish_draft(cast: Cast, number: int) -> Row:
    """Review, as many approvals as the policy asks for, publication."""
    edition = cast.lead.get(f"/drafts/{number}")["edition"]
    cast.lead.post(f"/drafts/{number}/review", {"edition": edition})
    reviewers = iter(cast.reviewers)
    while not cast.lead.get(f"/drafts/{number}")["is_approved"]:
        reviewer = next(reviewers, None)
        if reviewer is None:
            raise Invalid("The policy asks for more approvals than the plan has reviewers.")
        reviewer.post(f"/drafts/{number}/approval", {"edition": edition})
    published: Row = cast.lead.post(f"/drafts/{number}/publication", {"edition": edition})
    return published


def import_files(owner: Client, folder: Folder, tasks: Path) -> None:
    """The tasks with their gold, and the labels made elsewhere with their annotators."""
    fields = {"external_id": folder.fields["id"], "text": folder.fields["text"]}
    if "gold" in folder.fields:
        fields["gold"] = folder.fields["gold"]
    _send(owner, tasks, kind="tasks", fields=json.dumps(fields))
    names = {"external_id": "item_id", "answer": "label", "time": "at"}
    _send(owner, folder.labels, kind="labels", fields=json.dumps(names), create_annotators=True)


def set_stage(instance: Client, folder: Folder, tasks: Path, slug: str) -> Cast:
    """Everything that stands before the first question is asked."""
    owner = make_project(instance, folder, slug)
    cast = gather_team(instance, slug, folder)
    publish_first(cast, folder.guideline)
    import_files(owner, folder, tasks)
    gather_labelers(instance, slug, folder, cast)
    return cast


def read_export(owner: Client, noun: str) -> list[Row]:
    """One export, whole."""
    return [json.loads(line) for line in owner.lines(f"/exports/{noun}.jsonl") if line]


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
