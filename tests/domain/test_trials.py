"""What a trial says of a draft: against numpy and scipy, and by hand."""

import numpy as np
import pytest
from scipy import stats

from app.domain.trials import (
    ENOUGH,
    FELL,
    FELL_SURELY,
    HELD,
    ROUNDS,
    UNKNOWN,
    Tried,
    bootstrap_mean,
    choose_tasks,
    compare,
    count_moves,
)

SPLIT, SAME, THIRD = ("a", "b"), ("a", "a"), ("a", "a", "b")


def test_tasks_in_scope_come_first_and_the_same_seed_chooses_the_same() -> None:
    chosen = choose_tasks(range(5), range(100, 200), 12, seed=3)
    assert len(set(chosen)) == 12
    assert set(range(5)) <= set(chosen)
    assert chosen == choose_tasks(reversed(range(5)), range(100, 200), 12, seed=3)
    assert chosen != choose_tasks(range(5), range(100, 200), 12, seed=4)
    assert chosen[:5] != sorted(chosen[:5])  # mixed: the order does not tell them
    assert set(choose_tasks(range(50), range(100, 200), 12, seed=1)) <= set(range(50))
    assert choose_tasks([], [], 12, seed=1) == []


def test_every_task_is_as_likely_as_another() -> None:
    drawn = np.bincount(
        [task for seed in range(2000) for task in choose_tasks([], range(10), 3, seed)]
    )
    assert stats.chisquare(drawn).pvalue > 0.001


def test_agreement_before_and_after_by_hand() -> None:
    tasks = [Tried(SPLIT, SAME), Tried(THIRD, THIRD), Tried(SPLIT, SPLIT), Tried(SPLIT, ("a",))]
    outcome = compare(tasks, seed=1)
    assert outcome.tasks == 3  # the fourth has one answer so far, and counts on neither side
    assert outcome.before is not None
    assert outcome.after is not None
    assert outcome.difference is not None
    assert outcome.before.value == pytest.approx((0 + 1 / 3 + 0) / 3)
    assert outcome.after.value == pytest.approx((1 + 1 / 3 + 0) / 3)
    assert outcome.difference.value == pytest.approx(1 / 3)
    assert outcome.difference.interval is None  # of three tasks none is claimed
    assert (outcome.unanimous_before, outcome.unanimous_after) == (0, 1)
    wilson = stats.binomtest(1, 3).proportion_ci(method="wilson")
    assert outcome.unanimous_after_interval == pytest.approx((wilson.low, wilson.high))


def test_the_interval_is_scipys() -> None:
    chance = np.random.default_rng(5)
    values = chance.choice([-1.0, -1 / 3, 0.0, 2 / 3, 1.0], 40)
    ours = bootstrap_mean(values, seed=11)
    theirs = stats.bootstrap(
        (values,), np.mean, n_resamples=20_000, method="percentile", rng=chance
    ).confidence_interval
    assert ours == pytest.approx((theirs.low, theirs.high), abs=0.03)
    assert ours == bootstrap_mean(values, seed=11)


def test_the_difference_is_one_of_pairs() -> None:
    # tasks differ much from one another, and each falls by the same: paired, that is sure
    easy, hard = Tried(("a",) * 6, ("a",) * 5 + ("b",)), Tried(SPLIT * 3, ("a", "b", "c") * 2)
    outcome = compare([easy, hard] * 10, seed=2)
    assert outcome.before is not None
    assert outcome.difference is not None
    assert outcome.before.interval is not None
    assert outcome.difference.interval is not None
    wide = np.subtract(*outcome.before.interval[::-1])
    assert np.subtract(*outcome.difference.interval[::-1]) < wide / 2
    assert outcome.verdict == FELL_SURELY


def test_a_true_difference_lies_in_the_interval_about_as_often_as_claimed() -> None:
    chance, held, trials = np.random.default_rng(8), 0, 300
    for seed in range(trials):
        low, high = bootstrap_mean(chance.choice([-1, 0, 1], 30, p=[0.2, 0.5, 0.3]), seed)
        held += low <= 0.1 <= high
    assert 0.90 < held / trials < 0.98
    assert ROUNDS >= 1000


@pytest.mark.parametrize(
    ("tasks", "verdict"),
    [
        ([], UNKNOWN),
        ([Tried(SPLIT, ("a",))], UNKNOWN),
        ([Tried(SPLIT, SAME)], HELD),
        ([Tried(SPLIT, SPLIT)] * 9, HELD),  # nothing moved
        ([Tried(THIRD, SPLIT)] * (ENOUGH - 1), FELL),
        ([Tried(THIRD, SPLIT)] * ENOUGH, FELL_SURELY),
        ([Tried(THIRD, SPLIT)] * 6 + [Tried(SPLIT, ("a", "a", "b", "b"))] * 4, FELL),
    ],
)
def test_what_it_says(tasks: list[Tried], verdict: str) -> None:
    assert compare(tasks, seed=4).verdict == verdict


def test_what_became_what_counts_every_answer_against_every_other() -> None:
    moves = count_moves([Tried(SPLIT, ("b", "b")), Tried(SAME, ())])
    assert moves == {("a", "b"): 2, ("b", "b"): 2}
    assert Tried(SPLIT, SPLIT).is_split
    assert not Tried(SPLIT, SAME).is_split


def test_tasks_chosen_because_people_differ_look_better_without_any_change() -> None:
    # each task is answered one way with a chance of its own, before and after: of those on which
    # two people differed, two agree on 60 % when they are asked again (decision 0020)
    chance = np.random.default_rng(1)
    answers = chance.random((20_000, 4)) < chance.random((20_000, 1))
    tasks = [Tried((str(a), str(b)), (str(c), str(d))) for a, b, c, d in answers if a != b]
    outcome = compare(tasks, seed=1)
    assert outcome.difference is not None
    assert outcome.difference.value == pytest.approx(0.6, abs=0.02)
