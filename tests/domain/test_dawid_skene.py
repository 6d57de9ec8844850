"""Dawid and Skene, against their own table and against real crowds with known answers."""

import json

import numpy as np
import pytest

from app.domain.dawid_skene import MOST_CELLS, dawid_skene
from app.domain.votes import Votes
from tests.domain.crowds import crowd, expected
from tests.domain.material import shared


def test_the_anaesthetists_of_1979() -> None:
    """45 patients, five observers, of whom the first judged each patient three times."""
    example = json.loads(shared("textbook/examples.json").read_text(encoding="utf-8"))
    responses = example["dawid_skene1979"]["responses"]
    rows = [
        (int(patient) - 1, int(observer) - 1, answer - 1)
        for patient, observers in responses.items()
        for observer, answers in observers.items()
        for answer in answers
    ]
    tasks, people, answers = (np.array(column) for column in zip(*rows, strict=True))
    fit = dawid_skene(Votes(tasks, people, answers, (45, 5, 4)))
    assert fit.prevalence == pytest.approx([0.400, 0.422, 0.112, 0.067], abs=0.0006)
    printed = example["dawid_skene1979"]["expected"]["observer_1_error_rates"]
    assert fit.of_person(0) == pytest.approx(np.array(printed), abs=0.0051)


@pytest.mark.parametrize("name", ["crowd_rte", "crowd_barzan", "hatecheck"])
def test_accuracy_on_real_crowds(name: str) -> None:
    known = crowd(name)
    fit = dawid_skene(known.votes)
    accuracy = float(np.mean(fit.best == known.gold))
    assert accuracy == pytest.approx(expected(name)["ds_accuracy_crowdkit"], abs=0.005)


def test_three_labels_of_each_post_and_212_people() -> None:
    """Without known answers: the fit ends, and mostly says what the majority says."""
    votes = crowd("hatexplain_val").votes
    fit = dawid_skene(votes)
    counts = votes.counts()
    clear = counts.max(axis=1) == 3
    assert np.mean(fit.best[clear] == counts.argmax(axis=1)[clear]) > 0.97
    assert fit.posteriors.sum(axis=1) == pytest.approx(np.ones(len(counts)), abs=1e-5)
    assert fit.rounds < 100


def drawn(tasks: int, people: int, answers: int, seed: int) -> tuple[Votes, list[int]]:
    """Three labels of each task, right in 8 of 10 cases."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, answers, tasks)
    rows = np.repeat(np.arange(tasks), 3)
    guessed = random.integers(0, answers, len(rows))
    said = np.where(random.random(len(rows)) < 0.8, truth[rows], guessed)
    who = random.integers(0, people, len(rows))
    return Votes(rows, who, said, (tasks, people, answers)), truth.tolist()


def test_each_round_makes_the_labels_likelier() -> None:
    votes, _ = drawn(500, 20, 3, seed=1)
    found = [dawid_skene(votes, most_rounds=n, tolerance=0).log_likelihood for n in range(1, 12)]
    assert found == sorted(found)


def test_a_matrix_says_how_somebody_errs() -> None:
    votes, truth = drawn(3000, 10, 2, seed=2)
    swapped = votes.people == 4
    answers = np.where(swapped, 1 - np.array(truth)[votes.tasks], votes.answers)
    fit = dawid_skene(Votes(votes.tasks, votes.people, answers, votes.shape))
    assert np.mean(fit.best == truth) > 0.95
    assert fit.of_person(4).diagonal().max() < 0.1  # always the other one: worth as much as right
    assert fit.of_person(0).diagonal() == pytest.approx([0.9, 0.9], abs=0.05)
    assert fit.confusions.sum(axis=2) == pytest.approx(np.ones((10, 2)))


def test_the_order_of_labels_changes_nothing() -> None:
    votes, _ = drawn(200, 10, 3, seed=3)
    order = np.random.default_rng(0).permutation(len(votes))
    mixed = Votes(votes.tasks[order], votes.people[order], votes.answers[order], votes.shape)
    assert dawid_skene(mixed).posteriors == pytest.approx(dawid_skene(votes).posteriors, abs=1e-5)


def test_people_with_few_labels_share_a_matrix_where_all_would_be_too_many() -> None:
    votes, truth = drawn(4000, 1000, 150, seed=4)
    fit = dawid_skene(votes, most_rounds=4)
    assert fit.confusions.size <= MOST_CELLS
    assert len(fit.confusions) < 1000
    assert len(set(fit.matrix_of.tolist())) == len(fit.confusions)
    labels = np.bincount(votes.people, minlength=1000)
    shared_by = fit.matrix_of == len(fit.confusions) - 1
    assert labels[shared_by].max() <= labels[~shared_by].min()
    assert np.mean(fit.best == truth) > 0.8


def test_nothing_is_known_without_labels() -> None:
    nobody = np.zeros(0, dtype=np.int64)
    fit = dawid_skene(Votes(nobody, nobody, nobody, (2, 0, 4)))
    assert fit.posteriors.tolist() == [[0.25] * 4] * 2
    assert fit.log_likelihood == 0
    assert dawid_skene(Votes(nobody, nobody, nobody, (0, 0, 0))).posteriors.shape == (0, 0)


def test_a_task_without_labels_has_the_prevalence() -> None:
    votes = Votes(np.array([0, 0, 1, 1, 2, 2]), np.array([0, 1] * 3), np.array([0] * 6), (4, 2, 2))
    fit = dawid_skene(votes)
    assert fit.posteriors[3] == pytest.approx(fit.prevalence, abs=1e-6)
    assert fit.prevalence[0] > 0.99


def test_subsets_are_fitted_by_themselves() -> None:
    """How a guideline version's labels are held against another's: each has its own fit."""
    votes, truth = drawn(2000, 10, 2, seed=5)
    before = votes.tasks < 1000
    random = np.random.default_rng(1).integers(0, 2, len(votes))
    answers = np.where(before & (votes.people == 0), random, votes.answers)
    votes = Votes(votes.tasks, votes.people, answers, votes.shape)
    old, new = dawid_skene(votes.where(before)), dawid_skene(votes.where(~before))
    assert old.of_person(0).diagonal().mean() == pytest.approx(0.5, abs=0.08)
    assert new.of_person(0).diagonal().mean() > 0.85
    assert np.mean(new.best[1000:] == truth[1000:]) > 0.9
