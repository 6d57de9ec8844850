"""Agreement, against what the literature prints and against real crowds."""

import csv
import json
from collections import defaultdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.agreement import (
    METRICS,
    Metric,
    alpha,
    alpha_from_counts,
    cohen_kappa,
    cohen_kappa_from_table,
    fleiss_kappa,
    majority,
    percent_agreement,
    unanimous,
)
from tests.domain.material import shared

# Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", section C: four observers,
# twelve units; a point is a missing value.
OBSERVERS = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
UNITS = [
    [None if mark == "." else int(mark) for mark in unit] for unit in zip(*OBSERVERS, strict=True)
]


@pytest.mark.parametrize(
    ("metric", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_alpha_is_what_krippendorff_prints(metric: Metric, published: float) -> None:
    assert alpha(UNITS, metric) == pytest.approx(published, abs=0.0005)


def test_alpha_of_two_observers_is_what_krippendorff_prints() -> None:
    # The same paper, sections A (binary) and B (nominal).
    binary = list(zip("0100000010", "1110010000", strict=True))
    assert alpha(binary) == pytest.approx(0.095, abs=0.0005)
    nominal = list(zip("aabbdcccedda", "babbbccceddd", strict=True))
    assert alpha(nominal) == pytest.approx(0.692, abs=0.0005)


def test_cohens_kappa_is_what_the_literature_prints() -> None:
    # Cohen (1960), 200 cases; then the two tables of 60 % agreement that Wikipedia compares.
    table = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
    assert cohen_kappa_from_table(table) == pytest.approx(0.492, abs=0.0006)
    assert cohen_kappa_from_table([[45, 15], [25, 15]]) == pytest.approx(0.1304, abs=0.00005)
    assert cohen_kappa_from_table([[25, 35], [5, 35]]) == pytest.approx(0.2593, abs=0.00005)


def test_cohens_kappa_of_two_lists_is_that_of_their_table() -> None:
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    first, second = zip(*pairs, strict=True)
    assert cohen_kappa(first, second) == pytest.approx(0.4)
    assert cohen_kappa(["y"], ["y"]) is None
    assert cohen_kappa([], []) is None


def test_fleiss_kappa_is_what_wikipedia_prints() -> None:
    counts = [
        [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
        [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
    ]  # fmt: skip
    assert fleiss_kappa(counts) == pytest.approx(0.210, abs=0.0005)
    with pytest.raises(ValueError, match="equally many"):
        fleiss_kappa([[1, 1], [2, 1]])


def test_agreement_is_unknown_where_nothing_can_be_compared() -> None:
    for units in ([], [["a"], ["b"], []], [["a", None]]):
        assert alpha(units) is None
        assert percent_agreement(units) is None
        assert unanimous(units) == (0, 0)
    assert alpha([["a", "a"], ["a", "a"]]) is None


def test_percent_and_unanimity_count_tasks() -> None:
    units = [["a", "a", "a"], ["a", "a", "b"], ["a", "b"], ["a"]]
    assert percent_agreement(units) == pytest.approx((1 + 1 / 3 + 0) / 3)
    assert unanimous(units) == (1, 3)


def test_ratings_in_digits_are_numbers() -> None:
    digits = [[None if value is None else str(value) for value in unit] for unit in UNITS]
    assert alpha(digits, "interval") == pytest.approx(0.849, abs=0.0005)
    with pytest.raises(ValueError, match="float"):
        alpha([["a", "b"]], "ordinal")


def pairwise_alpha(units: list[list[int]], metric: Metric) -> float | None:
    """The definition itself, pair by pair: slow, and nothing to get wrong."""
    units = [unit for unit in units if len(unit) > 1]
    values = [value for unit in units for value in unit]
    if len(set(values)) < 2:
        return None
    middle = {v: sum(o < v for o in values) + sum(o == v for o in values) / 2 for v in values}

    def distance(one: int, other: int) -> float:
        if metric == "nominal":
            return float(one != other)
        if metric == "interval":
            return float((one - other) ** 2)
        return (middle[one] - middle[other]) ** 2

    within = sum(distance(a, b) / (len(unit) - 1) for unit in units for a in unit for b in unit)
    anywhere = sum(distance(a, b) for a in values for b in values) / (len(values) - 1)
    return 1 - within / anywhere


small_units = st.lists(st.lists(st.integers(-3, 4), max_size=5), max_size=8)


@given(small_units, st.sampled_from(METRICS))
def test_alpha_equals_its_definition(units: list[list[int]], metric: Metric) -> None:
    expected = pairwise_alpha(units, metric)
    assert alpha(units, metric) == (expected if expected is None else pytest.approx(expected))


@given(small_units, st.sampled_from(METRICS))
def test_counts_give_the_same_alpha(units: list[list[int]], metric: Metric) -> None:
    values = list(range(-3, 5))
    counts = np.array([[unit.count(value) for value in values] for unit in units] or [[0] * 8])
    from_units = alpha(units, metric)
    found = alpha_from_counts(counts, values, metric)
    assert found == (from_units if from_units is None else pytest.approx(from_units))


def test_a_tie_has_no_winner() -> None:
    assert majority(["a", "b", "a"]).value == "a"
    assert (majority(["a", "b"]).value, majority(["a", "b"]).tied) == (None, True)
    assert (majority([]).value, majority([]).tied) == (None, False)
    assert majority(["b", "c", "c", "a"]).votes == {"c": 2, "a": 1, "b": 1}


def grouped(name: str) -> list[list[str]]:
    tasks: dict[str, list[str]] = defaultdict(list)
    with (shared(name) / "labels.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            tasks[row["item_id"]].append(row["label"])
    return list(tasks.values())


def expected(name: str) -> Any:
    return json.loads(shared("expected.json").read_text(encoding="utf-8"))[name]


@pytest.mark.parametrize(
    "name", ["crowd_rte", "crowd_barzan", "spam_mturk", "hatexplain_val", "ukp_pairs"]
)
def test_alpha_of_real_crowds(name: str) -> None:
    assert alpha(grouped(name)) == pytest.approx(expected(name)["alpha_nominal"], abs=0.00006)


def test_ordered_answers_of_a_real_crowd() -> None:
    order = {"normal": 0, "offensive": 1, "hatespeech": 2}
    units = [[order[label] for label in unit] for unit in grouped("hatexplain_val")]
    numbers = expected("hatexplain_val")
    assert alpha(units, "ordinal") == pytest.approx(numbers["alpha_ordinal"], abs=0.00006)
    assert alpha(units, "interval") == pytest.approx(numbers["alpha_interval"], abs=0.00006)


def test_the_worked_examples_of_the_literature() -> None:
    examples = json.loads(shared("textbook/examples.json").read_text(encoding="utf-8"))
    for name in ("krippendorff2011_A", "krippendorff2011_B", "krippendorff2011_C"):
        units = list(zip(*examples[name]["ratings_by_observer"], strict=True))
        for metric in METRICS:
            published = examples[name]["expected"].get(f"alpha_{metric}")
            if published is not None:
                assert alpha(units, metric) == pytest.approx(published, abs=0.0005)
    for name in ("fleiss1971", "wikipedia_fleiss"):
        published = examples[name]["expected"]["fleiss_kappa"]
        assert fleiss_kappa(examples[name]["counts"]) == pytest.approx(published, abs=0.005)
    for name in ("cohen1960", "wikipedia_cohen", "wikipedia_cohen_same_agreement"):
        tables = examples[name].get("confusions") or [examples[name]["confusion"]]
        kappas = np.atleast_1d(examples[name]["expected"]["cohen_kappa"])
        found = [cohen_kappa_from_table(table) for table in tables]
        assert found == pytest.approx(kappas, abs=0.0006)


def test_alpha_before_and_after_the_scenario() -> None:
    numbers = json.loads(shared("scenario_quotes/expected.json").read_text(encoding="utf-8"))
    answers: dict[tuple[str, str], str] = {}
    with shared("scenario_quotes/labels_v1.csv").open(encoding="utf-8", newline="") as file:
        answers.update({(r["item_id"], r["annotator"]): r["label"] for r in csv.DictReader(file)})

    def units(only: set[str] | None = None) -> list[list[str]]:
        tasks: dict[str, list[str]] = defaultdict(list)
        for (item, _), label in answers.items():
            if only is None or item in only:
                tasks[item].append(label)
        return list(tasks.values())

    assert alpha(units()) == pytest.approx(numbers["alpha_all_before"], abs=0.00006)
    with shared("scenario_quotes/relabel_step1.csv").open(encoding="utf-8", newline="") as file:
        relabels = list(csv.DictReader(file))
    inside = {row["item_id"] for row in relabels}
    step = numbers["steps"][0]
    assert alpha(units(inside)) == pytest.approx(step["alpha_slice_before"], abs=0.00006)
    assert unanimous(units(inside))[0] == step["unanimous_items_before"]
    answers.update({(r["item_id"], r["annotator"]): r["new_label"] for r in relabels})
    assert alpha(units()) == pytest.approx(numbers["alpha_all_after_all"], abs=0.00006)
    assert unanimous(units(inside))[0] == step["unanimous_items_after"]
