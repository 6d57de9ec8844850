"""A scenario folder of our own, made by code: notes that a bakery gets, three rulings in a row.

It is of the form of a folder that has one step only, and as unlike that folder as the form allows:
other names of fields, files and answers, numbers for names, ties, tasks without gold or labels,
slices that overlap, people who speak and never label.
"""

import csv
import json
from pathlib import Path
from typing import Any

ANSWERS = ["complaint", "request", "thank you"]
OPENINGS = (
    "The bread was",
    "Could the rolls be",
    "We found the cake",
    "Next time the order should be",
    "My neighbour says your tarts are",
    "I wish the box had been",
)
ENDINGS = ("soft", "late again", "warmer", "“fine”", "a little salty", "as always", "half the size")
PEOPLE = ["1", "02", "14", "A-3", "lead 9"]
FIRST = """# Notes to the bakery

A note is one of three things.

- **complaint**: the writer is not content.
- **request**: the writer asks for something.
- **thank you**: everything else that is friendly.

Read the note twice.
"""
SECOND = FIRST.replace("Read the note twice.", "Read the note once, slowly.") + (
    "\n## Wishes\n\nA wish about the past is a **request** in disguise.\n"
)
THIRD = SECOND.replace("the writer is not content", "the writer is not content, or was not") + (
    "\n## Irony\n\nPraise in quotation marks is a **complaint**.\n"
)
FOURTH = THIRD.replace("\n## Wishes\n\nA wish about the past is a **request** in disguise.\n", "")


def write_folder(home: Path) -> Path:
    """The folder with everything that the form allows."""
    home.mkdir()
    for name, text in (("a.md", FIRST), ("b.md", SECOND), ("c.md", THIRD), ("d.md", FOURTH)):
        (home / name).write_text(text, "utf-8")
    tasks = [_task(n) for n in range(1, 73)]
    (home / "items.jsonl").write_text("".join(json.dumps(each) + "\n" for each in tasks), "utf-8")
    now = {
        (str(n), who): ANSWERS[(n * n // 3 + place * (n % 3)) % 3]
        for n in range(1, 71)  # two tasks stay unlabeled: whoever asks for work is given them
        for place, who in enumerate(_three(n))
    }
    rows = [
        {"item_id": item, "annotator": who, "label": answer, "at": "2026-02-03T08:00:00+02:00"}
        for (item, who), answer in now.items()
    ]
    _write_csv(home / "first.csv", rows)
    for number, slice in enumerate(SLICES, 1):
        (home / f"slice{number}.json").write_text(json.dumps(slice), "utf-8")
        _write_csv(home / f"again{number}.csv", _relabel(now, number, {str(n) for n in slice}))
    (home / "talk.json").write_text(json.dumps(_threads(sorted(now))), "utf-8")
    (home / "plan.json").write_text(json.dumps(_plan()), "utf-8")
    (home / "expected.json").write_text("not even JSON: it is never read", "utf-8")
    return home


# the second takes up labels that the first settled; no text tells what is in them
SLICES = ([3, 8, 21, 34, 35, 40, 44, 52], [35, 1, 40, 44, 9, 60, 70], [2, 3, 9, 66])
RULED = ("request", "complaint", "thank you")


def _three(n: int) -> list[str]:
    """Who labels a task."""
    return [PEOPLE[(n * 3 + place * (1 + n % 2)) % 5] for place in range(3)]


def _task(n: int) -> dict[str, Any]:
    """One in four has no trusted answer."""
    text = f"{OPENINGS[n % 6]} {ENDINGS[n % 7]}, order {n}."
    task = {"key": n, "body": text, "about": None if n % 5 else n + 5, "gold": "not it"}
    return task if n % 4 == 0 else task | {"truth": ANSWERS[(n * n // 3) % 3]}


def _relabel(now: dict[tuple[str, str], str], number: int, slice: set[str]) -> list[Any]:
    """Most give the ruling's answer, some keep theirs, a few take a third one; the last step's
    file says only what changes."""
    rows = []
    for place, (item, who) in enumerate([pair for pair in now if pair[0] in slice]):
        old, new = now[item, who], RULED[number - 1]
        if place % 5 == 1:
            new = old
        if place % 7 == 2:
            new = ANSWERS[(ANSWERS.index(new) + 1) % 3]
        now[item, who] = new
        if number < 3 or new != old:
            rows.append({"item_id": item, "annotator": who, "old_label": old, "new_label": new})
    return rows


def _threads(pairs: list[tuple[str, str]]) -> list[Any]:
    """`by` is somebody who labeled the task, but where somebody else is named."""
    by = dict(reversed(pairs))

    def thread(n: int, item: str, *said: tuple[str, str], by: str = by["3"]) -> dict[str, Any]:
        messages = [{"by": name, "text": text} for name, text in said]
        return {"thread": n, "item_id": item, "opened_by": by, "tag": "wish", "messages": messages}

    first = by["3"]
    return [
        thread(1, "3", (first, "A wish about yesterday?"), ("supplier", "We baked it."),
               ("lead 9", "Good question."), by=first),
        thread(2, "8", (by["8"], "The same again."), by=by["8"]),
        thread(3, "21", (by["21"], "Is salt bad?"), ("lead 9", "No."), ("lead 9", "Never."),
               by=by["21"]),
        thread(4, "34", (by["34"], "And sugar?"), ("rev-b", "It is in the guideline."),
               by=by["34"]),
        thread(5, "3", (first, "And in quotation marks?"), by=first),
        thread(6, "9", ("supplier", "I asked that too."), by="lead 9"),
        thread(7, "70", ("visitor", "Nobody takes this up."), by="visitor"),
        thread(8, "2", by="lead 9"),
    ]  # fmt: skip


def _plan() -> dict[str, Any]:
    def step(number: int, change: str, file: str, **more: Any) -> dict[str, Any]:
        names = {"guideline": {"version": VERSIONS[number], "name": f"g{number}", "file": file}}
        files = {"scope": f"slice{number}.json", "relabel": f"again{number}.csv"}
        said = {"slice": f"slice {number}", "ruling": f"r{number}", "answer": RULED[number - 1]}
        about = {"step": number, "change": change, "rationale": f"It is so, says ruling {number}."}
        return about | said | files | names | more

    return {
        "lead": "lead 9",
        "reviewers": ["rev-a", "14", "lead 9", "rev-b", "rev-c"],
        "answers": ANSWERS,
        "overlap": 3,
        "approvals": {"substantive": 2},
        "task_fields": {"id": "key", "text": "body", "gold": "truth"},
        "guideline": {"version": VERSIONS[0], "name": "g0", "file": "a.md"},
        "labels": "first.csv",
        "threads": "talk.json",
        "steps": [
            step(1, "substantive", "b.md", questions=[1], duplicates=[2], answered=[3, 4],
                 must_stay={"via": "about", "answer": "complaint"},
                 queries={"order": ["order 3", "ORDER"], "curly": ["“", "”"], "none": ["zzz"]}),
            step(2, "clarifying", "c.md", questions=[5, 6],
                 must_stay={"via": "about", "answer": "request"}, queries={"late": "late"}),
            step(3, "substantive", "d.md", questions=[8]),
        ],
    }  # fmt: skip


VERSIONS = ("1.0.0", "2.0.0", "2.1.0", "3.0.0")


def _write_csv(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
