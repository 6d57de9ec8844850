"""Reading a scenario folder: plan.json and the files it names. expected.json is never opened."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import Invalid
from app.replays.files import Part, choose, read_json, read_list, read_rows, read_text

LABELS = "labels_v1.csv"
THREADS = "threads.json"
TASKS = ("items.jsonl", "tasks.jsonl")
# what the id of a task may be called in a file, beside the name that the plan gives it
IDS = ("item_id", "external_id", "task", "id")
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Text:
    """A guideline of the plan: its version and name, and its Markdown."""

    version: str | None
    name: str
    markdown: str


@dataclass(frozen=True, slots=True)
class Talk:
    """A thread of the scenario: who opened it on which task, and who said what."""

    name: str
    item: str
    opened_by: str
    tag: str
    messages: tuple[Pair, ...]

    @property
    def speakers(self) -> set[str]:
        """Everybody who says something, the opener included."""
        return {self.opened_by, *(by for by, _ in self.messages)}


@dataclass(frozen=True, slots=True)
class Step:
    """One ruling with its revision, scope and relabel.

    `questions`, `duplicates` and `answered` name threads; `relabel` maps (item, annotator) to the
    new answer; `must_stay` is (metadata field, answer). `scope` are the tasks that are known to be
    affected; `settle` names the predicate that is published as the scope in their stead.
    """

    number: int
    slice: str
    ruling: str
    questions: tuple[str, ...]
    duplicates: tuple[str, ...]
    answered: tuple[str, ...]
    answer: str
    rationale: str
    change: str
    guideline: Text
    scope: tuple[str, ...]
    relabel: dict[Pair, str]
    must_stay: Pair | None
    queries: dict[str, list[str]]
    predicates: dict[str, dict[str, Any]]
    settle: str | None

    @property
    def threads(self) -> tuple[str, ...]:
        """Every thread that the step takes up."""
        return tuple(dict.fromkeys((*self.questions, *self.duplicates, *self.answered)))


@dataclass(frozen=True, slots=True)
class Folder:
    """A scenario, ready to be played. `labeled` are the (item, annotator) pairs of its labels."""

    path: Path
    lead: str
    reviewers: tuple[str, ...]
    answers: tuple[str, ...]
    overlap: int
    approvals: dict[str, int]
    fields: dict[str, str]
    guideline: Text
    talks: dict[str, Talk]
    steps: tuple[Step, ...]
    labels: Path
    labeled: frozenset[Pair]
    annotators: tuple[str, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """What the column of a task's id may be called."""
        return (self.fields["external_id"], *IDS)


def read_folder(path: Path) -> Folder:
    """The scenario of a folder; raises Invalid, naming the file, where something is missing or
    does not fit together."""
    plan = _plan(path)
    fields = _fields(plan)
    ids = (fields["external_id"], *IDS)
    labels = path / plan.raw.get("labels", LABELS)
    labeled = _labeled(labels, ids)
    talks = [_talk(each, ids) for each in _threads(path, plan)]
    lead = plan.text("lead")
    return Folder(
        path=path,
        lead=lead,
        # nobody approves their own revision, and the lead drafts them all
        reviewers=tuple(each for each in plan.texts("reviewers") if each != lead),
        answers=plan.texts("answers", needed=True),
        overlap=plan.raw.get("overlap") or max(Counter(item for item, _ in labeled).values()),
        approvals={"substantive": 1} | dict(plan.part("approvals", needed=False).raw),
        fields=fields,
        guideline=_text(path, plan.part("guideline")),
        talks={talk.name: talk for talk in talks},
        steps=tuple(_step(path, n, each, ids) for n, each in enumerate(_steps(plan), 1)),
        labels=labels,
        labeled=frozenset(labeled),
        annotators=tuple(dict.fromkeys(annotator for _, annotator in labeled)),
    )


def tasks_of(path: Path) -> Path:
    """The tasks file of a folder that holds its own: the one that the plan names, or the usual."""
    named = _plan(path).raw.get("tasks")
    found = [path / name for name in ([named] if named else TASKS)]
    there = next((each for each in found if each.is_file()), None)
    if there is None:
        names = " or ".join(each.name for each in found)
        raise Invalid(f"{path.name or path} holds no {names}: name one with --tasks.")
    return there


def _plan(path: Path) -> Part:
    if not path.is_dir():
        raise Invalid(f"{path} is no folder.")
    return Part.of("plan.json", read_json(path / "plan.json"))


def _steps(plan: Part) -> list[Part]:
    plan.need("steps")
    return plan.parts("steps", "step")


def _fields(plan: Part) -> dict[str, str]:
    """The columns of the tasks file, by what an import calls them."""
    named = plan.part("task_fields")
    fields = {name: named.text(name) for name, column in named.raw.items() if column is not None}
    return {"external_id": fields.pop("id", None) or named.text("id")} | fields


def _labeled(path: Path, ids: tuple[str, ...]) -> list[Pair]:
    rows = read_rows(path)
    if not rows:
        raise Invalid(f"{path.name} holds no labels.")
    item, annotator = choose(path, rows[0], *ids), choose(path, rows[0], "annotator")
    return [(row[item], row[annotator]) for row in rows]


def _step(path: Path, number: int, raw: Part, ids: tuple[str, ...]) -> Step:
    stay = raw.part("must_stay", needed=False)
    queries = raw.part("queries", needed=False)
    predicates = raw.part("predicates", needed=False)
    return Step(
        number=int(raw.text("step")) if "step" in raw.raw else number,
        slice=raw.text("slice"),
        ruling=raw.text("ruling"),
        questions=raw.texts("questions", needed=True),
        duplicates=raw.texts("duplicates"),
        answered=raw.texts("answered"),
        answer=raw.text("answer"),
        rationale=raw.text("rationale"),
        change=raw.text("change"),
        guideline=_text(path, raw.part("guideline")),
        scope=tuple(dict.fromkeys(str(each) for each in read_list(path / raw.text("scope")))),
        relabel=_relabel(path / raw.text("relabel"), ids),
        must_stay=(stay.text("via"), stay.text("answer")) if stay.raw else None,
        queries={name: list(queries.texts(name)) for name in queries.raw},
        predicates={name: dict(predicates.part(name).raw) for name in predicates.raw},
        settle=raw.text("settle") if "settle" in raw.raw else None,
    )


def _relabel(path: Path, ids: tuple[str, ...]) -> dict[Pair, str]:
    rows = read_rows(path)
    if not rows:
        return {}
    item, annotator = choose(path, rows[0], *ids), choose(path, rows[0], "annotator")
    answer = choose(path, rows[0], "new_label")
    return {(row[item], row[annotator]): row[answer] for row in rows}


def _threads(path: Path, plan: Part) -> list[Part]:
    name = plan.raw.get("threads", THREADS)
    return Part.of(name, {"threads": read_list(path / name)}).parts("threads", "thread")


def _talk(raw: Part, ids: tuple[str, ...]) -> Talk:
    item = next((name for name in ids if raw.raw.get(name) is not None), IDS[0])
    said = [(each.text("by"), each.text("text")) for each in raw.parts("messages", "message")]
    tag = str(raw.raw.get("tag") or "")
    opener = raw.text("opened_by")
    return Talk(raw.text("thread"), raw.text(item), opener, tag, tuple(said))


def _text(path: Path, raw: Part) -> Text:
    version: Any = raw.raw.get("version")
    name = raw.raw.get("name") or version or raw.text("name")
    markdown = read_text(path / raw.text("file"))
    return Text(None if version is None else str(version), str(name), markdown)
