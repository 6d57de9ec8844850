"""`precedent replay`: JSON alone on stdout, progress on stderr, one line for what goes wrong."""

import asyncio
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from app.commands.replay import replay
from app.replays.files import read_rows
from tests.cast import World
from tests.replays.scenarios import write_folder

command = typer.Typer()
command.command()(replay)


def run(*words: object) -> Result:
    """The command, in this process."""
    return CliRunner().invoke(command, [str(word) for word in words])


def refusal(*words: object) -> str:
    """The one line that it ends with; nothing is printed."""
    result = run(*words)
    assert (result.exit_code, result.stdout) == (1, ""), result.stderr
    *_, last = result.stderr.splitlines()
    return last


@pytest.fixture(scope="module")
def bakery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole folder, which nobody changes."""
    return write_folder(tmp_path_factory.mktemp("whole") / "bakery")


@pytest.fixture
def broken(bakery: Path, tmp_path: Path) -> Path:
    """A copy to be damaged."""
    return Path(shutil.copytree(bakery, tmp_path / "broken"))


def change_plan(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Damage the plan."""
    plan = json.loads((folder / "plan.json").read_text("utf-8"))
    change(plan)
    (folder / "plan.json").write_text(json.dumps(plan), "utf-8")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("plan.json", "plan.json cannot be read: No such file or directory."),
        ("talk.json", "talk.json cannot be read: No such file or directory."),
        ("b.md", "b.md cannot be read: No such file or directory."),
        ("again2.csv", "again2.csv cannot be read: No such file or directory."),
        ("items.jsonl", "broken holds no items.jsonl or tasks.jsonl: name one with --tasks."),
    ],
)
def test_a_missing_file_is_named(broken: Path, name: str, line: str) -> None:
    (broken / name).unlink()
    assert refusal(broken) == f"Not valid: {line}"


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda plan: plan.pop("lead"), "plan.json: “lead” is missing."),
        (lambda plan: plan.pop("steps"), "plan.json: “steps” is missing."),
        (lambda plan: plan["steps"][1].pop("answer"), "plan.json, step 2: “answer” is missing."),
        (lambda plan: plan["steps"][1].update(guideline="b.md"),
         'plan.json, step 2, “guideline”: an object is expected here, not "b.md".'),
        (lambda plan: plan["steps"][0].update(questions=[9]), "Step 1: there is no thread 9."),
        (lambda plan: plan["steps"][0].update(answer="no"),
         "Step 1: “no” is not one of the plan's answers."),
        (lambda plan: plan["steps"].clear(), "plan.json: “steps” is empty; there is nothing to "
         "play."),
    ],
    ids=range(7),
)  # fmt: skip
def test_what_a_plan_lacks_is_said(broken: Path, change: Any, line: str) -> None:
    change_plan(broken, change)
    assert refusal(broken) == f"Not valid: {line}"


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("3,nobody,request,request", "Step 1: nobody, who relabels 3, made no label before."),
        ("5,1,request,request", "Step 1: 1 relabels 5, which is not in the scope."),
        ("3,02", "again1.csv, line 2 has not as many cells as the header."),
    ],
)
def test_a_relabel_that_cannot_be_is_said(broken: Path, row: str, line: str) -> None:
    (broken / "again1.csv").write_text(f"item_id,annotator,old_label,new_label\n{row}\n", "utf-8")
    assert refusal(broken) == f"Not valid: {line}"


def test_a_table_may_have_quotes_semicolons_and_a_mark(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text('\ufeffa;b\n"x;1";"two\nlines"\n', "utf-8")
    assert read_rows(table) == [{"a": "x;1", "b": "two\nlines"}]


def test_options_go_together(bakery: Path) -> None:
    for words in (("--url", "http://x"), ("--token", "t")):
        assert "--url goes with --token" in refusal(bakery, *words)


def test_a_silent_server_is_said(bakery: Path) -> None:
    line = refusal(bakery, "--url", "http://127.0.0.1:9", "--token", "t")
    assert line.startswith("Not available just now: http://127.0.0.1:9 does not answer: ")


def test_the_folder_is_read_before_a_server_is_asked(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none") == f"Not valid: {tmp_path / 'none'} is no folder."


@pytest.mark.pages  # that both databases play alike is seen in test_replays and test_shared
async def test_a_server_is_played_on_twice_and_may_refuse(
    served: tuple[World, str], bakery: Path, tmp_path: Path
) -> None:
    world, url = served
    small = Path(shutil.copytree(bakery, tmp_path / "small"))
    change_plan(small, lambda plan: plan["steps"].__delitem__(slice(1, None)))
    (small / "slice1.json").write_text('["3"]', "utf-8")
    (small / "again1.csv").write_text("item_id,annotator,new_label\n", "utf-8")
    ada, sam = world.people["ada"].token, world.people["sam"].token
    at = (small, "--url", url, "--token")
    first, second = [await asyncio.to_thread(run, *at, ada) for _ in range(2)]
    assert (first.exit_code, second.exit_code) == (0, 0), second.stderr
    assert json.loads(first.stdout) == json.loads(second.stdout)
    assert "step 1: relabel, " in first.stderr
    wrong = await asyncio.to_thread(refusal, *at, "nonsense")
    assert wrong.startswith("Not done: POST /api/v1/projects: 401 "), wrong
    forbidden = await asyncio.to_thread(refusal, *at, sam)
    assert forbidden.startswith("Not done: POST /api/v1/projects: 403 "), forbidden
