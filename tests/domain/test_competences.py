"""Bounds on how far to trust a person."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.competences import competence, corrected, expected_accuracies, spammer_scores
from app.domain.dawid_skene import Fit, dawid_skene
from app.domain.kappa import cohen_kappa
from app.domain.votes import Votes
from tests.domain.crowds import crowd


def test_before_the_first_answer_everything_is_possible() -> None:
    found = competence(0, 0)
    assert (found.mean, found.low, found.high) == pytest.approx((0.5, 0.025, 0.975))


def test_the_posterior_of_nine_right_and_one_wrong() -> None:
    # Beta(10, 2): its quantiles as tables print them
    found = competence(9, 1)
    assert found.mean == pytest.approx(10 / 12)
    assert (found.low, found.high) == pytest.approx((0.5872, 0.9772), abs=0.0001)
    assert competence(9, 1, prior=(0.5, 0.5)).mean == pytest.approx(9.5 / 11)


def test_nothing_is_decided_on_the_mean() -> None:
    assert competence(3, 0).against(0.7) == "open"  # three right are no proof
    assert competence(30, 0).against(0.7) == "above"
    assert competence(0, 1).against(0.7) == "open"  # nor is one wrong
    assert competence(4, 10).against(0.7) == "below"
    with pytest.raises(ValueError, match="less than never"):
        competence(-1, 0)


@given(st.integers(0, 500), st.integers(0, 500))
def test_bounds_hold_the_mean_and_each_right_answer_raises_them(right: int, wrong: int) -> None:
    found, better = competence(right, wrong), competence(right + 1, wrong)
    assert 0 <= found.low < found.mean < found.high <= 1
    assert better.mean > found.mean
    assert better.low >= found.low


HABITS = {  # three answers: who tells the truth, swaps two, always says one, guesses
    "right": np.eye(3),
    "swapped": np.eye(3)[[1, 0, 2]],
    "one": np.array([[1.0, 0, 0]] * 3),
    "guesses": np.full((3, 3), 1 / 3),
}


def fit_of(habits: dict[str, np.ndarray]) -> Fit:
    return Fit(
        posteriors=np.zeros((0, 3), dtype=np.float32),
        confusions=np.stack(list(habits.values())),
        matrix_of=np.arange(len(habits)),
        prevalence=np.array([0.6, 0.3, 0.1]),
        rounds=1,
        log_likelihood=0.0,
    )


def test_accuracy_can_be_had_by_always_giving_the_commonest_answer() -> None:
    found = expected_accuracies(fit_of(HABITS))
    assert found == pytest.approx([1, 0.1, 0.6, 1 / 3])


def test_a_spammer_score_cannot() -> None:
    assert spammer_scores(fit_of(HABITS)) == pytest.approx([1, 1, 0, 0])
    rng = np.random.default_rng(0)
    rows = rng.dirichlet([1, 1, 1], 3)
    by_pairs = sum(np.sum((rows[a] - rows[b]) ** 2) for a in range(3) for b in range(a)) / 6
    assert spammer_scores(fit_of({"any": rows})) == pytest.approx([by_pairs])


def made_crowd(seed: int = 0) -> tuple[Votes, np.ndarray]:
    """Two answers, 600 tasks, seven people of whom the last two always say 0 and guess."""
    rng = np.random.default_rng(seed)
    truth = (rng.random(600) < 0.3).astype(np.int64)
    columns = [np.where(rng.random(600) < 0.85, truth, 1 - truth) for _ in range(5)]
    columns += [np.zeros(600, dtype=np.int64), rng.integers(0, 2, 600)]
    tasks, people = np.tile(np.arange(600), 7), np.repeat(np.arange(7), 600)
    return Votes(tasks, people, np.concatenate(columns), (600, 7, 2)), truth


def test_beyond_chance_is_nothing_for_one_answer_and_for_guesses() -> None:
    votes, truth = made_crowd()
    found = corrected(votes, dawid_skene(votes))
    for person in range(5):
        said = votes.answers[votes.people == person]
        kappa = cohen_kappa(said.tolist(), truth.tolist())
        assert found[person].value == pytest.approx(kappa, abs=0.06)
        low = found[person].low
        assert low is not None
        assert low > 0.5
    for person in (5, 6):
        high = found[person].high
        assert found[person].value == pytest.approx(0, abs=0.08)
        assert high is not None
        assert high < 0.2
    assert found[5].share > 0.65  # right as often as the answer is common, and worth nothing


def test_ones_own_label_is_no_witness() -> None:
    """Two people who agree by chance alone: with their own label counted, both would be right."""
    rng = np.random.default_rng(3)
    answers = rng.integers(0, 2, 800)
    votes = Votes(np.tile(np.arange(400), 2), np.repeat([0, 1], 400), answers, (400, 2, 2))
    for one in corrected(votes, dawid_skene(votes, most_rounds=1)):
        assert one.value == pytest.approx(0, abs=0.15)


def test_ones_own_second_label_is_no_witness_either() -> None:
    """Two people who agree by chance alone; the first says everything twice."""
    rng = np.random.default_rng(3)
    answers = rng.integers(0, 2, 800)
    twice = np.concatenate([answers, answers[:400]])
    tasks, people = np.tile(np.arange(400), 3), np.repeat([0, 1, 0], 400)
    votes = Votes(tasks, people, twice, (400, 2, 2))
    first, second = corrected(votes, dawid_skene(votes, most_rounds=1))
    assert first.value is None  # the second says too little to tell
    assert second.value == pytest.approx(0, abs=0.15)


def test_who_judges_alone_twice_was_judged_by_nobody() -> None:
    votes = Votes(np.array([0, 0, 1]), np.array([0, 0, 1]), np.array([0, 1, 0]), (2, 2, 2))
    assert [one.labels for one in corrected(votes, dawid_skene(votes))] == [0, 0]


def test_nothing_is_said_where_nothing_can_be_compared() -> None:
    alone = Votes(np.array([0, 1]), np.array([0, 0]), np.array([0, 1]), (2, 2, 2))
    for one in corrected(alone, dawid_skene(alone)):
        assert (one.labels, one.value) == (0, None)
    same = Votes(np.array([0, 0]), np.array([0, 1]), np.array([0, 0]), (1, 2, 1))
    assert [one.value for one in corrected(same, dawid_skene(same))] == [None, None]


def test_on_a_real_crowd_the_guessers_stand_apart() -> None:
    """By their labels alone; that they guess is known from the gold (NOTICE of the data)."""
    known = crowd("crowd_rte")
    found = corrected(known.votes, dawid_skene(known.votes))
    high = {one: found[at].high or 0 for at, one in enumerate(known.people)}
    busy = np.argsort(-known.votes.counts_by_person().sum(axis=1), kind="stable")[:9]
    right = (known.votes.answers == known.gold[known.votes.tasks]).astype(float)
    for at in busy:
        accuracy = right[known.votes.people == at].mean()
        assert (accuracy < 0.6) == (high[known.people[at]] < 0.3)
