"""Agreement by patterns: what the literature prints, and what resampling task by task gives."""

import csv
import json
from collections.abc import Sequence

import numpy as np
import pytest

from app.domain.agreement import alpha
from app.domain.patterns import Measure, Patterns, estimate
from tests.domain.material import shared


def patterns(units: Sequence[Sequence[object]], values: Sequence[object]) -> Patterns:
    """From units that hold their values, None for a missing one."""
    rows = [(at, values.index(v)) for at, unit in enumerate(units) for v in unit if v is not None]
    tasks, answers = np.array(rows, dtype=np.int64).reshape(-1, 2).T
    return Patterns.of(tasks, answers, len(values))


@pytest.mark.parametrize(
    ("measure", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_alpha_is_what_krippendorff_prints(measure: Measure, published: float) -> None:
    example = json.loads(shared("textbook/examples.json").read_text())["krippendorff2011_C"]
    units = [list(unit) for unit in zip(*example["ratings_by_observer"], strict=True)]
    found = estimate(patterns(units, [1, 2, 3, 4, 5]), measure, [1, 2, 3, 4, 5])
    assert found
    assert found.value == pytest.approx(published, abs=0.0005)
    assert found.low < found.value < found.high
    assert found.tasks == 11  # the unit of one value says nothing


def test_fleiss_kappa_is_what_fleiss_prints() -> None:
    example = json.loads(shared("textbook/examples.json").read_text())["fleiss1971"]
    counts = np.array(example["counts"], dtype=np.int64)
    unique, many = np.unique(counts, axis=0, return_counts=True)
    found = estimate(Patterns(unique, many), "fleiss")
    assert found
    assert found.value == pytest.approx(example["expected"]["fleiss_kappa"], abs=0.0005)


def test_the_interval_is_that_of_resampled_tasks() -> None:
    random = np.random.default_rng(4)
    units = [list(random.choice(["a", "b", "c"], 3, p=[0.7, 0.2, 0.1])) for _ in range(200)]
    units += [["a"] * 3, ["b"] * 3, ["c"] * 3] * 40
    resampled = [
        alpha([units[at] for at in random.integers(0, len(units), len(units))]) for _ in range(1000)
    ]
    slow = np.quantile([each for each in resampled if each is not None], [0.025, 0.975])
    fast = estimate(patterns(units, ["a", "b", "c"]), "nominal", seed=1)
    assert fast
    assert [fast.low, fast.high] == pytest.approx(slow, abs=0.015)
    assert fast == estimate(patterns(units, ["a", "b", "c"]), "nominal", seed=1)


def test_what_cannot_be_compared_has_no_measure() -> None:
    nothing = patterns([["a"], ["b"]], ["a", "b"])
    assert nothing.tasks == 0
    assert estimate(nothing, "percent") is None
    alike = patterns([["a", "a"], ["a", "a"]], ["a", "b"])
    assert estimate(alike, "nominal") is None
    percent = estimate(alike, "percent")
    assert percent
    assert percent.value == 1
    assert estimate(patterns([["a", "a"], ["a", "b", "b"]], ["a", "b"]), "fleiss") is None


def test_one_answer_against_the_rest_is_alpha_of_two_answers() -> None:
    units = [["a", "b", "c"], ["a", "a", "b"], ["c", "c", "c"], ["a", "c", "c"]]
    against = patterns(units, ["a", "b", "c"]).against_rest(0)
    two = patterns([["a" if v == "a" else "x" for v in unit] for unit in units], ["a", "x"])
    ours, theirs = estimate(against, "nominal"), estimate(two, "nominal")
    assert ours
    assert theirs
    assert ours.value == pytest.approx(theirs.value)


def test_pairs_are_counted_in_both_orders() -> None:
    found = patterns([["a", "a", "b"], ["b", "b"]], ["a", "b"]).pairs()
    assert found.tolist() == [[2, 2], [2, 2]]


@pytest.mark.parametrize(
    ("name", "alpha"), [("hatexplain_val", 0.5045), ("crowd_rte", 0.2415), ("crowd_barzan", 0.4059)]
)
def test_alpha_of_real_crowds(name: str, alpha: float) -> None:
    with shared(f"{name}/labels.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    tasks: dict[str, int] = {}
    answers: dict[str, int] = {}
    coded = [
        (tasks.setdefault(r["item_id"], len(tasks)), answers.setdefault(r["label"], len(answers)))
        for r in rows
    ]
    columns = np.array(coded, dtype=np.int64).T
    found = estimate(Patterns.of(columns[0], columns[1], len(answers)), "nominal")
    assert found
    assert found.value == pytest.approx(alpha, abs=0.00006)
