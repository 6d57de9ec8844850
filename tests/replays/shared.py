"""Real revisions of the shared data as scenario folders, and what is known of each.

The texts of threads and rulings are ours, and so is the guideline of “else”, which has none. The
other guidelines are the published ones. Nothing of the data is kept in the repository: folders
are written where the test says.

`python -m tests.replays.whole` plays each of them whole.
"""

import csv
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

SHARED = Path(__file__).parents[3] / "shared" / "data"
EFFECT, MARKERS, ELSE = "guideline_effect_200", "ud_list_markers_1027", "ud_else_556"
TREEBANK = "treebank"
Row = dict[str, Any]
# the number query of the thread: a number before a full stop or a closing bracket
NAIVE, EXACT = "a number before . ) or ]", "tagged as a list item marker"


def write_effect(home: Path, every: int = 1) -> Path:
    """Twenty people under the short definition, then twenty others under the detailed one.

    They were different people, and a relabel asks the same ones: here each of twenty seats is
    taken first by one of group 3, then by one of group 2. Agreement and majorities do not depend
    on who sits where. Flips do: those of a seat are nobody's change of mind.
    """
    chosen = _items(EFFECT)[::every]
    seats = {f"seat {n:02}" for n in range(1, 21)[:: every // 10 or 1]}
    ids = {each["item_id"] for each in chosen}
    given: dict[str, dict[tuple[str, str], str]] = {"G2": {}, "G3": {}}
    for row in _table(SHARED / EFFECT / "labels.csv"):
        if row["group"] in given and row["item_id"] in ids:
            seat = "seat " + row["annotator"].partition("-")[2]
            if seat in seats:
                given[row["group"]][row["item_id"], seat] = row["label"]
    return _write(
        home,
        tasks=chosen,
        labels=given["G3"],
        again=given["G2"],
        scope=sorted(ids),
        texts=[_page("guideline_g3_short.md"), _page("guideline_g2_detailed.md")],
        answers=["hateful", "non-hateful"],
        step={
            "slice": "everything",
            "answer": "non-hateful",
            "rationale": "What counts as hate speech, and what does not, is listed from now on.",
        },
        asks=(chosen[0]["item_id"], "seat 01", "Is a reclaimed slur hate speech?"),
    )


def write_markers(home: Path, every: int = 1) -> Path:
    """List item enumerators: nummod becomes discourse. One annotator, the treebank itself."""
    rows = _items(MARKERS)
    missed = [each for each in rows if _changes(each) and not each["surface_query_hit"]]
    rows = sorted(rows, key=lambda each: (_changes(each), each["surface_query_hit"]))
    rows = missed + [each for each in rows if each not in missed][::every]
    pages = SHARED / MARKERS / "guideline"
    return _treebank(
        home,
        rows,
        texts=["\n\n".join((pages / f"{name}.{when}.md").read_text("utf-8")
                           for name in ("list", "discourse"))
               for when in ("before", "after")],
        scope=[each["item_id"] for each in rows if _changes(each)],
        answer="discourse",
        step={
            "slice": "list item enumerators",
            "rationale": "The number of a list item counts nothing: it marks where the item is.",
            "predicates": {
                NAIVE: {"metadata": {"next_token": [".", ")", "]"]}},
                EXACT: {"metadata": {"xpos": ["LS"]}},
            },
            "settle": EXACT,
        },
        asks="Is the 1 of “1. Cut the bread” a number that counts something?",
    )  # fmt: skip


def write_else(home: Path, every: int = 1) -> Path:
    """“else”: ADJ becomes ADV. All of them are in scope, of which some were right already."""
    rows = _items(ELSE)[::every]
    text = "# Parts of speech\n\n- Tag “else” as **{}**, as in “what else” and “somebody else”.\n"
    return _treebank(
        home,
        rows,
        texts=[text.format("ADJ"), text.format("ADV")],
        scope=[each["item_id"] for each in rows],
        answer="ADV",
        step={
            "slice": "else",
            "rationale": "It is never compared and never stands before a noun.",
            "predicates": {"the word": {"metadata": {"token": ["else"]}}},
            "settle": "the word",
        },
        asks="An adjective that stands behind what it describes, always?",
    )


def _treebank(
    home: Path, rows: list[Row], *, scope: list[str], answer: str, step: Row, asks: str, **more: Any
) -> Path:
    def given(when: str) -> dict[tuple[str, str], str]:
        return {(each["item_id"], TREEBANK): each[when] for each in rows}

    answers = {each[when] for each in rows for when in ("label_before", "label_after")}
    kept = [{k: v for k, v in each.items() if not k.startswith("label_")} for each in rows]
    inside = set(scope)
    return _write(
        home,
        tasks=kept,
        labels=given("label_before"),
        again={pair: new for pair, new in given("label_after").items() if pair[0] in inside},
        scope=scope,
        answers=sorted(answers),
        step=step | {"answer": answer},
        asks=(scope[0], TREEBANK, asks),
        **more,
    )


def _write(
    home: Path, *, tasks: list[Row], labels: dict[tuple[str, str], str],
    again: dict[tuple[str, str], str], scope: list[str], texts: list[str], answers: list[str],
    step: Row, asks: tuple[str, str, str],
) -> Path:  # fmt: skip
    home.mkdir(parents=True)
    item, who, words = asks
    thread = {"thread": 1, "item_id": item, "opened_by": who, "tag": step["slice"]}
    plan = {
        "lead": "lead",
        "reviewers": ["reviewer"],
        "answers": answers,
        "task_fields": {"id": "item_id", "text": "text"},
        "guideline": {"version": "1.0.0", "name": "before", "file": "before.md"},
        "steps": [
            {"step": 1}
            | step
            | {"ruling": "the revision", "change": "substantive", "questions": [1]}
            | {"guideline": {"version": "2.0.0", "name": "after", "file": "after.md"}}
            | {"scope": "scope.json", "relabel": "again.csv"}
        ],
    }
    (home / "items.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in tasks), "utf-8")
    _save(home / "labels_v1.csv", "label", labels)
    _save(home / "again.csv", "new_label", again)
    for name, text in zip(("before", "after"), texts, strict=True):
        (home / f"{name}.md").write_text(text, "utf-8")
    said = [thread | {"messages": [{"by": who, "text": words}]}]
    for name, what in (("scope", scope), ("threads", said), ("plan", plan)):
        (home / f"{name}.json").write_text(json.dumps(what), "utf-8")
    return home


def _changes(row: Row) -> bool:
    return bool(row["label_before"] != row["label_after"])


def _items(name: str) -> list[Row]:
    lines = (SHARED / name / "items.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _page(name: str) -> str:
    return (SHARED / EFFECT / name).read_text("utf-8")


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _save(path: Path, column: str, labels: dict[tuple[str, str], str]) -> None:
    rows: Iterable[tuple[str, ...]] = ((*pair, value) for pair, value in labels.items())
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("item_id", "annotator", column), *rows])


WRITERS: dict[str, Callable[..., Path]] = {
    EFFECT: write_effect,
    MARKERS: write_markers,
    ELSE: write_else,
}
KNOWN: dict[str, Row] = {
    # a tie has no winner here; read as “hateful”, the 49 and the 10 are the 59 of 62 that became
    # non-hateful, the 3 the others, and the 5 no change
    EFFECT: {
        "affected_items": 200,
        "affected_labels": 4000,
        "kappa_slice_before": 0.1476,
        "kappa_slice_after": 0.7781,
        "majorities_changed": [
            ["hateful", "non-hateful", 49],
            [None, "non-hateful", 10],
            [None, "hateful", 5],
            ["non-hateful", "hateful", 3],
        ],
    },
    MARKERS: {
        "affected_items": 119,
        "affected_labels": 119,
        "flips": 119,
        "contradicting_after_relabel_count": 0,
        "untouched_labels": 801,
        "predicates": {
            NAIVE: {"labels": 317, "hits": 317, "in_scope": 116, "out_of_scope": 201, "missed": 3,
                    "precision": 0.3659, "recall": 0.9748},
            EXACT: {"labels": 119, "hits": 119, "in_scope": 119, "out_of_scope": 0, "missed": 0,
                    "precision": 1.0, "recall": 1.0},
        },
    },
    ELSE: {
        "affected_items": 83,
        "affected_labels": 83,
        "labels_contradicting_ruling_before": 66,
        "flips": 66,
        "contradicting_after_relabel_count": 0,
        "majorities_changed": [["ADJ", "ADV", 66]],
        "untouched_labels": 0,
    },
}  # fmt: skip
