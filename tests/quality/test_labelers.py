"""People, signs of spam and methods after a real import: by API, page and export."""

from collections import Counter
from typing import Any

import pytest

from tests.cast import World
from tests.imports.files import HATE, export
from tests.quality.crowds import ask, crowd, expected, import_crowd, textbook, trusted

SQLITE = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


def accuracies(told: Any) -> dict[str, float]:
    """By method the share right."""
    return {each["name"]: each["accuracy"] for each in told["methods"]}


async def bring_in(world: World, name: str) -> list[tuple[str, str, str]]:
    """A crowd of the shared data with its trusted answers."""
    rows, golds = crowd(name), trusted(name)
    await import_crowd(world, sorted({row[2] for row in rows}), rows, golds=golds)
    return rows


async def test_who_guesses_is_named_with_reasons_and_nobody_who_is_good(world: World) -> None:
    rows, golds = crowd("crowd_rte"), trusted("crowd_rte")
    await import_crowd(world, "01", rows)  # without trusted answers
    blind = await ask(world, "labelers")
    named = {each["external_id"] for each in blind["people"] if each["grounds"]}
    busiest = {who for who, _ in Counter(row[1] for row in rows).most_common(9)}
    assert len(named & busiest) == 5
    right: dict[str, list[bool]] = {}
    for task, who, answer in rows:
        right.setdefault(who, []).append(answer == golds[task])
    good = {who for who, hits in right.items() if len(hits) >= 20 and sum(hits) / len(hits) >= 0.7}
    assert not named & good
    assert all(each["accuracy"] is None for each in blind["methods"])
    page = (await world.client("lea", browser=True).get("/projects/hate/labelers")).text
    assert page.count("seems to guess") >= 5
    assert "has hardly to do with what the others take for true" in page


@SQLITE
@pytest.mark.parametrize("name", ["crowd_rte", "crowd_barzan", "hatecheck"])
async def test_methods_reach_what_is_published(world: World, name: str) -> None:
    await bring_in(world, name)
    told, should = await ask(world, "labelers"), expected(name)
    found = accuracies(told)
    assert found["majority"] == pytest.approx(should["mv_accuracy_ties_split"], abs=0.0001)
    assert found["dawid_skene"] == pytest.approx(should["ds_accuracy_crowdkit"], abs=0.02)
    alpha = next(
        each for each in (await ask(world, "agreement"))["measures"] if each["name"] == "nominal"
    )
    assert alpha["estimate"]["value"] == pytest.approx(should["alpha_nominal"], abs=0.0001)
    page = (await world.client("lea", browser=True).get("/projects/hate/labelers")).text
    assert f"{100 * found['majority']:.1f} %" in page
    named = [each for each in told["people"] if each["grounds"]]
    if name == "crowd_rte":
        assert told["without"]["accuracy"] == pytest.approx(0.925, abs=0.005)
    else:  # in crowd_barzan agreement says nothing of accuracy: nobody is accused of it
        assert "guesses" not in {ground for each in named for ground in each["grounds"]}
    reviewer = await ask(world, "labelers", "rui")
    assert accuracies(reviewer) == dict.fromkeys(found)  # what is gold is the ML team's


@SQLITE
async def test_one_answer_workers_of_a_crowd_full_of_them(world: World) -> None:
    rows = crowd("spam_mturk")
    await import_crowd(world, sorted({row[2] for row in rows}), rows)
    told = await ask(world, "labelers")
    named = {each["external_id"] for each in told["people"] if "one_answer" in each["grounds"]}
    given: dict[str, list[str]] = {}
    for _, who, answer in rows:
        given.setdefault(who, []).append(answer)
    same = {who for who, answers in given.items() if len(answers) >= 50 and len(set(answers)) == 1}
    assert same
    assert same <= named


async def test_the_anaesthetists_of_1979_are_exported(world: World) -> None:
    """The first of the five judged each patient three times: under three names that are one
    person's."""
    example = textbook("dawid_skene1979")
    rows = [
        (f"p{patient}", f"o{who}-{turn}", str(answer))
        for patient, observers in example["responses"].items()
        for who, answers in observers.items()
        for turn, answer in enumerate(answers)
    ]
    await import_crowd(world, "1234", rows)
    before = await export(world, "consensus", "rui")
    assert len(before) == 45
    assert {each["dawid_skene"] for each in before} == {None}
    people = (await world.client("lea").get(f"{HATE}/members")).json()["items"]
    ids = {each["external_id"]: each["id"] for each in people}
    for again in ("o1-1", "o1-2"):
        one = f"{HATE}/members/{ids[again]}"
        same = await world.client("lea").patch(one, json={"same_as": ids["o1-0"]})
        assert same.status_code == 201, same.text
    told = await ask(world, "labelers")
    found = {each["value"]: each["share"] for each in told["prevalence"]}
    assert [found[v] for v in "1234"] == pytest.approx([0.400, 0.422, 0.112, 0.067], abs=0.0006)
    labels = {each["external_id"]: each["labels"] for each in told["people"]}
    assert labels == {"o1-0": 135, "o2-0": 45, "o3-0": 45, "o4-0": 45, "o5-0": 45}
    after = await export(world, "consensus", "rui")
    assert all(each["as_of"] and 0 < each["dawid_skene_probability"] <= 1 for each in after)


async def test_labels_under_an_open_question_say_nothing_of_anybody(world: World) -> None:
    rows = [(f"t{n}", who, "ab"[n % 2]) for n in range(30) for who in ("p", "q")]
    await import_crowd(world, "ab", rows)
    assert {each["labels"] for each in (await ask(world, "labelers"))["people"]} == {30}


async def test_nobody_below_staff_sees_it(world: World) -> None:
    for name in ("lin", "vic", "eve"):
        assert (await world.client(name).get(f"{HATE}/quality/labelers")).status_code == 404
        page = await world.client(name, browser=True).get("/projects/hate/labelers")
        assert page.status_code == 404
