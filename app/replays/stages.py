"""Setting the stage: project, guideline, tasks, labels, people."""

import json
from pathlib import Path
from typing import Any

from app.errors import Invalid
from app.replays.clients import Client
from app.replays.files import choose, read_header
from app.replays.folders import Folder, Text
from app.replays.people import Cast, gather_labelers, gather_team, unlike

Row = dict[str, Any]


def set_stage(instance: Client, folder: Folder, tasks: Path, slug: str) -> Cast:
    """Everything that stands before the first question is asked."""
    owner = make_project(instance, folder, slug)
    cast = gather_team(instance, slug, folder)
    publish_first(cast, folder.guideline)
    import_files(owner, folder, tasks)
    gather_labelers(instance, slug, folder, cast)
    return cast


def make_project(instance: Client, folder: Folder, slug: str) -> Client:
    """The project of the plan, owned by whoever replays."""
    options = [{"value": value, "label": value} for value in folder.answers]
    instance.post(
        "/projects",
        {
            "slug": slug,
            "name": slug,
            "external_id": unlike(folder),
            "objective": f"A replay of {folder.path.name}.",
            "prompt": "Which answer fits?",
            "answers": {"kind": "choice", "options": options},
            "overlap": folder.overlap,
            # whoever labeled then answered no check: nobody knows what they would have said
            "readings": {"substantive": "acknowledge"},
            "approvals": folder.approvals,
        },
    )
    return instance.within(slug)


def publish_first(cast: Cast, text: Text) -> None:
    """The guideline that the first labels were made under."""
    body = {"markdown": text.markdown, "name": text.name, "version": text.version}
    publish_draft(cast, cast.lead.post("/guideline", body)["number"])


def publish_draft(cast: Cast, number: int) -> Row:
    """Review, as many approvals as the policy asks for, publication."""
    draft = cast.lead.get(f"/drafts/{number}")
    edition = draft["edition"]
    if draft["asks_why"]:
        why = {"edition": edition, "unmoved": "The plan says so, and names no case."}
        edition = cast.lead.put(f"/drafts/{number}/about", why)["edition"]
    cast.lead.post(f"/drafts/{number}/review", {"edition": edition})
    reviewers = iter(cast.reviewers)
    while not cast.lead.get(f"/drafts/{number}")["is_approved"]:
        reviewer = next(reviewers, None)
        if reviewer is None:
            raise Invalid("The policy asks for more approvals than the plan has reviewers.")
        reviewer.post(f"/drafts/{number}/approval", {"edition": edition})
    # the data's own answers are what its effect is measured against
    keep = {"how": "keep", "reason": "A replay measures against the answers of the data."}
    cast.lead.put(f"/drafts/{number}/golds", {"rest": keep})
    published: Row = cast.lead.post(f"/drafts/{number}/publication", {"edition": edition})
    return published


def import_files(owner: Client, folder: Folder, tasks: Path) -> None:
    """The tasks with their gold, and the labels made elsewhere with their annotators."""
    _send(owner, tasks, kind="tasks", fields=json.dumps(_task_columns(folder, tasks)))
    path, header = folder.labels, read_header(folder.labels)
    fields = {"external_id": choose(path, header, *folder.ids), "annotator": "annotator"}
    fields["answer"] = choose(path, header, "label", "answer")
    fields |= {"time": "at"} if "at" in header else {}
    # labels that name no guideline were made under the first one, and times without a zone in UTC
    how = {"guideline": folder.guideline.name, "zone": "UTC", "create_annotators": True}
    _send(owner, path, kind="labels", fields=json.dumps(fields), **how)


def read_export(owner: Client, noun: str) -> list[Row]:
    """One export, whole."""
    return [json.loads(line) for line in owner.lines(f"/exports/{noun}.jsonl") if line]


def _task_columns(folder: Folder, tasks: Path) -> dict[str, str]:
    fields = dict(folder.fields)
    # a CSV without trusted answers has no column of them; a line of JSON may leave any key out
    if tasks.suffix == ".csv" and fields.get("gold") not in read_header(tasks):
        fields.pop("gold", None)
    return fields


def _send(owner: Client, path: Path, **how: Any) -> None:
    try:
        content = path.read_bytes()
    except OSError as missing:
        raise Invalid(f"{path.name} cannot be read: {missing.strerror}.") from missing
    report = owner.send("/imports", content, filename=path.name, **how)
    done = report["importing"]
    if done["state"] == "done" and not done["rows_refused"]:
        return
    fault = next(iter(report["faults"]), None)
    first = f"; the first is line {fault['line']}: {fault['reason']}" if fault else ""
    raise Invalid(f"{path.name}: {done['rows_refused']} rows were not taken{first}.")
