"""A scenario folder played on a server gives what its files say, step by step."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.replays.checks import check_folder
from app.replays.clients import Client
from app.replays.folders import read_folder, tasks_of
from app.replays.plays import EXPORTS, export, play
from tests.cast import World
from tests.replays.expectations import comparable, expect
from tests.replays.scenarios import write_folder

SHARED = Path(__file__).parents[3] / "shared" / "data"
SAID = (
    ("supplier", "We baked it."),
    ("lead 9", "Good question."),
    ("lead 9", "No."),
    ("lead 9", "Never."),
    ("rev-b", "It is in the guideline."),
    ("lead 9", "It is in the guideline."),
    ("supplier", "I asked that too."),
    ("visitor", "Nobody takes this up."),
)


@dataclass(frozen=True)
class Played:
    """What a replay gave, the project's export, and what was told meanwhile."""

    result: dict[str, Any]
    exported: dict[str, list[dict[str, Any]]]
    told: list[str]


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not here")
def test_what_is_expected_here_is_what_the_published_scenario_expects() -> None:
    folder = SHARED / "scenario_quotes"
    wanted = json.loads((folder / "expected.json").read_text("utf-8"))
    del wanted["literal_readers"]
    found = expect(folder, SHARED / "hatecheck" / "items.jsonl")
    for step in found["steps"]:  # which it does not expect
        del step["kappa_slice_before"], step["kappa_slice_after"]
        assert step.pop("majorities_changed") == {("hateful", "non-hateful", 84)}
    assert found == comparable(wanted)


def replay(folder: Path, client: Client) -> Played:
    """Play a folder that holds its own tasks, and export the project."""
    scenario, told = read_folder(folder), list[str]()
    check_folder(scenario)
    result = play(client, scenario, tasks_of(folder), "bakery", told.append)
    into = folder / "exported"
    into.mkdir()
    export(client, "bakery", into)
    rows = {name: (into / f"{name}.jsonl").read_text("utf-8").splitlines() for name in EXPORTS}
    exported = {name: [json.loads(line) for line in lines] for name, lines in rows.items()}
    return Played(result, exported, told)


async def test_three_rulings_in_a_row(served: tuple[World, str], tmp_path: Path) -> None:
    world, url = served
    folder = write_folder(tmp_path / "bakery")
    with Client(url, world.people["ada"].token) as client:
        played = await asyncio.to_thread(replay, folder, client)
    check_strata(played.result)
    assert comparable(played.result) == expect(folder, folder / "items.jsonl")
    check_talk(played.exported)
    check_book(played.exported)
    assert any(each.startswith("step 3: 5 labels get no new answer") for each in played.told)


def check_strata(result: dict[str, Any]) -> None:
    """Whoever judges a hunt knows what is affected, so that it finds nothing else; of few tasks
    it leaves none unlooked at."""
    for step in result["steps"]:
        found = step["strata"]["classifier"]
        assert found["hits"] == found["in_scope"] == step["affected_items"]
        assert (found["precision"], found["recall"], found["missed"]) == (1, 1, 0)
        assert found["judged"] == 70


def check_talk(exported: dict[str, list[dict[str, Any]]]) -> None:
    """Everybody said what they said; questions went as the plan has it."""
    said = [(each["author"], each["body"]) for each in exported["messages"]]
    for each in SAID:
        assert each in said, each
    states = [each["state"] for each in exported["questions"]]
    assert sorted(states) == sorted(
        ["open", *["ruled"] * 3, *["duplicate"] * 2, "answered", "answered"]
    )


def check_book(exported: dict[str, list[dict[str, Any]]]) -> None:
    """Versions and relabels; a substantive change was approved as often as the policy asks."""
    assert [each["version"] for each in exported["revisions"]] == [
        "1.0.0", "2.0.0", "2.1.0", "3.0.0",
    ]  # fmt: skip
    for relabel in exported["relabels"]:
        assert relabel["state"] == "done"
        assert relabel["scope"]["control"] == 0
        assert not relabel["second_person"]
    assert {each["strata"] for each in exported["items"]} == {"e"}
    approved = [each["kind"] for each in exported["events"]].count("draft.approved")
    assert approved == 2 + 2 + 1 + 2
